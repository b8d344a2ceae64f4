"""``.txnindex``: the transactions of a segment that were aborted, 34 bytes each.

Source: ``storage/.../TransactionIndex`` and ``AbortedTxn``.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

_ENTRY = struct.Struct(">hqqqq")
_VERSION = 0


@dataclass(frozen=True, slots=True)
class AbortedTransaction:
    """One transaction; offsets are those of records."""

    version: int
    producer_id: int
    first_offset: int
    last_offset: int
    last_stable_offset: int


def decode_aborted_transactions(data: bytes) -> Iterator[AbortedTransaction]:
    """The entries of a file, one by one.

    Raises:
        ValueError: an entry of a later version, or a part of one at the end.
    """
    for position in range(0, len(data), _ENTRY.size):
        if position + _ENTRY.size > len(data):
            raise ValueError(f"{len(data) - position} bytes at byte {position} are no whole entry of {_ENTRY.size}")
        entry = AbortedTransaction(*_ENTRY.unpack_from(data, position))
        if entry.version > _VERSION:
            raise ValueError(f"the entry at byte {position} has version {entry.version}, and only 0 is known")
        yield entry
