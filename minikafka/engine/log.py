"""One partition's log: stored batches in the order of their offsets."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from minikafka.engine.producer_state import ProducerState, ProducerStates
from minikafka.engine.records import NO_SEQUENCE, Batch, increment_sequence


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """One record as a consumer reads it, with the numbers of the batch that brought it (-1: it had none)."""

    offset: int
    value: bytes | None
    key: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]
    timestamp: int
    producer_id: int
    producer_epoch: int
    sequence: int


@dataclass(frozen=True, slots=True)
class StoredBatch:
    """A batch and the offset of its first record."""

    base_offset: int
    batch: Batch

    @property
    def last_offset(self) -> int:
        return self.base_offset + self.batch.last_offset_delta

    @property
    def records(self) -> Iterator[StoredRecord]:
        """The records with their offsets and sequences, which follow from each one's delta (``DefaultRecord``)."""
        batch = self.batch
        for delta, record in batch.numbered_records:
            sequence = batch.base_sequence
            yield StoredRecord(
                offset=self.base_offset + delta,
                value=record.value,
                key=record.key,
                headers=record.headers,
                timestamp=record.timestamp,
                producer_id=batch.producer_id,
                producer_epoch=batch.producer_epoch,
                sequence=sequence if sequence == NO_SEQUENCE else increment_sequence(sequence, delta),
            )


class Log(Protocol):
    """What a partition needs of its log, in memory or on disk. Offsets are those of records, from 0.

    What the partition remembers of its producers belongs to the log, because a log on disk keeps it beyond a restart;
    the partition brings it up to date after each append. ``leader_epoch`` counts the leaders that wrote to the log.
    """

    leader_epoch: int

    @property
    def producers(self) -> ProducerStates:
        """The state of every producer, as of the log end offset."""

    @property
    def log_start_offset(self) -> int:
        """The offset of the oldest record that is still there."""

    @property
    def log_end_offset(self) -> int:
        """The offset that the next record will get."""

    def append(self, batch: Batch) -> int:
        """Store ``batch`` at the end and return its base offset."""

    def read(self, offset: int, max_bytes: int) -> Sequence[StoredBatch]:
        """Whole batches from the one that holds ``offset`` on: at least one, then up to ``max_bytes``."""

    def delete_before(self, offset: int) -> None:
        """Forget the records below ``offset``, which becomes the log start offset."""


class MemoryLog:
    """A log that lives as long as its process."""

    def __init__(
        self, batches: Sequence[StoredBatch] = (), start: int = 0, end: int = 0, producers: Iterable[ProducerState] = ()
    ) -> None:
        self.leader_epoch = 0
        self.producers = ProducerStates(producers)
        self._batches = list(batches)
        self._start = start
        self._end = end

    @property
    def batches(self) -> Sequence[StoredBatch]:
        """Every batch that is there, in order."""
        return self._batches

    @property
    def log_start_offset(self) -> int:
        return self._start

    @property
    def log_end_offset(self) -> int:
        return self._end

    def append(self, batch: Batch) -> int:
        stored = StoredBatch(self._end, batch)
        self._batches.append(stored)
        self._end = stored.last_offset + 1
        return stored.base_offset

    def read(self, offset: int, max_bytes: int) -> Sequence[StoredBatch]:
        found: list[StoredBatch] = []
        size = 0
        for index in range(self._index_of(offset), len(self._batches)):
            size += self._batches[index].batch.size_in_bytes
            if found and size > max_bytes:
                break
            found.append(self._batches[index])
        return found

    def delete_before(self, offset: int) -> None:
        self._start = max(self._start, offset)
        del self._batches[: self._index_of(self._start)]

    def copy(self) -> MemoryLog:
        copy = MemoryLog(self._batches, self._start, self._end, self.producers)
        copy.leader_epoch = self.leader_epoch
        return copy

    def _index_of(self, offset: int) -> int:
        """The index of the first batch that reaches ``offset``."""
        return bisect_left(self._batches, offset, key=lambda stored: stored.last_offset)
