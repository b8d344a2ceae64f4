"""A log: a file, gzip or not, or standard input, read a mebibyte at a time so that memory stays flat."""

from __future__ import annotations

import codecs
import io
import zlib
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

CHUNK = 1024 * 1024
LONGEST_LINE = 64 * 1024 * 1024  # bytes; a longer one is read as several
_GZIP = b"\x1f\x8b"
_GZIP_BITS = 31  # zlib's way to say that the data has a header of gzip
_OTHERS = {b"\xfd7zXZ": "xz", b"BZh": "bzip2", b"\x28\xb5\x2f\xfd": "zstd", b"PK\x03\x04": "zip"}
_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


class UnreadableLog(ValueError):
    """What cannot be read as a log; the message says what to do."""


class LogFile:
    """Reads ``stream`` in chunks of whole lines. ``problem`` is a sentence, once reading ended too early.

    Raises:
        UnreadableLog: it is packed by something that Python's gzip does not open.
    """

    def __init__(self, stream: BinaryIO) -> None:
        buffered = io.BufferedReader(stream, CHUNK) if isinstance(stream, io.RawIOBase) else stream
        self._start = buffered.read(CHUNK)
        self._stream = _Joined(self._start, buffered)
        self.problem: str | None = None
        self.has_zeros = False
        packer = next((name for magic, name in _OTHERS.items() if self._start.startswith(magic)), None)
        if packer:
            raise UnreadableLog(f"this is packed by {packer}: unpack it first, and give the log on standard input")

    def chunks(self) -> Iterator[bytes]:
        """Bytes that end with the end of a line, UTF-16 turned into UTF-8; ``problem`` says if the end is missing."""
        rest = bytearray()
        for block in self._blocks():
            self.has_zeros = self.has_zeros or b"\0" in block
            cut = block.rfind(b"\n") + 1
            if cut or len(rest) + len(block) > LONGEST_LINE:
                yield bytes(rest) + block[:cut]
                rest.clear()
            rest += block[cut:]
        if rest:
            yield bytes(rest)

    def _blocks(self) -> Iterator[bytes]:
        blocks = self._unpacked() if self._start.startswith(_GZIP) else iter(lambda: self._stream.read(CHUNK), b"")
        first = next(blocks, b"")
        coding = next((name for mark, name in _MARKS.items() if first.startswith(mark)), None)
        decode = codecs.getincrementaldecoder(coding)("replace").decode if coding else None
        for block in chain((first,), blocks):
            yield decode(block).encode("utf-8", "replace") if decode else block

    def _unpacked(self) -> Iterator[bytes]:
        """What gzip packed, member by member, up to where it is whole."""
        engine, packed = zlib.decompressobj(_GZIP_BITS), self._stream.read(CHUNK)
        try:
            while packed:
                yield engine.decompress(packed, CHUNK)
                packed = engine.unconsumed_tail or engine.unused_data.lstrip(b"\0")
                if engine.eof and packed:
                    engine = zlib.decompressobj(_GZIP_BITS)
                packed = packed or self._stream.read(CHUNK)
        except zlib.error as damage:
            self.problem = f"the gzip file is damaged ({damage}): what follows is lost"
            return
        if not engine.eof:
            yield engine.flush()
            self.problem = "the gzip file ends too early: what follows is lost"


class _Joined(io.RawIOBase):
    """The bytes that were read already, then the rest of the stream."""

    def __init__(self, start: bytes, rest: BinaryIO) -> None:
        self._start = io.BytesIO(start)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._start.read(size) or self._rest.read(size)

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        block = self.read(len(view))
        view[: len(block)] = block
        return len(block)
