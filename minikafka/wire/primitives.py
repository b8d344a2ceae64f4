"""The few types of the protocol that are written by hand, where an answer has to be fast.

Flexible versions of a message use the compact forms: lengths are varints, and one more than they say (KIP-482).
"""

from __future__ import annotations

import struct
from collections.abc import Collection

_INT16 = struct.Struct(">h")
_INT32 = struct.Struct(">i")


_SEVEN_BITS = 0x7F
_SMALL = tuple(bytes([number]) for number in range(_SEVEN_BITS + 1))

# A message as it came in; a view is of memory that is used again, and so valid only while the message is read.
Frame = bytes | memoryview


def unsigned_varint(number: int) -> bytes:
    """Seven bits in each byte, the lowest first; the highest bit says that there is more."""
    if number <= _SEVEN_BITS:
        return _SMALL[number]
    return bytes([number & _SEVEN_BITS | _SEVEN_BITS + 1]) + unsigned_varint(number >> 7)


def string(text: str, flexible: bool) -> bytes:
    """A text, with its length in front."""
    content = text.encode()
    length = unsigned_varint(len(content) + 1) if flexible else _INT16.pack(len(content))
    return length + content


def array(items: Collection[bytes], flexible: bool) -> bytes:
    """Items that are bytes already, with their number in front."""
    count = unsigned_varint(len(items) + 1) if flexible else _INT32.pack(len(items))
    return count + b"".join(items)
