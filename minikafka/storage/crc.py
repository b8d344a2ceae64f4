"""CRC-32C (Castagnoli), the checksum of batches and snapshots.

The package ``crc32c`` computes it in the processor. Where it cannot be installed, as in a browser, Python computes
the same, byte by byte: some 5 MB a second.

Source: ``clients/common/utils/Crc32C``.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import cast

_POLYNOMIAL = 0x82F6_3B78
_ONES = 0xFFFF_FFFF


def _table_entry(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ _POLYNOMIAL * (byte & 1)
    return byte


_TABLE = tuple(map(_table_entry, range(256)))


def crc32c_in_python(data: bytes | memoryview) -> int:
    """The CRC-32C of ``data``, by a table of 256 remainders."""
    crc = _ONES
    table = _TABLE
    for byte in bytes(data):
        crc = crc >> 8 ^ table[(crc ^ byte) & 0xFF]
    return crc ^ _ONES


def _fastest() -> Callable[[bytes | memoryview], int]:
    try:
        return cast("Callable[[bytes | memoryview], int]", import_module("crc32c").crc32c)
    except ImportError:
        return crc32c_in_python


crc32c = _fastest()
