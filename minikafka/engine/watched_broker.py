"""A broker that can be watched: each batch that a client sends to it becomes a step of a trace.

A broker sees less than a producer does. It knows what arrived, what it decided and what it answered; whether the answer
arrived it learns only when the same batch comes again. The steps say no more than that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any, Protocol

from minikafka.engine.broker import Broker
from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.log import StoredBatch
from minikafka.engine.producer_batch import ProducerBatch
from minikafka.engine.producer_state import ProducerState
from minikafka.engine.recorder import REFUSED_BEFORE_THE_CHECK, branch_of
from minikafka.engine.records import (
    NO_PRODUCER_EPOCH,
    NO_PRODUCER_ID,
    NO_SEQUENCE,
    Batch,
    Record,
    RecordBatch,
)
from minikafka.engine.results import ProduceResult
from minikafka.engine.trace import BRANCH_STAGES, Event, Setup, Stage, StepKind, Trace, Variables

MAX_UNREADABLE = 10_000  # records that a batch only claims to hold take no more room than this many


class Watched(Protocol):
    """What a lab can watch: a broker, or a proxy on the way to one."""

    @property
    def trace(self) -> Trace: ...

    def on_batch(self, watcher: Callable[[], None]) -> None: ...


class Watch:
    """Watches a broker, in memory or with a data directory: ``trace`` has the batches that it was sent from now on.

    ``lab.watch(Watch(broker))`` shows it in the panel. The trace keeps every record: watch a lesson's worth of
    messages, not a load test. It can be read like any other, but not forked or saved, because the clients that made it
    are gone.
    """

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self.trace = Trace(Setup(asdict(broker.settings), {}, {}, broker.clock.now()))
        self.trace.record(Event(0, StepKind.START, Stage.START_PRODUCER, Variables(), action=-1))
        self._numbers_seen: set[tuple[object, ...]] = set()
        self._watchers: list[Callable[[], None]] = []
        broker.observers.append(self._produced)

    def on_batch(self, watcher: Callable[[], None]) -> None:
        """Have ``watcher`` called after each batch, on the thread that brought it."""
        self._watchers.append(watcher)

    def _produced(self, topic: str, partition: int, batch: Batch, result: ProduceResult) -> None:
        self._write(topic, partition, batch, result)
        for watcher in self._watchers:
            watcher()

    def _write(self, topic: str, partition: int, batch: Batch, result: ProduceResult) -> None:
        """Write one batch down as a step: it arrives, it is checked, it takes its branch."""
        arrived = readable(batch)
        numbers = (topic, partition, batch.producer_id, batch.producer_epoch, batch.base_sequence, batch.last_sequence)
        again = batch.producer_id != NO_PRODUCER_ID and numbers in self._numbers_seen
        self._numbers_seen.add(numbers)
        delivery = ProducerBatch(
            self.trace.steps, topic, partition, arrived.records, self._broker.clock.now(), batch=arrived
        )
        kind = StepKind.ARRIVE_AGAIN if again else StepKind.ARRIVE
        before = self.trace[-1].variables
        arrival = Event(self.trace.steps + 1, kind, Stage.BROKER_RECEIVES, before, -1, delivery, arrived)
        self.trace.record(arrival)
        if result.error not in REFUSED_BEFORE_THE_CHECK:
            self.trace.record(replace(arrival, stage=Stage.CHECK_SEQUENCE))
        branch = BRANCH_STAGES[branch_of(result)]
        if branch is Stage.STORE:
            stored = StoredBatch(result.base_offset, arrived)
            self.trace.stored.extend((topic, partition, record) for record in stored.records)
        self.trace.record(replace(arrival, stage=branch, result=result, variables=self._variables(delivery, result)))

    def _variables(self, delivery: ProducerBatch, result: ProduceResult) -> Variables:
        batch = delivery.batch
        assert batch, "what arrived has its numbers"
        numbered = batch.producer_id != NO_PRODUCER_ID
        return Variables(
            sequence_number=batch.last_sequence if numbered else None,
            acknowledged=result.error is Error.NONE,
            stored_count=len(self.trace.stored),
            producer_epoch=batch.producer_epoch,
            state=self._state(delivery, batch),
        )

    def _state(self, delivery: ProducerBatch, batch: RecordBatch) -> ProducerState | None:
        """What the partition remembers of the producer; nothing, if there is no such partition."""
        try:
            return self._broker.producer_state(delivery.topic, delivery.partition, batch.producer_id)
        except KafkaError:
            return None


class WatchedBroker(Broker):
    """A ``Broker`` that is watched from its beginning: its ``trace`` is a ``Watch``'s. The settings are a broker's."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._watch = Watch(self)

    @property
    def trace(self) -> Trace:
        """The batches that this broker was sent, and what it decided about each."""
        return self._watch.trace

    def on_batch(self, watcher: Callable[[], None]) -> None:
        """Have ``watcher`` called after each batch, on the thread that brought it."""
        self._watch.on_batch(watcher)


def readable(batch: Batch) -> RecordBatch:
    """The batch with its records decoded; records that nobody can decode are shown as null.

    A client may number a batch as no producer does, below -1: that is shown as -1, no number.
    """
    try:
        records = tuple(batch.records)
    except KafkaError:
        records = ()
    return RecordBatch(
        records=records or (Record(value=None),) * min(max(1, batch.record_count), MAX_UNREADABLE),
        producer_id=max(NO_PRODUCER_ID, batch.producer_id),
        producer_epoch=max(NO_PRODUCER_EPOCH, batch.producer_epoch),
        base_sequence=max(NO_SEQUENCE, batch.base_sequence),
        is_transactional=batch.is_transactional,
        is_control=batch.is_control,
    )
