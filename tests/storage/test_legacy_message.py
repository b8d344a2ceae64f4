"""Messages from before Kafka 0.11; the lines are those that Apache Kafka 4.4.0 prints of the same bytes."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Callable
from pathlib import Path

import cramjam
import pytest

from minikafka.storage.dump_log import dump_log
from minikafka.storage.dump_text import lines
from tests.storage.batches import message
from tests.storage.dumped import BATCH, file_of, records_of


def test_messages_of_the_older_formats_are_printed(tmp_path: Path) -> None:
    older = (
        message(b"old", magic=0) + message(b"one", at=1, key=b"k") + message(None, at=2, timestamp=2000, attributes=8)
    )
    path = file_of(tmp_path, older + BATCH)
    printed = list(lines(dump_log(path)))
    assert printed[2:5] == [
        f"offset: {at} position: {position} {time} size: {size} magic: {magic} "
        f"compresscodec: none crc: {crc} isvalid: true"
        for at, position, time, size, magic, crc in (
            (0, 0, "NoTimestampType: -1", 29, 0, 1235593864),
            (1, 29, "CreateTime: 1000", 38, 1, 983073916),
            (2, 67, "LogAppendTime: 2000", 34, 1, 3705957383),
        )
    ]
    assert printed[5].startswith("baseOffset: 5 ")
    assert records_of(path)[:3] == [
        "| offset: 0 NoTimestampType: -1 keySize: -1 valueSize: 3 isValid: true crc: 1235593864",
        "| offset: 1 CreateTime: 1000 keySize: 1 valueSize: 3 isValid: true crc: 983073916",
        "| offset: 2 LogAppendTime: 2000 keySize: -1 valueSize: -1 isValid: true crc: 3705957383",
    ]


@pytest.mark.parametrize("codec", ["gzip", "snappy", "lz4"])
@pytest.mark.parametrize(
    ("magic", "at", "attributes", "offsets", "times"),
    [
        pytest.param(0, 12, 0, [10, 11, 12], [-1, -1, -1], id="format 0 has absolute offsets and no times"),
        pytest.param(1, 12, 0, [10, 11, 12], [1000, 1001, 1002], id="format 1 counts from 0 and ends at the wrapper's"),
        pytest.param(1, 12, 8, [10, 11, 12], [5000, 5000, 5000], id="LogAppendTime is that of the wrapper"),
        pytest.param(1, 0, 0, [0, 1, 2], [1000, 1001, 1002], id="an early librdkafka left 0 in the wrapper"),
    ],
)
def test_a_compressed_message_holds_others(  # noqa: PLR0917 a table
    tmp_path: Path, codec: str, magic: int, at: int, attributes: int, offsets: list[int], times: list[int]
) -> None:
    first = 0 if magic else 10
    inner = b"".join(message(b"in", at=first + number, magic=magic, timestamp=1000 + number) for number in range(3))
    compress: Callable[[bytes], bytes] = {
        "gzip": gzip.compress,
        "snappy": cramjam.snappy.compress_raw,
        "lz4": cramjam.lz4.compress,
    }[codec]  # type: ignore[assignment]
    number = ["none", "gzip", "snappy", "lz4"].index(codec)
    wrapper = message(bytes(compress(inner)), at=at, magic=magic, timestamp=5000, attributes=attributes | number)
    dump = dump_log(file_of(tmp_path, wrapper), deep_iteration=True)
    assert (dump[0]["compresscodec"], dump[0]["isvalid"]) == (codec, True)
    assert [(row["offset"], row["timestamp"]) for row in dump[1:]] == list(zip(offsets, times, strict=True))


@pytest.mark.parametrize(
    "value",
    [None, b"no gzip", gzip.compress(b""), gzip.compress(message(b"x")[:-1]), gzip.compress(bytes(30))],
    ids=["nothing", "no gzip", "no messages", "a torn one", "zeros"],
)
def test_a_compressed_message_without_messages_is_named(tmp_path: Path, value: bytes | None) -> None:
    dump = dump_log(file_of(tmp_path, message(value, attributes=1) + message(b"next", at=1)), deep_iteration=True)
    assert [row["offset"] for row in dump] == [0, 1, 1]
    assert len(dump.problems) == 1


def test_a_message_whose_sizes_do_not_fit_is_named(tmp_path: Path) -> None:
    broken = bytearray(message(b"old", magic=0))
    struct.pack_into(">i", broken, 18, 10_000)
    dump = dump_log(file_of(tmp_path, bytes(broken) + message(b"next", at=1)))
    assert [row["offset"] for row in dump] == [1]
    assert "are no message of format 0 or 1" in dump.problems[0]
