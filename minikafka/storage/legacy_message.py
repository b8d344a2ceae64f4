"""Messages of format 0 and 1, which Kafka wrote before 0.11. They are looked at, never served and never cut off.

====  ====  ==================================  ====  ====  =============================================
from  size  field                               from  size  field
====  ====  ==================================  ====  ====  =============================================
0     8     offset                              17    1     attributes: codec (bits 0-2), time type (bit 3)
8     4     length from byte 12 on              18    8     timestamp, in format 1 alone
12    4     CRC-32 from byte 16                       4+    key: its size, -1 for none, and its bytes
16    1     magic                                     4+    value, the same
====  ====  ==================================  ====  ====  =============================================

A compressed message has a whole set of messages as its value, whose offsets count from 0 in format 1.

Source: ``clients/common/record/LegacyRecord`` and ``AbstractLegacyRecordBatch``.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.records import NO_TIMESTAMP
from minikafka.storage.compression import Compression, decompress
from minikafka.storage.log_input import LOG_OVERHEAD, SMALLEST_LENGTH

_CRC_AT = 12
_CHECKED_FROM = 16
_HEAD = struct.Struct(">qiIbb")
_TIMESTAMP = struct.Struct(">q")
_SIZE = struct.Struct(">i")
_OFFSET_AND_LENGTH = struct.Struct(">qi")
_LOG_APPEND_TIME_FLAG = 0b1000
_COMPRESSION_MASK = 0b0111


def is_legacy(magic: int) -> bool:
    """Kafka takes everything below 2 for a message of the older formats (``FileLogInputStream.nextBatch``)."""
    return magic < 2  # noqa: PLR2004 the magic of batches


def has_valid_crc(data: bytes) -> bool:
    """Whether a message's checksum matches (``LegacyRecord.isValid``)."""
    (crc,) = struct.unpack_from(">I", data, _CRC_AT)
    return bool(zlib.crc32(memoryview(data)[_CHECKED_FROM:]) == crc)


@dataclass(frozen=True, slots=True)
class LegacyMessage:
    """One message: a key and a value of so many bytes, -1 for none; times in ms, -1 in format 0.

    ``value_at`` is where the value begins in ``data``.
    """

    data: bytes
    offset: int
    crc: int
    magic: int
    compression: Compression
    timestamp: int
    timestamp_type: str
    key_size: int
    value_size: int
    value_at: int

    @property
    def is_valid(self) -> bool:
        return has_valid_crc(self.data)

    def messages(self) -> Iterator[LegacyMessage]:
        """The messages inside a compressed one with their own offsets, or this one.

        Raises:
            KafkaError: CORRUPT_MESSAGE, if the value is no set of messages.
        """
        if self.compression is Compression.NONE:
            yield self
            return
        inner = [parse(data) for data in _split(self._content())]
        if not inner:
            raise _corrupt(f"the compressed message at offset {self.offset} holds no messages")
        base = self.offset - inner[-1].offset if self.magic and self.offset else 0
        for message in inner:
            yield self._with_own_time(message, base + message.offset)

    def _content(self) -> bytes:
        value = self.data[self.value_at : self.value_at + max(self.value_size, 0)]
        return decompress(self.compression, value)

    def _with_own_time(self, inner: LegacyMessage, offset: int) -> LegacyMessage:
        """With LogAppendTime the time of the whole set counts (``LegacyRecord.timestamp``)."""
        appended = self.timestamp_type == "LogAppendTime" and inner.magic > 0
        timestamp = self.timestamp if appended else inner.timestamp
        return LegacyMessage(
            inner.data,
            offset,
            inner.crc,
            inner.magic,
            inner.compression,
            timestamp,
            self.timestamp_type,
            inner.key_size,
            inner.value_size,
            inner.value_at,
        )


def parse(data: bytes) -> LegacyMessage:
    """The message that ``data`` is.

    Raises:
        KafkaError: CORRUPT_MESSAGE, if a size does not fit.
    """
    try:
        return _parse(data)
    except (struct.error, ValueError) as problem:
        raise _corrupt(f"{len(data)} bytes are no message of format 0 or 1: {problem}") from problem


def _parse(data: bytes) -> LegacyMessage:
    offset, _, crc, magic, attributes = _HEAD.unpack_from(data)
    position, timestamp, timestamp_type = _HEAD.size, NO_TIMESTAMP, "NoTimestampType"
    if magic > 0:
        (timestamp,) = _TIMESTAMP.unpack_from(data, position)
        timestamp_type = "LogAppendTime" if attributes & _LOG_APPEND_TIME_FLAG else "CreateTime"
        position += _TIMESTAMP.size
    (key_size,) = _SIZE.unpack_from(data, position)
    position += _SIZE.size + max(key_size, 0)
    (value_size,) = _SIZE.unpack_from(data, position)
    codec = Compression(attributes & _COMPRESSION_MASK)
    value_at = position + _SIZE.size
    return LegacyMessage(data, offset, crc, magic, codec, timestamp, timestamp_type, key_size, value_size, value_at)


def _split(content: bytes) -> Iterator[bytes]:
    """A last message that is cut off is left out, as by Kafka."""
    position = 0
    while position + LOG_OVERHEAD <= len(content):
        _, length = _OFFSET_AND_LENGTH.unpack_from(content, position)
        end = position + LOG_OVERHEAD + length
        if length < SMALLEST_LENGTH:
            raise _corrupt(f"no message has a length of {length}")
        if end > len(content):
            return
        yield content[position:end]
        position = end


def _corrupt(explanation: str) -> KafkaError:
    return KafkaError(Error.CORRUPT_MESSAGE, explanation)
