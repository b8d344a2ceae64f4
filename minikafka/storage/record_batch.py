"""The bytes of a record batch, magic 2: the same on the wire and on disk.

A broker writes two fields of a batch, the base offset and the partition leader epoch. Both lie before the checksum's
range, so the client's checksum stays valid, and what is stored is what was sent. All numbers are big-endian:

====  ====  ======================  ====  ====  =================
from  size  field                   from  size  field
====  ====  ======================  ====  ====  =================
0     8     base offset             27    8     base timestamp
8     4     length from byte 12 on  35    8     max timestamp
12    4     partition leader epoch  43    8     producer id
16    1     magic                   51    2     producer epoch
17    4     CRC-32C from byte 21    53    4     base sequence
21    2     attributes              57    4     record count
23    4     last offset delta       61          the records
====  ====  ======================  ====  ====  =================

Source: ``clients/common/record/DefaultRecordBatch``.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.log import StoredBatch
from minikafka.engine.records import (
    MAX_BATCH_BYTES,
    NO_PRODUCER_ID,
    NO_SEQUENCE,
    NO_TIMESTAMP,
    RECORD_BATCH_OVERHEAD,
    Batch,
    Record,
    ensure_client_may_write,
    ensure_size,
    increment_sequence,
)
from minikafka.storage.compression import Compression, decompress
from minikafka.storage.crc import crc32c
from minikafka.storage.record import count_records, encode_record, read_records

MAGIC = 2
LOG_OVERHEAD = 12
UP_TO_MAGIC = 17
SMALLEST_BATCH_OF_ANY_MAGIC = 14 + LOG_OVERHEAD
CRC_RANGE_START = 21
_FLAGS_AT = 22
COMPRESSION_MASK = 0b000_0111
LOG_APPEND_TIME_FLAG = 0b000_1000
TRANSACTIONAL_FLAG = 0b001_0000
CONTROL_FLAG = 0b010_0000
DELETE_HORIZON_FLAG = 0b100_0000

_HEADER = struct.Struct(">qiibIhiqqqhii")
_CHECKED_PART = struct.Struct(">hiqqqhii")
_BASE_OFFSET = struct.Struct(">q")
_LEADER_EPOCH = struct.Struct(">i")
_LENGTH_AT = struct.Struct(">8xi4xb")


class EncodedBatch:
    """A batch as the bytes it came in, compressed or not: a ``Batch`` to the engine.

    Only the header is read. ``data`` is one whole batch of magic 2, as ``first_batch`` and ``stored_batches`` cut it;
    whether its content holds together is asked by ``ensure_valid``.
    """

    __slots__ = (
        "attributes",
        "base_offset",
        "base_sequence",
        "base_timestamp",
        "crc",
        "data",
        "last_offset_delta",
        "last_sequence",
        "max_timestamp",
        "partition_leader_epoch",
        "producer_epoch",
        "producer_id",
        "record_count",
        "size_in_bytes",
    )

    def __init__(self, data: bytes, magic: int = MAGIC) -> None:
        """``magic`` other than 2 reads what a later Kafka may have written, as Kafka's own tool does."""
        if len(data) < RECORD_BATCH_OVERHEAD:
            raise KafkaError(Error.CORRUPT_MESSAGE, f"a batch has 61 bytes and its records, not {len(data)}")
        (
            self.base_offset,
            length,
            self.partition_leader_epoch,
            found,
            self.crc,
            self.attributes,
            self.last_offset_delta,
            self.base_timestamp,
            self.max_timestamp,
            self.producer_id,
            self.producer_epoch,
            self.base_sequence,
            self.record_count,
        ) = _HEADER.unpack_from(data)
        if found != magic or length != len(data) - LOG_OVERHEAD:
            raise KafkaError(Error.CORRUPT_MESSAGE, f"magic {found}, length {length} in {len(data)} bytes")
        self.producer_id = max(self.producer_id, NO_PRODUCER_ID)  # any negative one is none (``hasProducerId``)
        self.data = data
        self.size_in_bytes = len(data)
        self.last_sequence = self.sequence_at(self.last_offset_delta)

    def __repr__(self) -> str:
        return (
            f"EncodedBatch(producer_id={self.producer_id}, producer_epoch={self.producer_epoch}, "
            f"base_sequence={self.base_sequence}, record_count={self.record_count}, "
            f"compression={self.attributes & COMPRESSION_MASK}, size_in_bytes={self.size_in_bytes})"
        )

    def sequence_at(self, offset_delta: int) -> int:
        """The sequence of the record with that offset delta, -1 if the batch has none."""
        if self.base_sequence < 0:
            return NO_SEQUENCE
        return increment_sequence(self.base_sequence, offset_delta)

    @property
    def has_valid_crc(self) -> bool:
        return bool(crc32c(memoryview(self.data)[CRC_RANGE_START:]) == self.crc)

    @property
    def timestamp_type(self) -> str:
        return "LogAppendTime" if self.attributes & LOG_APPEND_TIME_FLAG else "CreateTime"

    @property
    def delete_horizon_ms(self) -> int:
        """When a tombstone or marker may be compacted away, in ms; -1 if that is not set."""
        return self.base_timestamp if self.attributes & DELETE_HORIZON_FLAG else NO_TIMESTAMP

    @property
    def is_transactional(self) -> bool:
        return bool(self.attributes & TRANSACTIONAL_FLAG)

    @property
    def is_control(self) -> bool:
        return bool(self.attributes & CONTROL_FLAG)

    @property
    def compression(self) -> Compression:
        """The codec.

        Raises:
            KafkaError: UNKNOWN_SERVER_ERROR for a number that no codec has, as in Kafka (``CompressionType.forId``).
        """
        try:
            return Compression(self.attributes & COMPRESSION_MASK)
        except ValueError as problem:
            raise KafkaError(Error.UNKNOWN_SERVER_ERROR, f"unknown compression: {problem}") from None

    @property
    def records(self) -> tuple[Record, ...]:
        """The records, decoded anew each time: nothing is kept; errors as ``numbered_records``."""
        return tuple(self.iter_records())

    def iter_records(self) -> Iterator[Record]:
        """The records one by one; errors as ``numbered_records``."""
        return (record for _, record in self.numbered_records)

    @property
    def numbered_records(self) -> Iterator[tuple[int, Record]]:
        """The records one by one, each with its offset delta, decompressed and decoded.

        Raises:
            KafkaError: CORRUPT_MESSAGE or INVALID_RECORD, if the content is not what the header says.
        """
        content = decompress(self.compression, memoryview(self.data)[RECORD_BATCH_OVERHEAD:])
        records = read_records(content, self.record_count, self.base_timestamp)
        if self.timestamp_type == "CreateTime":
            return records
        return ((delta, _at(self.max_timestamp, record)) for delta, record in records)

    def ensure_valid(self, max_bytes: int = MAX_BATCH_BYTES) -> None:
        """Refuse what ``UnifiedLog.analyzeAndValidateRecords`` and ``LogValidator.validateBatch`` refuse of a client.

        The records of a compressed batch are not looked at.

        Raises:
            KafkaError: INVALID_RECORD for an impossible base offset or count, MESSAGE_TOO_LARGE above ``max_bytes``,
                CORRUPT_MESSAGE for a wrong checksum; as ``compression`` and ``ensure_client_may_write``.
        """
        if self.base_offset != 0:
            raise KafkaError(Error.INVALID_RECORD, f"a client's batch has base offset 0, not {self.base_offset}")
        ensure_size(self, max_bytes)
        if not self.has_valid_crc:
            raise KafkaError(Error.CORRUPT_MESSAGE, "the checksum does not match")
        if self.record_count <= 0 or self.record_count != self.last_offset_delta + 1:
            counts = f"{self.record_count} records with a last offset delta of {self.last_offset_delta}"
            raise KafkaError(Error.INVALID_RECORD, counts)
        ensure_client_may_write(self)
        if self.compression is Compression.NONE:
            self._ensure_record_count()

    def _ensure_record_count(self) -> None:
        found = count_records(self.data, RECORD_BATCH_OVERHEAD)
        if found != self.record_count:
            raise KafkaError(Error.INVALID_RECORD, f"{found} records where the header counts {self.record_count}")


def _at(timestamp: int, record: Record) -> Record:
    return Record(value=record.value, key=record.key, headers=record.headers, timestamp=timestamp)


def encode(batch: Batch, base_offset: int = 0, partition_leader_epoch: int = 0) -> bytes:
    """The bytes of ``batch``, uncompressed. The base timestamp is that of the first record."""
    records = batch.records
    base_timestamp = records[0].timestamp
    encoded = b"".join(encode_record(record, delta, base_timestamp) for delta, record in enumerate(records))
    checked = _checked_part(batch, base_timestamp) + encoded
    length = CRC_RANGE_START - LOG_OVERHEAD + len(checked)
    head = struct.pack(">qiibI", base_offset, length, partition_leader_epoch, MAGIC, crc32c(checked))
    return head + checked


def _checked_part(batch: Batch, base_timestamp: int) -> bytes:
    """The header's part that the checksum covers."""
    attributes = TRANSACTIONAL_FLAG * batch.is_transactional | CONTROL_FLAG * batch.is_control
    return _CHECKED_PART.pack(
        attributes,
        batch.record_count - 1,
        base_timestamp,
        batch.max_timestamp,
        batch.producer_id,
        batch.producer_epoch,
        batch.base_sequence,
        batch.record_count,
    )


def with_offsets(data: bytes, base_offset: int, partition_leader_epoch: int) -> bytes:
    """``data`` with the two fields that a broker sets; the checksum does not cover them."""
    return b"".join(
        (
            _BASE_OFFSET.pack(base_offset),
            data[8:12],
            _LEADER_EPOCH.pack(partition_leader_epoch),
            memoryview(data)[16:],
        )
    )


def first_batch(data: bytes | memoryview) -> tuple[EncodedBatch, int]:
    """The first batch in ``data`` and its size; what follows it is not looked at.

    Source: ``ByteBufferLogInputStream.nextBatch``, ``ProduceRequest.validateRecords``.

    Raises:
        KafkaError: CORRUPT_MESSAGE for a length or a magic that no batch has; INVALID_RECORD for an older magic, or if
            there is no whole batch.
    """
    size = whole_batch_size(data)
    if size is None:
        raise KafkaError(Error.INVALID_RECORD, f"there is no whole batch in {len(data)} bytes")
    if data[16] != MAGIC:
        raise KafkaError(Error.INVALID_RECORD, f"a batch has magic 2, not {data[16]}")
    return EncodedBatch(bytes(data[:size])), size


def whole_batch_size(data: bytes | memoryview) -> int | None:
    """The size of the batch that ``data`` begins with, ``None`` if not all of it is there.

    Raises:
        KafkaError: CORRUPT_MESSAGE for a length or a magic that no batch has.
    """
    if len(data) < UP_TO_MAGIC:
        return None
    length, magic = _LENGTH_AT.unpack_from(data)
    size = int(length) + LOG_OVERHEAD
    if size < SMALLEST_BATCH_OF_ANY_MAGIC or not 0 <= magic <= MAGIC:
        raise KafkaError(Error.CORRUPT_MESSAGE, f"no batch has length {length} and magic {magic}")
    return size if size <= len(data) else None


def is_transactional(data: bytes | memoryview) -> bool:
    """Whether the batch that ``data`` begins with, all of which is there, is part of a transaction."""
    return data[UP_TO_MAGIC - 1] == MAGIC and bool(data[_FLAGS_AT] & TRANSACTIONAL_FLAG)


def stored_batches(data: bytes) -> Iterator[StoredBatch]:
    """The batches that lie back to back in ``data``, as a Fetch answers them; a last one that is cut off is left out.

    Raises:
        KafkaError: as ``first_batch``.
    """
    rest = memoryview(data)
    while whole_batch_size(rest) is not None:
        batch, size = first_batch(rest)
        yield StoredBatch(batch.base_offset, batch)
        rest = rest[size:]
