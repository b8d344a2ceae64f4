"""``minikafka dump-log`` and ``kafka-dump-log`` on the same files: the same lines."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from minikafka.storage.dump_log import read_dump
from minikafka.storage.dump_text import lines
from tests.storage.batches import batch_of, control, message, record
from tests.storage.dumped import BATCH
from tests.storage.kafka.apache_kafka import dump_log_segments
from tests.storage.stories import told_to_us
from tests.storage.test_control_record import LEADER

OLD = message(b"old", magic=0) + message(b"one", at=1, key=b"k") + message(None, at=2, timestamp=2000, attributes=8)


def compressed(magic: int, attributes: int, at: int) -> bytes:
    first = 0 if magic else 10
    inner = b"".join(message(b"in", at=first + number, magic=magic, timestamp=number) for number in range(3))
    return message(gzip.compress(inner), at=at, magic=magic, attributes=attributes | 1, timestamp=5000)


SEGMENTS = {
    "old": OLD,
    "old and new": OLD + BATCH,
    "compressed, format 0": compressed(0, 0, 12),
    "compressed, format 1": compressed(1, 0, 12) + compressed(1, 8, 15) + compressed(1, 0, 0),
    "compacted": batch_of({1: b"a", 2: None}, at=5, last_offset_delta=4, producer=(7, 0, 2**31 - 3))
    + batch_of({}, at=10, last_offset_delta=3, producer=(7, 0, 2)),
    "a later format": BATCH + batch_of({0: b"z"}, at=7, magic=3),
    "a deletion horizon": batch_of(record(0, b"x", timestamp_delta=-400), attributes=0b100_1000, count=1),
    "markers": control(0, struct.pack(">hi", 0, 6), producer=(7, 0, -1))
    + batch_of({}, at=1, attributes=0b11_0000, last_offset_delta=0, producer=(7, 0, -1)),
    "controllers": control(2, LEADER)
    + control(3, struct.pack(">hq", 0, 5) + b"\0", at=1)
    + control(4, b"\0\0\0", at=2)
    + control(5, struct.pack(">hh", 0, 1) + b"\0", at=3)
    + control(9, at=4),
    **{f"torn by {cut}": BATCH + BATCH[:-cut] for cut in range(1, len(BATCH), 5)},
}


def files(root: Path) -> Iterator[Path]:
    for name, data in SEGMENTS.items():
        directory = root / name.replace(",", "").replace(" ", "-")
        directory.mkdir()
        yield directory / f"{0:020d}.log"
        (directory / f"{0:020d}.log").write_bytes(data)
    with_index = root / "index"
    with_index.mkdir()
    (with_index / f"{5:020d}.log").write_bytes(BATCH)
    for suffix, entry, size in (
        (".index", struct.pack(">ii", 1, 0), 8),
        (".timeindex", struct.pack(">qi", 1000, 1), 12),
    ):
        path = with_index / f"{5:020d}{suffix}"
        path.write_bytes(entry + bytes(1000 * size))
        yield path
    path = with_index / f"{5:020d}.txnindex"
    path.write_bytes(struct.pack(">hqqqq", 0, 7, 100, 103, 104))
    yield path
    path = with_index / f"{17:020d}-{3:010d}.checkpoint"
    path.write_bytes(SEGMENTS["controllers"])
    yield path


def same(paths: list[Path]) -> None:
    ours = [line for path in paths for line in lines(read_dump(path, deep_iteration=True))]
    assert "\n".join(ours) + "\n" == dump_log_segments(*paths)


def test_whatever_lies_there_is_printed_alike(tmp_path: Path) -> None:
    same(list(files(tmp_path)))


@pytest.mark.parametrize("closed", [True, False])
def test_every_file_of_a_partition_is_printed_alike(tmp_path: Path, closed: bool) -> None:
    broker = told_to_us(tmp_path)
    if closed:
        broker.close()
    same(sorted(path for path in (tmp_path / "story-0").iterdir() if path.stem.isdecimal()))
    broker.close()
