"""What the scenarios run on. A target is anything that answers like a broker; the first one is the engine itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol, TypedDict, Unpack

from minikafka.engine.broker import Broker
from minikafka.engine.clock import ManualClock
from minikafka.engine.producer_ids import Controller
from minikafka.engine.results import ProducerDescription, ProduceResult
from minikafka.engine.sequence_check import Generation
from minikafka.lesson.lab.experiments import take
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
    SetIsr,
    Step,
)

TOPIC = "scenario"
PARTITIONS = 2
NEED_FILES = frozenset({Need.ROLL, Need.DAMAGE})  # only what keeps files has them
NEED_CONNECTION = frozenset({Need.ACKS_ZERO})  # only behind a wire it is seen that no answer comes

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


def settings_of(scenario: Scenario, profile: str) -> Settings:
    """What a scenario fixes of each of its brokers; they share clock and controller."""
    return Settings(
        generation=profile,
        clock=ManualClock(scenario.clock_start_ms),
        producer_id_expiration_ms=scenario.producer_id_expiration_ms,
        controller=Controller(),
    )


class MakeBroker(Protocol):
    """``Broker`` itself, or something that takes the same settings."""

    def __call__(self, **settings: Unpack[Settings]) -> Broker: ...


class EngineTarget:
    """Brokers in memory with a clock that only the scenario moves."""

    profiles = frozenset(Generation)
    expresses = frozenset(Need) - NEED_FILES - NEED_CONNECTION
    cannot_see: frozenset[str] = frozenset()

    def __init__(self, name: str = "the engine", make_broker: MakeBroker = Broker) -> None:
        self.name = name
        self._make_broker = make_broker

    @contextmanager
    def new_topic(self, scenario: Scenario, profile: str) -> Iterator[Perform]:
        settings = settings_of(scenario, profile)
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

    def perform(self, step: Step) -> Sequence[Answer]:
        match step:
            case Produce() | ProduceMany():
                return [self._appended(*answer) for answer in take(self._leader, TOPIC, step.request)]
            case Marker() | DeleteBefore():
                return [self._appended(*answer) for answer in take(self._leader, TOPIC, step)]
            case Replicate():
                return [self._appended(step.partition, self._replicate(step))]
            case Describe():
                rows = self._leader.describe_producers(TOPIC, step.partition)
                return [Described(producers=frozenset(map(producer_row, rows)))]
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
            case Restart():
                self._leader.restart()
            case SetIsr():
                for number in range(PARTITIONS):
                    partition = self._leader.partition(TOPIC, number)
                    partition.isr_size, partition.min_insync_replicas = step.isr_size, step.min_isr
            case _:
                raise TypeError(f"there is nothing for {step.written!r}")

    def _replicate(self, step: Replicate) -> ProduceResult:
        return self._leader.partition(TOPIC, step.partition).append_as_follower(step.batch(self._clock.now()))

    def _appended(self, partition: int, result: ProduceResult) -> Appended:
        return appended(result, self._leader.log_end_offset(TOPIC, partition))


def appended(result: ProduceResult, log_end_offset: int) -> Appended:
    return Appended(
        error=result.error,
        base_offset=result.base_offset,
        duplicate=result.duplicate,
        leo=log_end_offset,
        log_append_time=result.log_append_time,
        log_start_offset=result.log_start_offset,
    )


def producer_row(description: ProducerDescription) -> ProducerRow:
    return ProducerRow(
        pid=description.producer_id,
        epoch=description.producer_epoch,
        last_seq=description.last_sequence,
        coordinator_epoch=description.coordinator_epoch,
        txn_start=description.current_txn_start_offset,
    )


ENGINE = EngineTarget()
