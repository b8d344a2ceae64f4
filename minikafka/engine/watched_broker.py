"""A broker that can be watched: each batch that a client sends to it becomes a step of a trace.

A broker sees less than a producer does. It knows what arrived, what it decided and what it answered; whether the answer
arrived it learns only when the same batch comes again. The steps say no more than that.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from minikafka.engine.arrivals import Arrivals, readable
from minikafka.engine.broker import Broker
from minikafka.engine.errors import KafkaError
from minikafka.engine.producer_state import ProducerState
from minikafka.engine.records import NO_PRODUCER_ID, Batch
from minikafka.engine.results import ProduceResult
from minikafka.engine.trace import Trace


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
        self._arrivals = Arrivals(broker.settings, broker.clock.now())
        self._numbers_seen: set[tuple[object, ...]] = set()
        self._watchers: list[Callable[[], None]] = []
        broker.observers.append(self._produced)

    @property
    def trace(self) -> Trace:
        """What arrived, as steps."""
        return self._arrivals.trace

    def on_batch(self, watcher: Callable[[], None]) -> None:
        """Have ``watcher`` called after each batch, on the thread that brought it."""
        self._watchers.append(watcher)

    def _produced(self, topic: str, partition: int, batch: Batch, result: ProduceResult) -> None:
        self._write(topic, partition, batch, result)
        for watcher in self._watchers:
            watcher()

    def _write(self, topic: str, partition: int, batch: Batch, result: ProduceResult) -> None:
        """Write one batch down as a step."""
        numbers = (topic, partition, batch.producer_id, batch.producer_epoch, batch.base_sequence, batch.last_sequence)
        again = batch.producer_id != NO_PRODUCER_ID and numbers in self._numbers_seen
        self._numbers_seen.add(numbers)
        arrival = self._arrivals.arrival(topic, partition, readable(batch), self._broker.clock.now(), again=again)
        self._arrivals.decided(arrival, result, self._state(topic, partition, batch))

    def _state(self, topic: str, partition: int, batch: Batch) -> ProducerState | None:
        """What the partition remembers of the producer; nothing, if there is no such partition."""
        try:
            return self._broker.producer_state(topic, partition, batch.producer_id)
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
