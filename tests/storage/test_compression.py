"""Each codec as clients write it, and what happens when it lies."""

from __future__ import annotations

import struct

import cramjam
import pytest

from minikafka.engine.errors import Error, KafkaError
from minikafka.storage.compression import MAX_DECOMPRESSED_SIZE, Compression, decompress

CONTENT = b"message1" * 100_000
XERIAL = b"\x82SNAPPY\x00" + struct.pack(">ii", 1, 1)


def xerial(*blocks: bytes) -> bytes:
    """Java's form of snappy: a header, then blocks with their lengths."""
    return XERIAL + b"".join(struct.pack(">i", len(block)) + block for block in blocks)


def snappy(content: bytes) -> bytes:
    return bytes(cramjam.snappy.compress_raw(content))


@pytest.mark.parametrize(
    ("compression", "data"),
    [
        pytest.param(Compression.NONE, CONTENT, id="none"),
        pytest.param(Compression.GZIP, bytes(cramjam.gzip.compress(CONTENT)), id="gzip"),
        pytest.param(Compression.LZ4, bytes(cramjam.lz4.compress(CONTENT)), id="lz4"),
        pytest.param(Compression.ZSTD, bytes(cramjam.zstd.compress(CONTENT)), id="zstd"),
        pytest.param(Compression.SNAPPY, snappy(CONTENT), id="snappy as librdkafka writes it"),
        pytest.param(Compression.SNAPPY, xerial(snappy(CONTENT[:5]), snappy(CONTENT[5:])), id="snappy as Java does"),
    ],
)
def test_what_was_compressed_comes_back(compression: Compression, data: bytes) -> None:
    assert decompress(compression, data) == CONTENT


@pytest.mark.parametrize(
    ("compression", "data"),
    [
        *((compression, b"not compressed at all") for compression in Compression if compression),
        (Compression.SNAPPY, XERIAL + struct.pack(">i", -1)),
        (Compression.SNAPPY, XERIAL + struct.pack(">i", 2**31 - 1) + b"x"),
        (Compression.SNAPPY, XERIAL + b"\x00"),
    ],
)
def test_nonsense_is_a_corrupt_message(compression: Compression, data: bytes) -> None:
    with pytest.raises(KafkaError) as refusal:
        decompress(compression, data)
    assert refusal.value.error is Error.CORRUPT_MESSAGE


@pytest.mark.parametrize("compression", [Compression.ZSTD, Compression.LZ4, Compression.GZIP])
def test_a_small_batch_cannot_ask_for_more_than_the_bound(compression: Compression) -> None:
    module = {Compression.ZSTD: cramjam.zstd, Compression.LZ4: cramjam.lz4, Compression.GZIP: cramjam.gzip}[compression]
    bomb = bytes(module.compress(bytes(MAX_DECOMPRESSED_SIZE + 1)))
    with pytest.raises(KafkaError) as refusal:
        decompress(compression, bomb)
    assert refusal.value.error is Error.CORRUPT_MESSAGE


def test_a_block_of_snappy_that_announces_gigabytes_is_not_opened() -> None:
    with pytest.raises(KafkaError) as refusal:
        decompress(Compression.SNAPPY, b"\xff\xff\xff\xff\x0f" + b"x" * 20)
    assert refusal.value.error is Error.CORRUPT_MESSAGE
