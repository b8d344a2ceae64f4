"""The steps of a scenario and the answers to them; sequence-check-scenarios.yaml says what every field means."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import ClassVar

from minikafka.engine.errors import Error
from minikafka.lesson.lab import experiments


class Need(enum.StrEnum):
    """What a target must be able to do so that a step makes sense on it."""

    PRODUCE = "produce"
    PRODUCE_MANY = "produce_many"
    ACKS_ZERO = "acks=0"
    TRANSACTIONS = "transactions"
    MARKER = "marker"
    REPLICATE = "replicate"
    ADVANCE = "advance"
    EXPIRE = "expire"
    ROLL = "roll"
    DELETE_BEFORE = "delete_before"
    RESTART = "restart"
    DAMAGE = "damaged snapshot"
    SET_ISR = "set_isr"
    INIT = "init"
    SEVERAL_BROKERS = "several brokers"
    DESCRIBE = "describe"


# Answers. As an expectation the same class leaves open what is None.


@dataclass(frozen=True, slots=True, kw_only=True)
class Appended:
    """The answer to one batch, and the log end offset of its partition afterwards."""

    error: Error | None = None
    base_offset: int | None = None
    duplicate: bool | None = None
    leo: int | None = None
    log_append_time: int | None = None
    log_start_offset: int | None = None
    no_response: bool | None = None
    connection_closed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Initialised:
    """The answer to InitProducerId."""

    error: Error | None = None
    pid: int | None = None
    epoch: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedInit(Initialised):
    """What InitProducerId should answer; the two additions name earlier steps, counted from 0."""

    same_pid_as: int | None = None
    distinct_pid_from: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProducerRow:
    """One producer of a DescribeProducers answer."""

    pid: int
    epoch: int
    last_seq: int
    coordinator_epoch: int
    txn_start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """The answer to DescribeProducers; Kafka promises no order."""

    producers: frozenset[ProducerRow]


Answer = Appended | Initialised | Described


# Steps.


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that happens: ``written`` as in the file, ``expected`` with one entry for each answer."""

    need: ClassVar[Need]

    written: str
    expected: tuple[Answer, ...] = ()

    @property
    def needs(self) -> frozenset[Need]:
        return frozenset({self.need})


@dataclass(frozen=True, kw_only=True)
class SentBatch(experiments.SentBatch, Step):
    acks: int

    @property
    def needs(self) -> frozenset[Need]:
        extra = {Need.TRANSACTIONS: self.txn, Need.ACKS_ZERO: self.acks == 0}
        return frozenset({self.need, *(need for need, needed in extra.items() if needed)})


@dataclass(frozen=True, kw_only=True)
class Produce(SentBatch):
    need = Need.PRODUCE

    @property
    def request(self) -> experiments.Request:
        return experiments.Request(parts=(self,), acks=self.acks)


@dataclass(frozen=True, kw_only=True)
class Replicate(SentBatch):
    need = Need.REPLICATE


@dataclass(frozen=True, kw_only=True)
class ProduceMany(Step):
    need = Need.PRODUCE_MANY

    parts: tuple[Produce, ...]

    @property
    def request(self) -> experiments.Request:
        return experiments.Request(parts=self.parts)


@dataclass(frozen=True, kw_only=True)
class Marker(experiments.Marker, Step):
    need = Need.MARKER


@dataclass(frozen=True, kw_only=True)
class Advance(Step):
    need = Need.ADVANCE

    ms: int


@dataclass(frozen=True, kw_only=True)
class Expire(Step):
    need = Need.EXPIRE


@dataclass(frozen=True, kw_only=True)
class Roll(Step):
    need = Need.ROLL

    partition: int


@dataclass(frozen=True, kw_only=True)
class DeleteBefore(experiments.DeleteBefore, Step):
    need = Need.DELETE_BEFORE


@dataclass(frozen=True, kw_only=True)
class Restart(Step):
    need = Need.RESTART

    mode: str
    damage_newest_snapshot: bool = False

    @property
    def needs(self) -> frozenset[Need]:
        return frozenset({self.need, Need.DAMAGE} if self.damage_newest_snapshot else {self.need})


@dataclass(frozen=True, kw_only=True)
class SetIsr(Step):
    need = Need.SET_ISR

    isr_size: int
    min_isr: int


@dataclass(frozen=True, kw_only=True)
class Init(Step):
    need = Need.INIT

    transactional_id: str | None
    broker: int = 0

    @property
    def needs(self) -> frozenset[Need]:
        return frozenset({self.need} if self.broker == 0 else {self.need, Need.SEVERAL_BROKERS})


@dataclass(frozen=True, kw_only=True)
class Describe(Step):
    need = Need.DESCRIBE

    partition: int
