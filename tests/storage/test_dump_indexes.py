"""``dump-log`` of indexes: closed, preallocated by a broker that runs, torn, or of another segment."""

from __future__ import annotations

import struct
import time
from pathlib import Path

import pytest

from minikafka.storage.dump_log import dump_log
from minikafka.storage.dump_text import lines
from tests.storage.batches import batch_of, message
from tests.storage.dumped import file_of

CLOSED = Path(__file__).with_name("golden") / "closed" / "story-0"
SEGMENTS = sorted(CLOSED.glob("*.log"))


@pytest.mark.parametrize("segment", SEGMENTS, ids=lambda path: path.stem.lstrip("0"))
def test_an_index_points_at_batches(segment: Path) -> None:
    batches = {row["position"]: row for row in dump_log(segment)}
    index = dump_log(segment.with_suffix(".index"))
    assert index.problems == []
    for entry in index:
        assert batches[entry["position"]]["lastOffset"] == entry["offset"]
    times = {row["lastOffset"]: row["maxTimestamp"] for row in batches.values()}
    for entry in dump_log(segment.with_suffix(".timeindex")):
        assert times[entry["offset"]] == entry["timestamp"]


@pytest.mark.parametrize(
    ("suffix", "entry", "size", "printed"),
    [
        (".index", struct.pack(">ii", 6, 80), 10_485_760, "offset: 11 position: 80"),
        (".timeindex", struct.pack(">qi", 1000, 6), 10_485_756, "timestamp: 1000 offset: 11"),
    ],
)
def test_a_preallocated_index_is_read_at_once_up_to_its_zeros(
    tmp_path: Path, suffix: str, entry: bytes, size: int, printed: str
) -> None:
    path = file_of(tmp_path, entry + bytes(size - len(entry)), f"{5:020d}{suffix}")
    began = time.monotonic()
    dump = dump_log(path)
    assert time.monotonic() - began < 1
    assert list(lines(dump))[1:] == [printed]
    assert dump.problems == []


def test_an_index_of_a_running_broker_without_entries(tmp_path: Path) -> None:
    """Kafka prints the first zeros as an entry."""
    file_of(tmp_path, batch_of({0: b"a", 1: b"b"}))
    dump = dump_log(file_of(tmp_path, bytes(1000), f"{0:020d}.index"))
    assert (dump, dump.problems) == ([{"offset": 0, "position": 0}], [])


def test_an_index_without_entries(tmp_path: Path) -> None:
    path = file_of(tmp_path, b"", f"{0:020d}.index")
    assert list(lines(dump_log(path))) == [f"Dumping {path}", f"{path} is empty."]
    assert dump_log(file_of(tmp_path, b"", f"{0:020d}.timeindex")) == []


def test_an_index_that_does_not_fit_its_segment_is_named(tmp_path: Path) -> None:
    file_of(tmp_path, message(b"old", magic=0) + batch_of({0: b"a", 1: b"b"}, at=1))
    entries = [(2, 29), (1, 29), (7, 5000)]
    path = file_of(tmp_path, b"".join(struct.pack(">ii", *entry) for entry in entries), f"{0:020d}.index")
    dump = dump_log(path)
    assert [(row["offset"], row["position"]) for row in dump] == entries
    assert [problem.partition(".index: ")[2] for problem in dump.problems] == [
        "mismatch: index offset 1, log offset 2",
        "mismatch: index offset 7, log offset none",
    ]


@pytest.mark.parametrize("suffix", [".index", ".timeindex", ".txnindex"])
def test_a_torn_index_gives_its_whole_entries(tmp_path: Path, suffix: str) -> None:
    entry = {
        ".index": struct.pack(">ii", 1, 1),
        ".timeindex": struct.pack(">qi", 1, 1),
        ".txnindex": struct.pack(">hqqqq", 0, 7, 1, 2, 3),
    }[suffix]
    for cut in range(1, len(entry)):
        dump = dump_log(file_of(tmp_path, entry + entry[:-cut], f"{0:020d}{suffix}"))
        assert len(dump) == 1
        rest = entry[:-cut]
        named = suffix == ".txnindex" or bool(rest.strip(b"\0"))
        assert [
            f"{len(rest)} bytes at byte {len(entry)} are no whole entry" in problem for problem in dump.problems
        ] == [True] * named


def test_aborted_transactions_are_printed(tmp_path: Path) -> None:
    path = file_of(tmp_path, struct.pack(">hqqqq", 0, 7, 100, 103, 104), f"{100:020d}.txnindex")
    assert list(lines(dump_log(path)))[1:] == [
        "version: 0 producerId: 7 firstOffset: 100 lastOffset: 103 lastStableOffset: 104"
    ]
    later = file_of(tmp_path, path.read_bytes() + struct.pack(">hqqqq", 1, 7, 100, 103, 104), path.name)
    dump = dump_log(later)
    assert len(dump) == 1
    assert "the entry at byte 34 has version 1" in dump.problems[0]
