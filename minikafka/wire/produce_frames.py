"""What stands in Produce's frames, read without decoding them: the numbers of each batch, and each answer.

A wiretap reads every frame that passes, so this has to be quick; kio would make an object of every field. Versions 3 to
13 are read; from 13 on topics go by their ids.

Source: ``ProduceRequest.json``, ``ProduceResponse.json``, ``DefaultRecordBatch``.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from minikafka.engine.records import NO_PRODUCER_ID, NO_SEQUENCE, increment_sequence

VERSIONS = range(3, 14)
FIRST_FLEXIBLE = 9
FIRST_WITH_TOPIC_IDS = 13
FIRST_WITH_LOG_START_OFFSET = 5
FIRST_WITH_RECORD_ERRORS = 8
MAGIC = 2
MOST_ENTRIES = 100_000  # of an array; no honest request has more partitions
_BATCH = struct.Struct(">qiibIhiqqqhii")
_ANSWER = struct.Struct(">ihqq")
_INT16, _INT32, _INT64 = struct.Struct(">h"), struct.Struct(">i"), struct.Struct(">q")
_HEADER_SIZE = 8
_UUID_SIZE = 16
_TRANSACTIONAL = 0b1_0000
_CONTINUES, _SEVEN_BITS = 0x80, 0x7F
_LONGEST_VARINT = 5


class UnreadableFrame(Exception):
    """Bytes that are not what they should be; they are passed on all the same."""


@dataclass(frozen=True, slots=True)
class SentBatch:
    """The batch of one partition in a Produce request. ``topic`` is a name, or the hexadecimal digits of an id.

    ``records`` are the bytes of the batch. A batch without numbers has -1 for each of them.
    """

    topic: str
    partition: int
    producer_id: int
    producer_epoch: int
    base_sequence: int
    record_count: int
    is_transactional: bool
    records: memoryview

    @property
    def last_sequence(self) -> int:
        if self.base_sequence == NO_SEQUENCE or self.producer_id == NO_PRODUCER_ID:
            return NO_SEQUENCE
        return increment_sequence(self.base_sequence, max(self.record_count - 1, 0))


@dataclass(frozen=True, slots=True)
class BatchAnswer:
    """What the broker answered for one partition; -1 for what it did not tell. ``error`` is the code on the wire."""

    topic: str
    partition: int
    error: int
    base_offset: int
    log_append_time: int
    log_start_offset: int


def read_request(frame: bytes, version: int) -> tuple[int, list[SentBatch]]:
    """The acks that a Produce request asks for, and its batches.

    Raises:
        UnreadableFrame: the bytes are no such request.
    """
    cursor = _Cursor(frame, version)
    try:
        return _request(cursor)
    except (struct.error, IndexError, UnicodeDecodeError) as failure:
        raise UnreadableFrame(f"a Produce request of version {version}: {failure}") from failure


def read_answer(frame: bytes, version: int) -> list[BatchAnswer]:
    """The answers in a Produce response; errors as for ``read_request``."""
    cursor = _Cursor(frame, version)
    try:
        return _answer(cursor)
    except (struct.error, IndexError, UnicodeDecodeError) as failure:
        raise UnreadableFrame(f"a Produce response of version {version}: {failure}") from failure


class _Cursor:
    """A place in a frame, and how to read on from there."""

    def __init__(self, frame: bytes, version: int) -> None:
        if version not in VERSIONS:
            raise UnreadableFrame(f"Produce of version {version}; read are {VERSIONS.start} to {VERSIONS.stop - 1}")
        self.frame, self.view, self.version, self.at = frame, memoryview(frame), version, 0
        self.flexible = version >= FIRST_FLEXIBLE

    def number(self, layout: struct.Struct) -> int:
        value: int = layout.unpack_from(self.frame, self.at)[0]
        self.at += layout.size
        return value

    def varint(self) -> int:
        value = 0
        for place in range(_LONGEST_VARINT):
            byte = self.frame[self.at]
            self.at += 1
            value |= (byte & _SEVEN_BITS) << (7 * place)
            if not byte & _CONTINUES:
                return value
        raise IndexError("a length of more than five bytes")

    def take(self, size: int) -> memoryview:
        if size < 0 or self.at + size > len(self.frame):
            raise IndexError(f"{size} bytes from {self.at} on, of {len(self.frame)}")
        self.at += size
        return self.view[self.at - size : self.at]

    def text(self) -> str:
        size = self.varint() - 1 if self.flexible else self.number(_INT16)
        return str(self.take(size), "utf-8") if size >= 0 else ""

    def content(self) -> memoryview:
        size = self.varint() - 1 if self.flexible else self.number(_INT32)
        return self.take(max(size, 0))

    def count(self) -> int:
        count = self.varint() - 1 if self.flexible else self.number(_INT32)
        if count > MOST_ENTRIES:
            raise IndexError(f"an array of {count}")
        return max(count, 0)

    def skip_tags(self) -> None:
        if self.flexible:
            for _ in range(min(self.varint(), MOST_ENTRIES)):
                self.varint()
                self.take(self.varint())

    def topic(self) -> str:
        return bytes(self.take(_UUID_SIZE)).hex() if self.version >= FIRST_WITH_TOPIC_IDS else self.text()


def _request(cursor: _Cursor) -> tuple[int, list[SentBatch]]:
    cursor.at = _HEADER_SIZE
    cursor.take(max(cursor.number(_INT16), 0))  # the client's id, which is never compact
    cursor.skip_tags()
    cursor.text()  # the transactional id
    acks = cursor.number(_INT16)
    cursor.number(_INT32)  # the timeout
    batches = []
    for _ in range(cursor.count()):
        topic = cursor.topic()
        for _ in range(cursor.count()):
            partition = cursor.number(_INT32)
            batches.append(_batch(topic, partition, cursor.content()))
            cursor.skip_tags()
        cursor.skip_tags()
    return acks, batches


def _batch(topic: str, partition: int, records: memoryview) -> SentBatch:
    fields = _BATCH.unpack_from(records)
    if fields[3] != MAGIC:
        raise IndexError(f"a batch of magic {fields[3]}")
    transactional = bool(fields[5] & _TRANSACTIONAL)
    return SentBatch(topic, partition, fields[9], fields[10], fields[11], fields[12], transactional, records)


def _answer(cursor: _Cursor) -> list[BatchAnswer]:
    cursor.at = _INT32.size
    cursor.skip_tags()
    answers = []
    for _ in range(cursor.count()):
        topic = cursor.topic()
        for _ in range(cursor.count()):
            answers.append(_partition_answer(cursor, topic))
            cursor.skip_tags()
        cursor.skip_tags()
    return answers


def _partition_answer(cursor: _Cursor, topic: str) -> BatchAnswer:
    partition, error, base_offset, append_time = _ANSWER.unpack_from(cursor.take(_ANSWER.size))
    version = cursor.version
    log_start = cursor.number(_INT64) if version >= FIRST_WITH_LOG_START_OFFSET else -1
    if version >= FIRST_WITH_RECORD_ERRORS:
        for _ in range(cursor.count()):
            cursor.number(_INT32)
            cursor.text()
            cursor.skip_tags()
        cursor.text()
    return BatchAnswer(topic, partition, error, base_offset, append_time, log_start)
