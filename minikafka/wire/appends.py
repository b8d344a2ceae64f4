"""Who waits for records: a Fetch may ask to be answered only once there is something to read."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager

from minikafka.engine.errors import Error
from minikafka.engine.records import Batch
from minikafka.engine.results import ProduceResult

TopicPartition = tuple[str, int]


class Appends:
    """Wakes the waiting when a batch is stored, on whatever thread that happens."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()
        self._waiting: dict[TopicPartition, set[asyncio.Event]] = {}
        self.closed = False

    def notify(self, topic: str, partition: int, _: Batch, result: ProduceResult) -> None:
        """Hear of a batch, as an observer of the broker."""
        is_stored = result.error is Error.NONE and not result.duplicate
        if not is_stored or (topic, partition) not in self._waiting:
            return
        if threading.get_ident() == self._thread:
            self._wake((topic, partition))
        else:
            self._loop.call_soon_threadsafe(self._wake, (topic, partition))

    def close(self) -> None:
        """Let nobody wait any longer."""
        self.closed = True
        for partition in list(self._waiting):
            self._wake(partition)

    @contextmanager
    def watch(self, partitions: AbstractSet[TopicPartition]) -> Iterator[asyncio.Event]:
        """An event that is set whenever a batch is stored in one of ``partitions``, as long as the block lasts.

        Whoever waits reads *after* this has begun: what is stored in between is either read or sets the event
        (``DelayedOperationPurgatory.tryCompleteElseWatch``).
        """
        event = asyncio.Event()
        for partition in partitions:
            self._waiting.setdefault(partition, set()).add(event)
        try:
            yield event
        finally:
            self._forget(partitions, event)

    def _wake(self, partition: TopicPartition) -> None:
        for event in self._waiting.get(partition, ()):
            event.set()

    def _forget(self, partitions: AbstractSet[TopicPartition], event: asyncio.Event) -> None:
        for partition in partitions:
            self._waiting[partition].discard(event)
            if not self._waiting[partition]:
                del self._waiting[partition]
