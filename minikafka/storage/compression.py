"""The codecs of a record batch. A broker keeps batches as they came; they are opened only when somebody reads records.

Source: ``clients/common/record/CompressionType``.
"""

from __future__ import annotations

import enum
import struct
from collections.abc import Callable
from types import ModuleType

from minikafka.engine.errors import Error, KafkaError

MAX_DECOMPRESSED_SIZE = 16 * 1024 * 1024
_SMALLEST_BUFFER = 64 * 1024
_XERIAL_MAGIC = b"\x82SNAPPY\x00"
_XERIAL_HEADER_SIZE = 16
_BLOCK_SIZE = struct.Struct(">i")


class Compression(enum.IntEnum):
    """The lowest three bits of a batch's attributes."""

    NONE = 0
    GZIP = 1
    SNAPPY = 2
    LZ4 = 3
    ZSTD = 4


def decompress(compression: Compression, data: bytes | memoryview) -> bytes:
    """The records of a batch as they were before compression, at most 16 MiB.

    Raises:
        KafkaError: CORRUPT_MESSAGE, if the data is not what the codec writes or would grow beyond the bound.
    """
    if compression is Compression.NONE:
        return bytes(data)
    if compression is Compression.SNAPPY:
        return _decompress_snappy(bytes(data))
    codec = getattr(_cramjam(), compression.name.lower())
    return _decompress_growing(codec.decompress_into, bytes(data))


def _cramjam() -> ModuleType:
    """The codecs. They are compiled code, so a browser has none; all but compressed batches is read without."""
    try:
        import cramjam
    except ImportError:
        explanation = "a compressed batch is read with the package cramjam, which is not installed here"
        raise KafkaError(Error.UNSUPPORTED_COMPRESSION_TYPE, explanation) from None
    return cramjam


def _decompress_growing(decompress_into: Callable[[bytes, bytearray], int], data: bytes) -> bytes:
    """These formats do not tell their size, so the buffer doubles until the content fits.

    A library that allocates on its own would let a batch of a kilobyte ask for gigabytes.
    """
    size = max(_SMALLEST_BUFFER, 4 * len(data))
    while True:
        size = min(size, MAX_DECOMPRESSED_SIZE)
        buffer = bytearray(size)
        try:
            return bytes(memoryview(buffer)[: decompress_into(data, buffer)])
        except _cramjam().DecompressionError as problem:
            if size == MAX_DECOMPRESSED_SIZE:
                raise KafkaError(Error.CORRUPT_MESSAGE, f"a batch cannot be decompressed: {problem}") from None
        size *= 2


def _decompress_snappy(data: bytes) -> bytes:
    """Java's clients write blocks behind a header of their own (the xerial format), librdkafka one bare block."""
    if not data.startswith(_XERIAL_MAGIC):
        return _decompress_block(data, MAX_DECOMPRESSED_SIZE)
    position, parts, room = _XERIAL_HEADER_SIZE, [], MAX_DECOMPRESSED_SIZE
    while position < len(data):
        start = position + _BLOCK_SIZE.size
        size = _BLOCK_SIZE.unpack_from(data, position)[0] if start <= len(data) else -1
        position = start + size
        if size < 0 or position > len(data):
            raise KafkaError(Error.CORRUPT_MESSAGE, "a block of snappy is longer than the batch that holds it")
        parts.append(_decompress_block(data[start:position], room))
        room -= len(parts[-1])
    return b"".join(parts)


def _decompress_block(block: bytes, room: int) -> bytes:
    cramjam = _cramjam()
    try:
        if cramjam.snappy.decompress_raw_len(block) <= room:
            return bytes(cramjam.snappy.decompress_raw(block))
    except cramjam.DecompressionError as problem:
        raise KafkaError(Error.CORRUPT_MESSAGE, f"a block of snappy cannot be read: {problem}") from None
    raise KafkaError(Error.CORRUPT_MESSAGE, f"a batch would grow beyond {MAX_DECOMPRESSED_SIZE} bytes")
