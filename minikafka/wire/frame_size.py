"""Requests that are small on the wire and huge in memory.

A topic without a name takes two bytes of a frame and a hundred bytes as an object, and its answer many more. So the
items that a request names are counted, and there are two ways to do that:

- a request other than Produce is small, whatever it says; what kio has read of it is counted afterwards;
- Produce may be as large as a frame can be, and is walked through beforehand: its bytes are records, which are not
  looked at, or it names too many partitions.
"""

from __future__ import annotations

import struct
from dataclasses import fields, is_dataclass
from typing import Any

from minikafka.wire.disconnect import Disconnect
from minikafka.wire.primitives import Frame

MAX_OTHER_REQUEST_BYTES = 1024 * 1024
UNSUSPICIOUS_BYTES = 16 * 1024

_INT16 = struct.Struct(">h")
_INT32 = struct.Struct(">i")
_UUID_SIZE = 16
_ACKS_AND_TIMEOUT_SIZE = 6
_HEAD_SIZE = 8
_MANY_TAGS = 100


def ensure_few_items(request: Any, limit: int) -> None:
    """Refuse a request that names more than ``limit`` items.

    Raises:
        Disconnect: it does.
    """
    items = _count(request)
    if items > limit:
        raise Disconnect(f"a request names {items} items, more than {limit}")


def _count(value: Any) -> int:
    if isinstance(value, tuple):
        return len(value) + sum(_count(item) for item in value)
    if is_dataclass(value):
        return sum(_count(getattr(value, field.name)) for field in fields(value))
    return 0


def ensure_few_partitions(frame: Frame, version: int, limit: int) -> None:
    """Refuse a Produce request that names too many topics and partitions; one that is cut off is kio's concern.

    Raises:
        Disconnect: it does.
    """
    walk = _Walk(frame, flexible=version >= 9)
    try:
        items = walk.count_items(version, limit)
    except (struct.error, IndexError):
        return
    if items > limit:
        raise Disconnect(f"a Produce request names more than {limit} topics and partitions")


class _Walk:
    """Steps over the parts of a Produce request."""

    def __init__(self, frame: Frame, *, flexible: bool) -> None:
        self._frame = frame
        self._flexible = flexible
        self._position = _HEAD_SIZE

    def count_items(self, version: int, limit: int) -> int:
        self._skip_sized(_INT16)  # the client id has this form in every version
        self._skip_tags()
        self._skip_string()
        self._skip(_ACKS_AND_TIMEOUT_SIZE)
        items = topics = self._length(_INT32)
        for _ in range(topics):
            if items > limit:
                break
            self._skip_topic_name(version)
            items += self._skip_partitions(limit - items)
        return items

    def _skip_topic_name(self, version: int) -> None:
        if version >= 13:
            self._skip(_UUID_SIZE)
        else:
            self._skip_string()

    def _skip_partitions(self, limit: int) -> int:
        partitions = self._length(_INT32)
        for _ in range(partitions if partitions <= limit else 0):
            self._skip(_INT32.size)
            self._skip(self._length(_INT32))
            self._skip_tags()
        self._skip_tags()
        return max(0, partitions)

    def _skip(self, size: int) -> None:
        self._position += max(0, size)

    def _skip_string(self) -> None:
        if self._flexible:
            self._skip(self._length(_INT32))
        else:
            self._skip_sized(_INT16)

    def _skip_sized(self, size: struct.Struct) -> None:
        length = size.unpack_from(self._frame, self._position)[0]
        self._skip(size.size)
        self._skip(length)

    def _skip_tags(self) -> None:
        tags = self._varint() if self._flexible else 0
        if tags > _MANY_TAGS:
            raise Disconnect(f"a Produce request with {tags} tagged fields in one place")
        for _ in range(tags):
            self._varint()
            self._skip(self._varint())

    def _length(self, size: struct.Struct) -> int:
        """A length or a count; -1 is null."""
        if self._flexible:
            return self._varint() - 1
        length: int = size.unpack_from(self._frame, self._position)[0]
        self._skip(size.size)
        return length

    def _varint(self) -> int:
        number = shift = 0
        while True:
            byte = self._frame[self._position]
            self._position += 1
            number |= (byte & 0x7F) << shift
            if byte <= 0x7F or shift > 28:
                return number
            shift += 7
