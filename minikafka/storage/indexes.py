"""The two sparse indexes of a segment: from offsets to positions in the file, and from times to offsets.

Neither has a checksum. Both can be made again from the segment, and are, whenever they might be wrong.

Source: ``storage/.../OffsetIndex`` and ``TimeIndex``.
"""

from __future__ import annotations

import struct
import sys
from array import array
from bisect import bisect_left, bisect_right
from itertools import pairwise
from pathlib import Path

from minikafka.engine.records import NO_TIMESTAMP
from minikafka.storage.data_file import DataFile

OFFSET_ENTRY = struct.Struct(">ii")  # offset counted from the segment's base offset, position
_POSITION_AT = 4
TIME_ENTRY = struct.Struct(">qi")  # timestamp in ms, offset counted from the segment's base offset


class OffsetIndex:
    """``.index``: the last offset of some batches, and the position of each of those batches."""

    def __init__(self, path: Path, base_offset: int) -> None:
        self._base_offset = base_offset
        self.file = DataFile(path)
        self._offsets, self._positions = self._read()

    @property
    def is_sane(self) -> bool:
        """Whole entries and nothing else, each beyond the one before (``OffsetIndex.sanityCheck`` looks at the last).

        A broker that runs, or that was killed, leaves zeros behind the last one.
        """
        columns = (self._offsets, self._positions)
        whole = self.file.size == len(self._offsets) * OFFSET_ENTRY.size
        return whole and all(a < b for column in columns for a, b in pairwise(column))

    def append(self, offset: int, position: int) -> None:
        self.file.append(OFFSET_ENTRY.pack(offset - self._base_offset, position))
        self._offsets.append(offset - self._base_offset)
        self._positions.append(position)

    def lookup(self, offset: int) -> int:
        """A position from which on ``offset`` is to be found."""
        found = bisect_right(self._offsets, offset - self._base_offset)
        return self._positions[found - 1] if found else 0

    @property
    def last_position(self) -> int:
        return self._positions[-1] if self._positions else 0

    def reset(self) -> None:
        self.file.truncate(0)
        self._offsets, self._positions = array("i"), array("i")

    def _is_unused(self, entry: int) -> bool:
        """Zeros follow the last entry: no batch that has one is at position 0."""
        return not any(self.file.read(entry * OFFSET_ENTRY.size + _POSITION_AT, _POSITION_AT))

    def _read(self) -> tuple[array[int], array[int]]:
        numbers = array("i")
        if self.file.size:
            used = bisect_left(range(self.file.size // OFFSET_ENTRY.size), 1, key=self._is_unused)
            numbers.frombytes(self.file.read(0, used * OFFSET_ENTRY.size))
            self.file.close()
        if sys.byteorder == "little":
            numbers.byteswap()
        return numbers[0::2], numbers[1::2]


class TimeIndex:
    """``.timeindex``: the largest timestamp up to some batches, and the last offset of the batch that has it."""

    def __init__(self, path: Path, base_offset: int) -> None:
        self._base_offset = base_offset
        self.file = DataFile(path)
        self.last_timestamp, self.last_offset = self._read_last()

    @property
    def is_sane(self) -> bool:
        """Whole entries, the last one a time and an offset of the segment (``TimeIndex.sanityCheck``)."""
        whole = self.file.size % TIME_ENTRY.size == 0
        return whole and self.last_timestamp >= NO_TIMESTAMP and self.last_offset >= self._base_offset

    def maybe_append(self, timestamp: int, offset: int) -> None:
        """Add an entry, if its timestamp is larger than the last one."""
        if timestamp > self.last_timestamp:
            self.file.append(TIME_ENTRY.pack(timestamp, offset - self._base_offset))
            self.last_timestamp, self.last_offset = timestamp, offset

    def reset(self) -> None:
        self.file.truncate(0)
        self.last_timestamp, self.last_offset = NO_TIMESTAMP, self._base_offset

    def _read_last(self) -> tuple[int, int]:
        whole = self.file.size - self.file.size % TIME_ENTRY.size
        if not whole:
            return NO_TIMESTAMP, self._base_offset
        timestamp, offset = TIME_ENTRY.unpack(self.file.read(whole - TIME_ENTRY.size, TIME_ENTRY.size))
        self.file.close()
        return timestamp, self._base_offset + offset
