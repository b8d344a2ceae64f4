"""Bytes that a producer never sends and a broker nevertheless finds in its files, made field by field.

All follows ``clients/common/record``: ``DefaultRecordBatch``, ``DefaultRecord`` and ``LegacyRecord``.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping

from crc32c import crc32c


def varint(number: int) -> bytes:
    zigzag, encoded = number << 1 ^ number >> 63, bytearray()
    while zigzag > 0x7F:
        encoded.append(zigzag & 0x7F | 0x80)
        zigzag >>= 7
    return bytes([*encoded, zigzag])


def sized(content: bytes | None) -> bytes:
    return varint(-1) if content is None else varint(len(content)) + content


def record(offset_delta: int, value: bytes | None, key: bytes | None = None, timestamp_delta: int = 0) -> bytes:
    body = b"\0" + varint(timestamp_delta) + varint(offset_delta) + sized(key) + sized(value) + varint(0)
    return varint(len(body)) + body


def batch_of(
    records: Mapping[int, bytes | None] | bytes,
    *,
    at: int = 0,
    last_offset_delta: int | None = None,
    producer: tuple[int, int, int] = (-1, -1, -1),
    attributes: int = 0,
    timestamp: int = 1000,
    count: int | None = None,
    leader_epoch: int = 0,
    magic: int = 2,
) -> bytes:
    """A batch whose records are values by offset delta, or bytes as they are.

    ``producer`` is producer id, producer epoch and base sequence.
    """
    content = records if isinstance(records, bytes) else b"".join(record(*item) for item in records.items())
    deltas = [] if isinstance(records, bytes) else list(records)
    last = max(deltas, default=0) if last_offset_delta is None else last_offset_delta
    fields = attributes, last, timestamp, timestamp, *producer, len(deltas) if count is None else count
    checked = struct.pack(">hiqqqhii", *fields) + content
    return struct.pack(">qiibI", at, 9 + len(checked), leader_epoch, magic, crc32c(checked)) + checked


def control(kind: int, value: bytes = b"\0\0", *, at: int = 0, producer: tuple[int, int, int] = (-1, -1, -1)) -> bytes:
    """A control batch with one record of the type ``kind``."""
    content = record(0, value, key=struct.pack(">hh", 0, kind))
    return batch_of(content, at=at, attributes=0b10_0000, producer=producer, count=1)


def message(
    value: bytes | None,
    *,
    at: int = 0,
    magic: int = 1,
    key: bytes | None = None,
    timestamp: int = 1000,
    attributes: int = 0,
) -> bytes:
    """A message of format 0 or 1, from before Kafka 0.11; a compressed one has a whole message set as its value."""
    content = struct.pack(">bb", magic, attributes) + (struct.pack(">q", timestamp) if magic else b"")
    for part in (key, value):
        content += struct.pack(">i", -1 if part is None else len(part)) + (part or b"")
    return struct.pack(">qiI", at, 4 + len(content), zlib.crc32(content)) + content
