"""A segment: a stretch of the log in a file of its own, ``<base offset>.log``, with two indexes.

Source: ``storage/.../LogSegment``.
"""

from __future__ import annotations

import logging
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.log import StoredBatch
from minikafka.engine.records import RECORD_BATCH_OVERHEAD
from minikafka.storage.crc import crc32c
from minikafka.storage.data_file import DataFile
from minikafka.storage.indexes import OffsetIndex, TimeIndex
from minikafka.storage.record_batch import CRC_RANGE_START, LOG_OVERHEAD, MAGIC, UP_TO_MAGIC, EncodedBatch

MAX_RELATIVE_OFFSET = 2**31 - 1
_LOGGER = logging.getLogger(__name__)
_READ_AHEAD = 1 << 20
_LENGTH_AND_MAGIC = struct.Struct(">8xi4xb")


class CorruptBatch(Exception):
    """What stands at ``position`` of a segment is no whole, undamaged batch."""

    def __init__(self, position: int, explanation: str) -> None:
        super().__init__(f"at byte {position}: {explanation}")
        self.position = position


def file_stem(offset: int) -> str:
    """The file name of an offset, without suffix (``LogFileUtils.filenamePrefixFromOffset``)."""
    return f"{offset:020d}"


class Segment:
    """Batches back to back, from ``base_offset`` on. ``size`` is in bytes, ``largest_timestamp`` in milliseconds."""

    def __init__(self, directory: Path, base_offset: int, index_interval_bytes: int) -> None:
        stem = file_stem(base_offset)
        self.base_offset = base_offset
        self.log = DataFile(directory / f"{stem}.log")
        self.offset_index = OffsetIndex(directory / f"{stem}.index", base_offset)
        self.time_index = TimeIndex(directory / f"{stem}.timeindex", base_offset)
        self.largest_timestamp = self.time_index.last_timestamp
        self._offset_of_largest = self.time_index.last_offset
        self._index_interval_bytes = index_interval_bytes
        self._bytes_since_index_entry = 0

    @property
    def size(self) -> int:
        return self.log.size

    @property
    def files(self) -> tuple[DataFile, DataFile, DataFile]:
        """The log first: without it the indexes are orphans, which loading removes."""
        return self.log, self.offset_index.file, self.time_index.file

    def create(self) -> None:
        for file in self.files:
            file.create()

    def append(self, batch: EncodedBatch) -> None:
        """Write ``batch``, whose base offset is set, at the end.

        Raises:
            OSError: nothing was written.
        """
        position = self.log.size
        self.log.append(batch.data)
        try:
            self._index(batch, position)
        except OSError:
            self.log.truncate(position)
            raise

    def _index(self, batch: EncodedBatch, position: int) -> None:
        """Add index entries once enough bytes lie between (``index.interval.bytes``); ``LogSegment.append``."""
        last_offset = batch.base_offset + batch.last_offset_delta
        if batch.max_timestamp > self.largest_timestamp:
            self.largest_timestamp, self._offset_of_largest = batch.max_timestamp, last_offset
        if self._bytes_since_index_entry > self._index_interval_bytes:
            self.time_index.maybe_append(self.largest_timestamp, self._offset_of_largest)
            self.offset_index.append(last_offset, position)
            self._bytes_since_index_entry = 0
        self._bytes_since_index_entry += batch.size_in_bytes

    # Reading

    def read_next_offset(self) -> int:
        """The offset after the last batch (``LogSegment.readNextOffset``).

        Raises:
            CorruptBatch: the segment does not end with a whole batch.
        """
        end = self.base_offset
        for _, batch in self.batches(self.offset_index.last_position):
            end = batch.base_offset + batch.last_offset_delta + 1
        return end

    def read_from(self, offset: int) -> Iterator[StoredBatch]:
        """The batches from the one that holds ``offset`` on."""
        for _, batch in self.batches(self.offset_index.lookup(offset)):
            if batch.base_offset + batch.last_offset_delta >= offset:
                yield StoredBatch(batch.base_offset, batch)

    def batches(self, position: int = 0) -> Iterator[tuple[int, EncodedBatch]]:
        """Every batch from ``position`` on, with its own position. Checksums are not looked at.

        Raises:
            CorruptBatch: no whole batch.
            KafkaError: KAFKA_STORAGE_ERROR, for a segment from before Kafka 0.11.
        """
        start, window = position, b""
        while position < self.size:
            if position + UP_TO_MAGIC > start + len(window):
                start, window = position, self.log.read(position, _READ_AHEAD)
            size = self._batch_size(position, window[position - start :][:UP_TO_MAGIC])
            if position + size > start + len(window):
                start, window = position, self.log.read(position, max(size, _READ_AHEAD))
            yield position, EncodedBatch(window[position - start : position - start + size])
            position += size

    def _batch_size(self, position: int, head: bytes) -> int:
        if len(head) < UP_TO_MAGIC:
            raise CorruptBatch(position, f"{len(head)} bytes are no batch")
        length, magic = _LENGTH_AND_MAGIC.unpack(head)
        size = int(length) + LOG_OVERHEAD
        if position == 0 and magic in {0, 1} and length > 0:
            explanation = f"{self.log.path} has message format {magic}, from before Kafka 0.11; only 2 can be read"
            raise KafkaError(Error.KAFKA_STORAGE_ERROR, explanation)
        if magic != MAGIC or size < RECORD_BATCH_OVERHEAD:
            raise CorruptBatch(position, f"no batch has length {length} and magic {magic}")
        if position + size > self.size:
            raise CorruptBatch(position, f"{self.size - position} bytes of a batch of {size}")
        return size

    # Recovery

    def recover(self, visit: Callable[[EncodedBatch], None]) -> int:
        """Check every batch, make the indexes again, and cut off what is damaged; returns the bytes cut off.

        Source: ``LogSegment.recover``.
        """
        self.offset_index.reset()
        self.time_index.reset()
        self.largest_timestamp, self._offset_of_largest = self.time_index.last_timestamp, self.base_offset
        self._bytes_since_index_entry = 0
        valid, end = 0, self.base_offset
        try:
            for position, batch in self.batches():
                self._ensure_undamaged(position, batch, end)
                end = batch.base_offset + batch.last_offset_delta + 1
                self._index(batch, position)
                visit(batch)
                valid = position + batch.size_in_bytes
        except CorruptBatch as problem:
            _LOGGER.warning("%s: cut off %d bytes %s", self.log.path, self.size - valid, problem)
        self._bytes_since_index_entry = 0  # Kafka counts anew after any start
        cut = self.size - valid
        if cut:
            self.log.truncate(valid)
        self.finish_time_index()
        return cut

    def _ensure_undamaged(self, position: int, batch: EncodedBatch, end: int) -> None:
        if crc32c(memoryview(batch.data)[CRC_RANGE_START:]) != batch.crc:
            raise CorruptBatch(position, "the checksum does not match")
        if not end <= batch.base_offset <= self.base_offset + MAX_RELATIVE_OFFSET - batch.last_offset_delta:
            raise CorruptBatch(position, f"offset {batch.base_offset} where {end} or more is due")

    # The end

    def finish_time_index(self) -> None:
        """The largest timestamp is always the last entry of a segment that is done (``onBecomeInactiveSegment``)."""
        self.time_index.maybe_append(self.largest_timestamp, self._offset_of_largest)

    def flush(self) -> None:
        for file in self.files:
            file.flush()

    def close(self) -> None:
        for file in self.files:
            file.close()

    def delete(self) -> None:
        for file in self.files:
            file.delete()
