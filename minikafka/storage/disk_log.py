"""One partition's log in Kafka's files: a ``Log`` to the engine.

Source: ``storage/.../UnifiedLog`` and ``LocalLog``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from minikafka.engine.clock import Clock
from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.log import StoredBatch
from minikafka.engine.producer_state import ProducerStates
from minikafka.engine.records import Batch
from minikafka.storage.checkpoint import OffsetCheckpoint
from minikafka.storage.data_file import flush_directory
from minikafka.storage.leader_epochs import LeaderEpochs
from minikafka.storage.log_input import CorruptBatch
from minikafka.storage.log_settings import UNLIMITED, LogSettings
from minikafka.storage.producer_state_manager import ProducerStateManager
from minikafka.storage.record_batch import EncodedBatch, encode, with_offsets
from minikafka.storage.segment import MAX_RELATIVE_OFFSET, Segment


@dataclass(frozen=True, slots=True)
class Checkpoints:
    """What the data directory notes of all its logs: from where on they may be unflushed, and where they start."""

    recovery_points: OffsetCheckpoint
    log_start_offsets: OffsetCheckpoint


@dataclass(slots=True)
class LogParts:
    """What loading found of a log; ``segments`` are in order, and there is at least one."""

    directory: Path
    segments: list[Segment]
    states: ProducerStateManager
    leader_epochs: LeaderEpochs
    log_start_offset: int
    log_end_offset: int


class DiskLog:
    """Appends to the last of its segments. After an error that leaves the disk in doubt it answers no more.

    Every refusal is a ``KafkaError``: KAFKA_STORAGE_ERROR with the system's reason, and nothing was stored, or
    RECORD_LIST_TOO_LARGE for a batch that no segment could hold.
    """

    def __init__(self, parts: LogParts, settings: LogSettings, checkpoints: Checkpoints, clock: Clock) -> None:
        self.leader_epoch = max(parts.leader_epochs.latest, 0)
        self.directory = parts.directory
        self._segments = parts.segments
        self._states = parts.states
        self._leader_epochs = parts.leader_epochs
        self._start = parts.log_start_offset
        self._end = parts.log_end_offset
        self._recovery_point = parts.log_end_offset
        self._settings = settings
        self._checkpoints = checkpoints
        self._clock = clock
        self._offline: str | None = None

    @property
    def producers(self) -> ProducerStates:
        return self._states.producers

    @property
    def log_start_offset(self) -> int:
        return self._start

    @property
    def log_end_offset(self) -> int:
        return self._end

    @property
    def segments(self) -> tuple[Segment, ...]:
        return tuple(self._segments)

    # Appending

    def append(self, batch: Batch) -> int:
        base_offset = self._end
        encoded = self._encoded(batch)
        self._ensure_fits(encoded)
        with self._storage("the batch was not stored"):
            self._roll_if_full(encoded)
            self._leader_epochs.assign(self.leader_epoch, base_offset)
            self._segments[-1].append(encoded)
        self._end += encoded.last_offset_delta + 1
        if self._settings.flush_messages != UNLIMITED and self._unflushed >= self._settings.flush_messages:
            self.flush()
        return base_offset

    def _encoded(self, batch: Batch) -> EncodedBatch:
        """The bytes to store; what came encoded stays as it is, but for the two fields that are the broker's."""
        data = batch.data if isinstance(batch, EncodedBatch) else encode(batch)
        return EncodedBatch(with_offsets(data, self._end, self.leader_epoch))

    def _ensure_fits(self, batch: EncodedBatch) -> None:
        if batch.size_in_bytes > self._settings.segment_bytes:
            sizes = f"{batch.size_in_bytes} bytes in segments of {self._settings.segment_bytes}"
            raise KafkaError(Error.RECORD_LIST_TOO_LARGE, f"{self.directory.name}: a batch of {sizes}")

    def _roll_if_full(self, batch: EncodedBatch) -> None:
        """Source: ``LogSegment.shouldRoll``."""
        active = self._segments[-1]
        too_large = active.size > self._settings.segment_bytes - batch.size_in_bytes
        too_far = self._end + batch.last_offset_delta - active.base_offset > MAX_RELATIVE_OFFSET
        if too_large or too_far:
            self._roll()

    @property
    def recovery_point(self) -> int:
        """Everything below is on the disk itself."""
        return self._recovery_point

    @property
    def _unflushed(self) -> int:
        return self._end - self._recovery_point

    def flush(self) -> None:
        """Put everything on the disk itself. If that fails nobody knows what is there, and the log goes offline."""
        with self._storage("the disk did not take what was written", offline=True):
            if self._unflushed:
                self._segments[-1].log.flush()
        self._recovery_point = self._end

    # Segments

    def roll(self) -> None:
        """Begin a new segment, with a snapshot of the producers at its base offset (``UnifiedLog.roll``)."""
        with self._storage("no segment was begun"):
            self._roll()

    def _roll(self) -> None:
        active = self._segments[-1]
        if active.size == 0:
            return
        self._take_snapshot()
        segment = Segment(self.directory, self._end, self._settings.index_interval_bytes)
        segment.create()
        active.finish_time_index()
        self._segments.append(segment)
        with self._storage("the disk did not take what was written", offline=True):
            active.flush()
            flush_directory(self.directory)
        active.close()
        self._recovery_point = self._end
        self._checkpoints.recovery_points.put(self.directory.name, self._end)

    def _take_snapshot(self) -> None:
        self._states.end_offset = self._end
        self._states.take_snapshot()

    # Reading

    def read(self, offset: int, max_bytes: int) -> Sequence[StoredBatch]:
        found: list[StoredBatch] = []
        size = 0
        with self._storage("nothing was read"):
            for stored in self._stored_from(offset):
                size += stored.batch.size_in_bytes
                if found and size > max_bytes:
                    break
                found.append(stored)
        return found

    def _stored_from(self, offset: int) -> Iterator[StoredBatch]:
        for segment, following in zip(self._segments, [*self._segments[1:], None], strict=True):
            if following is None or following.base_offset > offset:
                yield from segment.read_from(offset)
            if following is not None:
                segment.close()

    # Deleting

    def delete_before(self, offset: int) -> None:
        """Move the log start offset, and delete the segments that lie below it (``DeleteRecords``)."""
        if offset > self._start:
            with self._storage("nothing was deleted"):
                self._checkpoints.log_start_offsets.put(self.directory.name, offset)
                self._set_start(offset)
                self._delete_while(lambda _, following: following is not None and following.base_offset <= offset)

    def delete_old_segments(self) -> int:
        """Delete the segments that retention no longer keeps; returns how many.

        Source: ``UnifiedLog.deleteOldSegments``: by time, then by size. Producers are remembered all the same.
        """
        with self._storage("nothing was deleted"):
            return self._delete_by_time() + self._delete_by_size()

    def _delete_by_time(self) -> int:
        limit, now = self._settings.retention_ms, self._clock.now()
        if limit == UNLIMITED:
            return 0
        return self._delete_while(lambda segment, _: now - segment.retention_timestamp > limit)

    def _delete_by_size(self) -> int:
        if self._settings.retention_bytes == UNLIMITED:
            return 0
        excess = sum(segment.size for segment in self._segments) - self._settings.retention_bytes

        def is_excess(segment: Segment, _: Segment | None) -> bool:
            nonlocal excess
            excess -= segment.size
            return excess >= 0

        return self._delete_while(is_excess)

    def _delete_while(self, unwanted: Callable[[Segment, Segment | None], bool]) -> int:
        """Delete segments from the oldest on; the last one is replaced by an empty one.

        Source: ``LocalLog.deletableSegments``, ``UnifiedLog.deleteSegments``.
        """
        count = 0
        for segment, following in zip(self._segments, [*self._segments[1:], None], strict=True):
            if (following is None and segment.size == 0) or not unwanted(segment, following):
                break
            count += 1
        if count == len(self._segments):
            self._roll()
        for segment in self._segments[:count]:
            segment.delete()
            self._states.delete_snapshot(segment.base_offset)
        del self._segments[:count]
        self._set_start(max(self._start, self._segments[0].base_offset))
        return count

    def _set_start(self, offset: int) -> None:
        self._start = offset
        self._leader_epochs.truncate_from_start(offset)

    # The end

    def close(self) -> None:
        """Flush, write the producers' snapshot, and let go of the files; nothing can be appended afterwards.

        Raises:
            KafkaError: KAFKA_STORAGE_ERROR: the disk did not take it all, now or earlier.
        """
        try:
            self.flush()
            with self._storage("no snapshot was written"):
                self._segments[-1].finish_time_index()
                self._take_snapshot()
        finally:
            self.go_offline(self._offline or "the log is closed")

    def go_offline(self, reason: str) -> None:
        """Answer nothing any more, and let go of the files as they are."""
        self._offline = reason
        for segment in self._segments:
            segment.close()

    @contextmanager
    def _storage(self, consequence: str, *, offline: bool = False) -> Iterator[None]:
        """Say in Kafka's terms what the system refused."""
        if self._offline is not None:
            raise KafkaError(Error.KAFKA_STORAGE_ERROR, f"{self.directory}: {self._offline}")
        try:
            yield
        except CorruptBatch as problem:
            raise KafkaError(Error.CORRUPT_MESSAGE, f"{self.directory}: {problem}; {consequence}") from problem
        except OSError as problem:
            if offline:
                self._offline = f"{problem.strerror}; open the broker again to see what is there"
            explanation = f"{self.directory}: {problem.strerror or problem}; {consequence}"
            raise KafkaError(Error.KAFKA_STORAGE_ERROR, explanation) from problem
