"""What the scenarios run on. A target is anything that answers like a broker; the first one is the engine itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol, TypedDict, Unpack

from minikafka.engine.broker import Broker
from minikafka.engine.clock import ManualClock
from minikafka.engine.markers import EndTransactionMarker
from minikafka.engine.producer_ids import Controller
from minikafka.engine.records import RecordBatch
from minikafka.engine.results import ProducerDescription, ProduceResult
from minikafka.engine.sequence_check import Generation
from minikafka.lesson.lab.batches import answers_to, batch
from tests.conformance.scenarios import Scenario
from tests.conformance.steps import (
    Advance,
    Answer,
    Appended,
    DeleteBefore,
    Describe,
    Described,
    Expire,
    Init,
    Initialised,
    Marker,
    Need,
    Produce,
    ProduceMany,
    ProducerRow,
    Replicate,
    Restart,
    SentBatch,
    SetIsr,
    Step,
)

TOPIC = "scenario"
PARTITIONS = 2

Perform = Callable[[Step], Sequence[Answer]]


class Target(Protocol):
    """A broker under test.

    To add one, write a class with these members and name it in ``all_targets``; the runner stays as it is.
    """

    @property
    def name(self) -> str: ...

    @property
    def profiles(self) -> frozenset[str]:
        """The broker generations that it can answer like."""

    @property
    def expresses(self) -> frozenset[Need]:
        """What it can do. A scenario that needs more is not run on it, but counted."""

    @property
    def cannot_see(self) -> frozenset[str]:
        """Names of answer fields that stay hidden, such as ``duplicate`` behind a wire."""

    def new_topic(self, scenario: Scenario, profile: str) -> AbstractContextManager[Perform]:
        """A fresh broker, or a fresh topic of one; the function takes one step after the other and answers it."""


class Settings(TypedDict):
    """What a scenario fixes of a broker, by the names of ``Broker``'s parameters."""

    generation: str
    clock: ManualClock
    producer_id_expiration_ms: int
    controller: Controller


class MakeBroker(Protocol):
    """``Broker`` itself, or something that takes the same settings."""

    def __call__(self, **settings: Unpack[Settings]) -> Broker: ...


class EngineTarget:
    """Brokers in memory with a clock that only the scenario moves."""

    profiles = frozenset(Generation)
    expresses = frozenset(
        {
            Need.PRODUCE,
            Need.PRODUCE_MANY,
            Need.ADVANCE,
            Need.EXPIRE,
            Need.DELETE_BEFORE,
            Need.RESTART,
            Need.DESCRIBE,
            Need.INIT,
            Need.SEVERAL_BROKERS,
            Need.TRANSACTIONS,
            Need.MARKER,
            Need.REPLICATE,
            Need.SET_ISR,
        }
    )
    cannot_see: frozenset[str] = frozenset()

    def __init__(self, name: str = "the engine", make_broker: MakeBroker = Broker) -> None:
        self.name = name
        self._make_broker = make_broker

    @contextmanager
    def new_topic(self, scenario: Scenario, profile: str) -> Iterator[Perform]:
        settings = Settings(
            generation=profile,
            clock=ManualClock(scenario.clock_start_ms),
            producer_id_expiration_ms=scenario.producer_id_expiration_ms,
            controller=Controller(),
        )
        brokers = [self._make_broker(**settings) for _ in range(2)]
        brokers[0].create_topic(TOPIC, PARTITIONS)
        yield BrokerSteps(brokers, settings["clock"]).perform


class BrokerSteps:
    """Brokers that share a controller; the first one leads the topic."""

    def __init__(self, brokers: Sequence[Broker], clock: ManualClock) -> None:
        self._brokers = brokers
        self._clock = clock

    @property
    def _leader(self) -> Broker:
        return self._brokers[0]

    def perform(self, step: Step) -> Sequence[Answer]:  # noqa: PLR0911 one for each kind of answer
        match step:
            case Produce():
                return self._request([step], step.acks)
            case ProduceMany():
                return self._request(step.parts)
            case Marker():
                return [self._appended(step.partition, self._mark(step))]
            case Replicate():
                return [self._appended(step.partition, self._replicate(step))]
            case Describe():
                rows = self._leader.describe_producers(TOPIC, step.partition)
                return [Described(producers=frozenset(map(_row, rows)))]
            case Init():
                result = self._brokers[step.broker].init_producer_id(step.transactional_id)
                return [Initialised(error=result.error, pid=result.producer_id, epoch=result.producer_epoch)]
        self._let_happen(step)
        return []

    def _let_happen(self, step: Step) -> None:
        """A step that nobody answers."""
        match step:
            case Advance():
                self._clock.advance(step.ms)
            case Expire():
                self._leader.expire_producers()
            case DeleteBefore():
                self._leader.delete_records(TOPIC, step.partition, step.offset)
            case Restart():
                self._leader.restart()
            case SetIsr():
                for number in range(PARTITIONS):
                    partition = self._leader.partition(TOPIC, number)
                    partition.isr_size, partition.min_insync_replicas = step.isr_size, step.min_isr
            case _:
                raise TypeError(f"there is nothing for {step.written!r}")

    def _mark(self, step: Marker) -> ProduceResult:
        marker = EndTransactionMarker(
            producer_id=step.pid,
            producer_epoch=step.epoch,
            committed={"COMMIT": True, "ABORT": False}[step.result],
            coordinator_epoch=step.coordinator_epoch,
        )
        return self._leader.write_txn_marker(TOPIC, step.partition, marker)

    def _replicate(self, step: Replicate) -> ProduceResult:
        return self._leader.partition(TOPIC, step.partition).append_as_follower(self._batch(step))

    def _request(self, sent: Sequence[Produce], acks: int = -1) -> Sequence[Answer]:
        results = answers_to(self._leader, TOPIC, [(step.partition, self._batch(step)) for step in sent], acks)
        return [self._appended(step.partition, result) for step, result in zip(sent, results, strict=True)]

    def _batch(self, step: SentBatch) -> RecordBatch:
        timestamp = self._clock.now() if step.ts is None else step.ts
        return batch(
            step.seq,
            step.count,
            producer_id=step.pid,
            epoch=step.epoch,
            value=step.payload.encode(),
            timestamp=timestamp,
            is_transactional=step.txn,
            is_control=step.control,
        )

    def _appended(self, partition: int, result: ProduceResult) -> Appended:
        return Appended(
            error=result.error,
            base_offset=result.base_offset,
            duplicate=result.duplicate,
            leo=self._leader.log_end_offset(TOPIC, partition),
            log_append_time=result.log_append_time,
            log_start_offset=result.log_start_offset,
        )


def _row(description: ProducerDescription) -> ProducerRow:
    return ProducerRow(
        pid=description.producer_id,
        epoch=description.producer_epoch,
        last_seq=description.last_sequence,
        coordinator_epoch=description.coordinator_epoch,
        txn_start=description.current_txn_start_offset,
    )


ENGINE = EngineTarget()
