"""A segment: a stretch of the log in a file of its own, ``<base offset>.log``, with two indexes.

Source: ``storage/.../LogSegment``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.log import StoredBatch
from minikafka.engine.records import RECORD_BATCH_OVERHEAD
from minikafka.storage.data_file import DataFile
from minikafka.storage.indexes import OffsetIndex, TimeIndex
from minikafka.storage.legacy_message import has_valid_crc, is_legacy
from minikafka.storage.log_input import CorruptBatch, Entry, entries
from minikafka.storage.record_batch import MAGIC, EncodedBatch

MAX_RELATIVE_OFFSET = 2**31 - 1
_LOGGER = logging.getLogger(__name__)


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
    def retention_timestamp(self) -> int:
        """The time that retention counts from, in ms: without any in the records, that of the file.

        Source: ``LogSegment.largestTimestamp``.
        """
        if self.largest_timestamp >= 0:
            return self.largest_timestamp
        return self.log.path.stat().st_mtime_ns // 1_000_000

    @property
    def has_usable_indexes(self) -> bool:
        present = all(file.path.exists() for file in self.files)
        return present and self.offset_index.is_sane and self.time_index.is_sane

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
            KafkaError: KAFKA_STORAGE_ERROR, for a whole one of another format than 2.
        """
        for entry in entries(self.log, position):
            if entry.magic != MAGIC:
                self._refuse_format(entry)
            if len(entry.data) < RECORD_BATCH_OVERHEAD:
                raise CorruptBatch(entry.position, f"no batch has {len(entry.data)} bytes")
            yield entry.position, EncodedBatch(entry.data)

    def _refuse_format(self, entry: Entry) -> None:
        """A message of format 0 or 1 whose checksum is wrong is damage to Kafka, which cuts it off (``recover``)."""
        if is_legacy(entry.magic) and entry.position > 0 and not has_valid_crc(entry.data):
            raise CorruptBatch(entry.position, f"the checksum of a message of format {entry.magic} does not match")
        known = "from before Kafka 0.11" if is_legacy(entry.magic) else "which is not known here"
        explanation = (
            f"{self.log.path} has at byte {entry.position} message format {entry.magic}, {known}; "
            "only 2 can be read. Nothing was changed"
        )
        raise KafkaError(Error.KAFKA_STORAGE_ERROR, explanation)

    def position_of(self, offset: int) -> int:
        """A position in the file from which on ``offset`` is to be found, at most that of the last index entry."""
        return self.offset_index.lookup(offset)

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
                self.ensure_undamaged(position, batch)
                self.ensure_in_order(position, batch, end)
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

    def ensure_undamaged(self, position: int, batch: EncodedBatch) -> None:
        """Source: ``DefaultRecordBatch.ensureValid``."""
        if not batch.has_valid_crc:
            raise CorruptBatch(position, "the checksum does not match")

    def ensure_in_order(self, position: int, batch: EncodedBatch, end: int) -> None:
        """Kafka keeps or splits a segment whose offsets run backwards or too far (``ensureOffsetInRange``).

        Raises:
            CorruptBatch: the offset is wrong because the batch is damaged.
            KafkaError: KAFKA_STORAGE_ERROR: it is not.
        """
        last = batch.base_offset + batch.last_offset_delta
        if end <= batch.base_offset <= last <= self.base_offset + MAX_RELATIVE_OFFSET:
            return
        self.ensure_undamaged(position, batch)
        explanation = (
            f"{self.log.path} has at byte {position} the offsets {batch.base_offset} to {last}, "
            f"where {end} or more is due. Nothing was changed"
        )
        raise KafkaError(Error.KAFKA_STORAGE_ERROR, explanation)

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
