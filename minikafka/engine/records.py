"""Records, record batches, and the arithmetic of sequence numbers.

A sequence number counts *records* of one producer id, epoch and partition, modulo 2**31. Only a batch carries one: its
base sequence. The sequence of each record in it follows (``clients/common/record/DefaultRecordBatch``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from minikafka.engine.errors import Error, KafkaError

MAX_SEQUENCE = 2**31 - 1
MAX_EPOCH = 2**15 - 1
NO_PRODUCER_ID = -1
NO_PRODUCER_EPOCH = -1
NO_SEQUENCE = -1
NO_TIMESTAMP = -1
RECORD_BATCH_OVERHEAD = 61
MAX_RECORD_OVERHEAD = 21
MAX_BATCH_BYTES = 2**31 - 1


def increment_sequence(sequence: int, increment: int) -> int:
    """The sequence ``increment`` records later; 2147483647 is followed by 0.

    Source: ``DefaultRecordBatch.incrementSequence``.
    """
    return (sequence + increment) & MAX_SEQUENCE


def decrement_sequence(sequence: int, decrement: int) -> int:
    """The sequence ``decrement`` records earlier; 0 is preceded by 2147483647.

    Source: ``DefaultRecordBatch.decrementSequence``.
    """
    return (sequence - decrement) & MAX_SEQUENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One message: what an application hands to ``send``.

    ``timestamp`` is in milliseconds since 1970, -1 if the client set none. A header is a name and a value or ``None``.
    """

    value: bytes | None
    key: bytes | None = None
    headers: tuple[tuple[str, bytes | None], ...] = ()
    timestamp: int = NO_TIMESTAMP

    def __post_init__(self) -> None:
        headers = [(f"header {name!r}", value) for name, value in self.headers]
        for name, content in (("value", self.value), ("key", self.key), *headers):
            if content is not None and not isinstance(content, bytes):
                raise TypeError(f"a record's {name} is bytes or None, not {type(content).__name__}: encode it first")

    @property
    def size_upper_bound(self) -> int:
        """Bytes that this record takes in a batch at the most (``DefaultRecord.recordSizeUpperBound``)."""
        headers = sum(_sized(name.encode()) + _sized(value) for name, value in self.headers)
        counted = _size_of_varint(len(self.headers))
        return MAX_RECORD_OVERHEAD + _sized(self.key) + _sized(self.value) + counted + headers


def _sized(content: bytes | None) -> int:
    """The bytes of ``content`` with its length in front; ``None`` has the length -1, which takes one byte."""
    return 1 if content is None else _size_of_varint(len(content)) + len(content)


def _size_of_varint(number: int) -> int:
    """The bytes of a zig-zag varint, seven bits in each (``ByteUtils.sizeOfVarint``), for a number from 0 up."""
    return max(1, -(-(2 * number).bit_length() // 7))


class Batch(Protocol):
    """What a broker reads of a batch. The records themselves may stay encoded, or even compressed."""

    @property
    def producer_id(self) -> int: ...
    @property
    def producer_epoch(self) -> int: ...
    @property
    def base_sequence(self) -> int: ...
    @property
    def last_sequence(self) -> int: ...
    @property
    def record_count(self) -> int: ...
    @property
    def last_offset_delta(self) -> int: ...
    @property
    def max_timestamp(self) -> int: ...
    @property
    def is_transactional(self) -> bool: ...
    @property
    def is_control(self) -> bool: ...
    @property
    def size_in_bytes(self) -> int: ...
    @property
    def records(self) -> Sequence[Record]: ...
    @property
    def numbered_records(self) -> Iterable[tuple[int, Record]]:
        """Each record with its offset delta: compaction takes records away, and those that stay keep their offsets."""

    def ensure_valid(self, max_bytes: int = MAX_BATCH_BYTES) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordBatch:
    """A batch as a producer sends it: the unit of retry, and of the broker's sequence check.

    Without a producer id all three of ``producer_id``, ``producer_epoch`` and ``base_sequence`` are -1.
    ``size_in_bytes`` is an upper bound of the encoded size. It and the largest timestamp are known before a broker
    asks, as they are on the wire.

    Raises:
        ValueError: no records, or a number that its field on the wire cannot hold.
    """

    records: tuple[Record, ...]
    producer_id: int = NO_PRODUCER_ID
    producer_epoch: int = NO_PRODUCER_EPOCH
    base_sequence: int = NO_SEQUENCE
    is_transactional: bool = False
    is_control: bool = False
    size_in_bytes: int = field(init=False, repr=False, compare=False)
    max_timestamp: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.records:
            raise ValueError("a record batch holds at least one record")
        size = RECORD_BATCH_OVERHEAD + sum(record.size_upper_bound for record in self.records)
        object.__setattr__(self, "size_in_bytes", size)
        object.__setattr__(self, "max_timestamp", max(record.timestamp for record in self.records))
        _must_fit("producer_id", self.producer_id, 2**63 - 1)
        _must_fit("producer_epoch", self.producer_epoch, MAX_EPOCH)
        _must_fit("base_sequence", self.base_sequence, MAX_SEQUENCE)

    @property
    def record_count(self) -> int:
        return len(self.records)

    @property
    def numbered_records(self) -> Iterable[tuple[int, Record]]:
        """Each record with its offset delta: a producer's batch has no gaps."""
        return enumerate(self.records)

    @property
    def last_offset_delta(self) -> int:
        """The offset of the last record, counted from the first."""
        return self.record_count - 1

    @property
    def last_sequence(self) -> int:
        """The sequence of the last record, -1 if the batch has none."""
        if self.base_sequence == NO_SEQUENCE:
            return NO_SEQUENCE
        return increment_sequence(self.base_sequence, self.record_count - 1)

    def ensure_valid(self, max_bytes: int = MAX_BATCH_BYTES) -> None:
        """Do nothing, if a partition takes this batch from a client; its own numbers are right by construction.

        Raises:
            KafkaError: MESSAGE_TOO_LARGE above ``max_bytes``; as ``ensure_client_may_write``.
        """
        ensure_size(self, max_bytes)
        ensure_client_may_write(self)


def ensure_size(batch: Batch, max_bytes: int) -> None:
    """Raises KafkaError: MESSAGE_TOO_LARGE (``UnifiedLog.analyzeAndValidateRecords``)."""
    if batch.size_in_bytes > max_bytes:
        raise KafkaError(Error.MESSAGE_TOO_LARGE, f"a batch of {batch.size_in_bytes} bytes, more than {max_bytes}")


def ensure_client_may_write(batch: Batch) -> None:
    """A client writes no control batches, and numbers its records if it has a producer id.

    Source: ``LogValidator.validateBatch``.

    Raises:
        KafkaError: INVALID_RECORD.
    """
    if batch.is_control:
        raise KafkaError(Error.INVALID_RECORD, "clients write no control batches")
    if batch.producer_id != NO_PRODUCER_ID and batch.base_sequence < 0:
        raise KafkaError(Error.INVALID_RECORD, f"a producer with an id has sequence {batch.base_sequence}")


def _must_fit(name: str, number: int, largest: int) -> None:
    if not -1 <= number <= largest:
        raise ValueError(f"{name} is {number}, outside -1 .. {largest}")
