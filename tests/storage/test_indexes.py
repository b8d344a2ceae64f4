"""The two sparse indexes: what an entry says, what a lookup finds, and which files are not to be trusted."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from minikafka.storage.indexes import OffsetIndex, TimeIndex

BASE = 100


def offsets(path: Path, *entries: tuple[int, int]) -> OffsetIndex:
    (path / "index").write_bytes(b"".join(struct.pack(">ii", *entry) for entry in entries))
    return OffsetIndex(path / "index", BASE)


def times(path: Path, *entries: tuple[int, int]) -> TimeIndex:
    (path / "timeindex").write_bytes(b"".join(struct.pack(">qi", *entry) for entry in entries))
    return TimeIndex(path / "timeindex", BASE)


@pytest.mark.parametrize(
    ("offset", "position"), [(100, 0), (104, 0), (105, 70), (106, 70), (109, 70), (110, 300), (999, 300)]
)
def test_a_lookup_finds_the_last_entry_at_or_below(tmp_path: Path, offset: int, position: int) -> None:
    """``OffsetIndex.lookup``: 0 where no entry is low enough."""
    assert offsets(tmp_path, (5, 70), (10, 300)).lookup(offset) == position


def test_an_entry_is_an_offset_from_the_base_and_a_position(tmp_path: Path) -> None:
    index = OffsetIndex(tmp_path / "index", BASE)
    assert index.last_position == 0
    index.append(105, 70)
    index.append(110, 300)
    index.file.close()
    assert (tmp_path / "index").read_bytes() == struct.pack(">iiii", 5, 70, 10, 300)
    assert OffsetIndex(tmp_path / "index", BASE).last_position == index.last_position == 300


def test_an_offset_index_that_is_reset_is_empty(tmp_path: Path) -> None:
    index = offsets(tmp_path, (5, 70))
    index.reset()
    index.file.close()
    assert (index.lookup(999), index.last_position, index.file.path.stat().st_size) == (0, 0, 0)


@pytest.mark.parametrize(
    ("entries", "rest", "sane"),
    [
        ([], b"", True),
        ([(0, 0)], b"", False),
        ([(5, 256), (6, 2**24)], b"", True),
        ([(5, 70), (6, 71)], b"", True),
        ([(5, 70), (5, 71)], b"", False),
        ([(5, 70), (6, 70)], b"", False),
        ([(5, 70), (4, 71)], b"", False),
        ([(5, 70), (0, 0), (0, 0)], b"", False),
        ([(5, 70)], b"\0", False),
    ],
)
def test_an_offset_index_must_increase(tmp_path: Path, entries: list[tuple[int, int]], rest: bytes, sane: bool) -> None:
    offsets(tmp_path, *entries)
    with (tmp_path / "index").open("ab") as file:
        file.write(rest)
    assert OffsetIndex(tmp_path / "index", BASE).is_sane == sane


def test_a_time_is_noted_if_it_is_later(tmp_path: Path) -> None:
    """``TimeIndex.maybeAppend``."""
    index = TimeIndex(tmp_path / "timeindex", BASE)
    for timestamp, offset in ((1000, 101), (1000, 102), (999, 103), (1001, 104)):
        index.maybe_append(timestamp, offset)
    index.file.close()
    assert (tmp_path / "timeindex").read_bytes() == struct.pack(">qiqi", 1000, 1, 1001, 4)
    assert (index.last_timestamp, index.last_offset) == (1001, 104)


def test_an_empty_time_index_has_no_time(tmp_path: Path) -> None:
    index = times(tmp_path)
    assert (index.last_timestamp, index.last_offset, index.is_sane) == (-1, BASE, True)
    index = times(tmp_path, (1000, 3))
    index.reset()
    index.file.close()
    assert (index.last_timestamp, index.last_offset, index.file.path.stat().st_size) == (-1, BASE, 0)


@pytest.mark.parametrize(("timestamp", "offset", "sane"), [(-1, 0, True), (5, 3, True), (-2, 0, False), (5, -1, False)])
def test_a_time_index_ends_with_a_time_and_an_offset_of_the_segment(
    tmp_path: Path, timestamp: int, offset: int, sane: bool
) -> None:
    assert times(tmp_path, (timestamp, offset)).is_sane == sane


def test_a_torn_time_index_is_not_trusted(tmp_path: Path) -> None:
    times(tmp_path, (5, 3), (6, 4))
    (tmp_path / "timeindex").write_bytes((tmp_path / "timeindex").read_bytes()[:-1])
    index = TimeIndex(tmp_path / "timeindex", BASE)
    assert (index.is_sane, index.last_timestamp, index.last_offset) == (False, 5, 103)
