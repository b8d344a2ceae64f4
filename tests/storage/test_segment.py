"""A segment: what is indexed, what is read from where, and what recovery leaves."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from minikafka.storage.log_input import CorruptBatch
from minikafka.storage.record_batch import EncodedBatch
from minikafka.storage.segment import Segment
from tests.storage.batches import batch_of

BASE = 100


def batch(offset: int, *, count: int = 1, timestamp: int = 1000) -> EncodedBatch:
    return EncodedBatch(batch_of(dict.fromkeys(range(count), b"x"), at=offset, timestamp=timestamp))


def segment_of(directory: Path, *batches: EncodedBatch, interval: int = 0) -> Segment:
    segment = Segment(directory, BASE, interval)
    segment.create()
    for one in batches:
        segment.append(one)
    return segment


def entries(segment: Segment, suffix: str, layout: str) -> list[tuple[int, ...]]:
    path = segment.log.path.with_suffix(suffix)
    return list(struct.iter_unpack(layout, path.read_bytes()))


@pytest.fixture
def segment(tmp_path: Path) -> Segment:
    batches = batch(100, count=2, timestamp=1000), batch(102, timestamp=3000), batch(103, count=3, timestamp=2000)
    return segment_of(tmp_path, *batches)


def test_files_are_named_after_the_base_offset(segment: Segment) -> None:
    names = [file.path.name for file in segment.files]
    assert names == [f"{100:020d}{suffix}" for suffix in (".log", ".index", ".timeindex")]
    segment.close()


def test_an_entry_is_the_last_offset_of_a_batch_and_its_position(segment: Segment) -> None:
    """Before the batch is written; the first one needs none (``LogSegment.append``)."""
    first, second = batch(100, count=2).size_in_bytes, batch(102).size_in_bytes
    assert entries(segment, ".index", ">ii") == [(2, first), (5, first + second)]
    assert entries(segment, ".timeindex", ">qi") == [(3000, 2)]
    segment.close()


@pytest.mark.parametrize(("more", "count"), [(-1, 1), (0, 0)])
def test_an_entry_is_due_when_more_bytes_than_the_interval_were_written(tmp_path: Path, more: int, count: int) -> None:
    size = batch(100).size_in_bytes
    segment = segment_of(tmp_path, batch(100), batch(101), interval=size + more)
    assert len(entries(segment, ".index", ">ii")) == count
    segment.close()


def test_the_largest_time_is_the_last_entry_of_a_segment_that_is_done(tmp_path: Path) -> None:
    segment = segment_of(tmp_path, batch(100, timestamp=5000), batch(101, timestamp=4000), interval=10_000)
    assert entries(segment, ".timeindex", ">qi") == []
    for _ in range(2):
        segment.finish_time_index()
    assert entries(segment, ".timeindex", ">qi") == [(5000, 0)]
    segment.close()


@pytest.mark.parametrize(
    ("offset", "found"), [(100, [100, 102, 103]), (101, [100, 102, 103]), (102, [102, 103]), (105, [103]), (106, [])]
)
def test_reading_begins_with_the_batch_that_holds_the_offset(segment: Segment, offset: int, found: list[int]) -> None:
    assert [stored.base_offset for stored in segment.read_from(offset)] == found
    segment.close()


def test_the_next_offset_follows_the_last_batch(segment: Segment, tmp_path: Path) -> None:
    assert segment.read_next_offset() == 106
    segment.close()
    again = Segment(tmp_path, BASE, 0)
    assert again.read_next_offset() == 106
    again.close()


def test_an_empty_segment_goes_on_at_its_base(tmp_path: Path) -> None:
    segment = segment_of(tmp_path)
    assert (segment.read_next_offset(), list(segment.batches()), segment.largest_timestamp) == (BASE, [], -1)
    segment.close()


def test_a_batch_larger_than_what_is_read_at_once(tmp_path: Path) -> None:
    large = EncodedBatch(batch_of({0: b"x" * (1 << 20)}, at=101))
    segment = segment_of(tmp_path, batch(100), large, batch(102))
    assert [found.size_in_bytes for _, found in segment.batches()] == [
        batch(100).size_in_bytes,
        large.size_in_bytes,
        batch(102).size_in_bytes,
    ]
    segment.close()


@pytest.mark.parametrize("size", range(1, batch(101).size_in_bytes))
def test_a_torn_end_is_named_by_its_place(tmp_path: Path, size: int) -> None:
    segment = segment_of(tmp_path, batch(100))
    place = segment.size
    segment.log.append(batch(101).data[:size])
    with pytest.raises(CorruptBatch, match=f"^at byte {place}: "):
        list(segment.batches())
    segment.close()


def test_recovery_makes_the_same_indexes_and_tells_each_batch(segment: Segment) -> None:
    segment.finish_time_index()
    before = [file.path.read_bytes() for file in segment.files]
    for file in segment.files[1:]:
        file.append(b"nonsense")
    visited: list[int] = []
    assert segment.recover(lambda found: visited.append(found.base_offset)) == 0
    assert [file.path.read_bytes() for file in segment.files] == before
    assert visited == [100, 102, 103]
    assert segment.largest_timestamp == 3000
    segment.close()


def test_recovery_cuts_off_from_the_damaged_batch_on(segment: Segment) -> None:
    first = batch(100, count=2).size_in_bytes
    data = bytearray(segment.log.path.read_bytes())
    data[first + 65] ^= 1
    whole = len(data)
    segment.log.path.write_bytes(data)
    visited: list[int] = []
    assert segment.recover(lambda found: visited.append(found.base_offset)) == whole - first
    assert segment.log.path.stat().st_size == segment.size == first
    assert visited == [100]
    assert entries(segment, ".index", ">ii") == []
    assert entries(segment, ".timeindex", ">qi") == [(1000, 1)]
    assert segment.read_next_offset() == 102
    segment.close()


def test_after_recovery_bytes_are_counted_anew(tmp_path: Path) -> None:
    """Kafka forgets how far the last entry is."""
    size = batch(100).size_in_bytes
    segment = segment_of(tmp_path, batch(100), interval=size - 1)
    segment.recover(lambda _: None)
    segment.append(batch(101))
    assert entries(segment, ".index", ">ii") == []
    segment.append(batch(102))
    assert entries(segment, ".index", ">ii") == [(2, 2 * size)]
    segment.close()


def test_a_segment_that_is_deleted_leaves_no_file(segment: Segment, tmp_path: Path) -> None:
    segment.delete()
    assert list(tmp_path.iterdir()) == []
