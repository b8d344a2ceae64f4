"""What lies back to back in a segment, whatever its format: batches of magic 2, and messages from before Kafka 0.11.

Source: ``clients/common/record/FileLogInputStream``.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

LOG_OVERHEAD = 12
UP_TO_MAGIC = 17
SMALLEST_LENGTH = 14  # LegacyRecord.RECORD_OVERHEAD_V0
_READ_AHEAD = 1 << 20
_LENGTH_AND_MAGIC = struct.Struct(">8xi4xb")


class CorruptBatch(Exception):
    """What stands at ``position`` of a segment is no whole, undamaged batch."""

    def __init__(self, position: int, explanation: str) -> None:
        super().__init__(f"at byte {position}: {explanation}")
        self.position = position
        self.explanation = explanation


class Input(Protocol):
    """A file that can be read anywhere; ``size`` is in bytes."""

    @property
    def size(self) -> int: ...

    def read(self, position: int, size: int) -> bytes: ...


class ReadOnlyFile:
    """A file that somebody else may be writing to: read as far as it was when it was opened, and never changed."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self.size = path.stat().st_size

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def read(self, position: int, size: int) -> bytes:
        self._file.seek(position)
        return self._file.read(min(size, self.size - position))


@dataclass(frozen=True, slots=True)
class Entry:
    """A batch or a message with its offset and length in front; ``position`` is that of its first byte."""

    position: int
    magic: int
    data: bytes

    @property
    def end(self) -> int:
        return self.position + len(self.data)


def entries(source: Input, position: int = 0) -> Iterator[Entry]:
    """Every entry from ``position`` on. Checksums are not looked at.

    Raises:
        CorruptBatch: what follows is no whole entry.
    """
    start, window = position, b""
    while position < source.size:
        if position + UP_TO_MAGIC > start + len(window):
            start, window = position, source.read(position, _READ_AHEAD)
        size, magic = _size_and_magic(position, window[position - start :][:UP_TO_MAGIC], source.size)
        if position + size > start + len(window):
            start, window = position, source.read(position, max(size, _READ_AHEAD))
        yield Entry(position, magic, window[position - start : position - start + size])
        position += size


def _size_and_magic(position: int, head: bytes, end: int) -> tuple[int, int]:
    if len(head) < UP_TO_MAGIC:
        raise CorruptBatch(position, f"{len(head)} bytes are no batch")
    length, magic = _LENGTH_AND_MAGIC.unpack(head)
    size = int(length) + LOG_OVERHEAD
    if length < SMALLEST_LENGTH:
        raise CorruptBatch(position, f"no batch has length {length} and magic {magic}")
    if position + size > end:
        raise CorruptBatch(position, f"{end - position} bytes of a batch of {size}")
    return size, magic
