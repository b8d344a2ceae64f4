"""What loading a partition's directory reads, repairs, deletes and remembers, step by step as ``LogLoader`` does it."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from minikafka.engine.errors import KafkaError
from minikafka.storage.segment import Segment
from tests.storage.loading import (
    SIZE,
    at,
    bases,
    crashed,
    damage,
    load,
    loader,
    make_unknown,
    names,
    snapshot,
    window,
)
from tests.storage.segment_files import every_file

# An empty directory


@pytest.mark.parametrize("clean", [True, False])
@pytest.mark.parametrize("start", [0, 5])
def test_a_log_without_segments_begins_at_its_start(tmp_path: Path, clean: bool, start: int) -> None:
    parts = load(tmp_path, clean=clean, log_start_offset=start)
    assert (bases(parts), parts.log_start_offset, parts.log_end_offset) == ([start], start, start)
    assert names(tmp_path, ".log") == names(tmp_path, ".index") == names(tmp_path, ".timeindex") == [start]
    assert (tmp_path / "leader-epoch-checkpoint").read_bytes() == b""
    assert parts.directory == tmp_path


# What there is


@pytest.mark.parametrize("clean", [True, False])
def test_segments_are_found_in_order(tmp_path: Path, clean: bool) -> None:
    parts = load(crashed(tmp_path, 0, 3, 12, end=15), clean=clean)
    assert bases(parts) == [0, 3, 12]
    assert (parts.log_start_offset, parts.log_end_offset) == (0, 15)


@pytest.mark.parametrize(("start", "expected"), [(2, 3), (3, 3), (4, 4)])
def test_the_log_starts_at_its_first_segment_or_where_records_were_deleted(
    tmp_path: Path, start: int, expected: int
) -> None:
    parts = load(crashed(tmp_path, 3, end=6), log_start_offset=start)
    assert (parts.log_start_offset, parts.log_end_offset) == (expected, 6)


def test_a_log_that_ends_where_it_starts_keeps_its_segments(tmp_path: Path) -> None:
    parts = load(crashed(tmp_path, 0, 3, end=6), log_start_offset=6)
    assert (bases(parts), parts.log_start_offset, parts.log_end_offset) == ([0, 3], 6, 6)


def test_a_log_that_ends_before_it_starts_begins_anew(tmp_path: Path) -> None:
    """``LogLoader.deleteSegmentsIfLogStartGreaterThanLogEnd``."""
    parts = load(crashed(tmp_path, 0, 3, end=6), log_start_offset=7)
    assert (bases(parts), parts.log_start_offset, parts.log_end_offset) == ([7], 7, 7)
    assert names(tmp_path, ".log") == names(tmp_path, ".index") == names(tmp_path, ".timeindex") == [7]
    assert window(parts) == []


# What is left over


def test_what_an_interrupted_deletion_left_goes_and_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    crashed(tmp_path, 0, end=2)
    caplog.clear()
    kept = [at(tmp_path, 9, ".index.other"), tmp_path / "x.deleted", at(tmp_path, 0, ".txnindex"), tmp_path / "a"]
    gone = [at(tmp_path, 9, suffix) for suffix in (".index", ".timeindex", ".txnindex", ".log.deleted")]
    gone += [at(tmp_path, 0, suffix) for suffix in (".log.cleaned", ".snapshot.deleted", ".timeindex.deleted")]
    for path in [*kept, *gone]:
        path.write_bytes(b"0")
    load(tmp_path)
    assert [path.exists() for path in kept] == [True] * len(kept)
    assert [path.exists() for path in gone] == [False] * len(gone)
    said = [entry.getMessage() for entry in caplog.records if entry.levelno == logging.WARNING]
    assert said == [f"{path}: left over; deleted" for path in sorted(gone)]
    assert {entry.name for entry in caplog.records} == {"minikafka.storage.log_loader"}


def test_a_swap_file_stops_it(tmp_path: Path) -> None:
    at(tmp_path, 9, ".log.swap").touch()
    before = every_file(tmp_path)
    for call in (loader(tmp_path).ensure_loadable, loader(tmp_path).load):
        with pytest.raises(KafkaError, match=r"KAFKA_STORAGE_ERROR.*log.swap: a compaction was interrupted"):
            call()
    assert every_file(tmp_path) == before


def test_a_look_changes_nothing(tmp_path: Path) -> None:
    crashed(tmp_path, 0, 3, end=6)
    damage(tmp_path, 3, 4)
    at(tmp_path, 0, ".index").unlink()
    at(tmp_path, 9, ".index").touch()
    before = every_file(tmp_path)
    loader(tmp_path).ensure_loadable()
    assert every_file(tmp_path) == before


def test_a_damaged_note_of_epochs_stops_it(tmp_path: Path) -> None:
    (tmp_path / "leader-epoch-checkpoint").write_text("0\n1\none two\n")
    with pytest.raises(KafkaError, match="no epoch and offset"):
        loader(tmp_path).ensure_loadable()


@pytest.mark.parametrize("step", ["batches", "read_next_offset"])
def test_no_file_stays_open_after_a_failure(tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """``batches`` fails while the files are looked at, ``read_next_offset`` while they are loaded."""
    crashed(tmp_path, 0, 3, end=6)
    opened: set[int] = set()
    close, create = Segment.close, Segment.__init__

    def note(segment: Segment, *arguments: object) -> None:
        create(segment, *arguments)  # type: ignore[arg-type] # those of a segment
        opened.add(id(segment))

    def note_closed(segment: Segment) -> None:
        opened.discard(id(segment))
        close(segment)

    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Segment, "__init__", note)
    monkeypatch.setattr(Segment, "close", note_closed)
    monkeypatch.setattr(Segment, step, fail)
    with pytest.raises(OSError, match="Input/output error"):
        loader(tmp_path).load()
    assert opened == set()


# Recovery


@pytest.mark.parametrize(
    ("recovery_point", "left"),
    [
        pytest.param(0, [0], id="nothing is flushed"),
        pytest.param(2, [0], id="not all of the first"),
        pytest.param(3, [0, 3, 6], id="the first"),
        pytest.param(5, [0, 3, 6], id="some of the second"),
    ],
)
def test_recovery_begins_with_the_segment_of_the_recovery_point(
    tmp_path: Path, recovery_point: int, left: list[int]
) -> None:
    """A damaged batch in a segment that was flushed is not looked for."""
    damage(crashed(tmp_path, 0, 3, 6, end=9), 0, 1)
    snapshot(tmp_path, 3)
    parts = load(tmp_path, recovery_point=recovery_point)
    assert bases(parts) == left
    assert parts.log_end_offset == (1 if left == [0] else 9)


@pytest.mark.parametrize("recovery_point", [6, 99])
def test_the_last_segment_is_always_checked(tmp_path: Path, recovery_point: int) -> None:
    damage(crashed(tmp_path, 0, 3, 6, end=9), 6, 7)
    parts = load(tmp_path, recovery_point=recovery_point)
    assert (bases(parts), parts.log_end_offset) == ([0, 3, 6], 7)
    assert at(tmp_path, 6, ".log").stat().st_size == SIZE


def test_what_follows_a_damaged_batch_goes_and_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    damage(crashed(tmp_path, 0, 3, 6, 9, end=12), 3, 4)
    caplog.clear()
    parts = load(tmp_path)
    assert (bases(parts), parts.log_end_offset) == ([0, 3], 4)
    assert names(tmp_path, ".log") == names(tmp_path, ".index") == names(tmp_path, ".timeindex") == [0, 3]
    said = [entry.getMessage() for entry in caplog.records]
    assert "cut off" in said[0]
    assert said[1:] == [f"{at(tmp_path, base, '.log')}: it follows a damaged batch; deleted" for base in (6, 9)]


def test_behind_a_segment_without_index_nothing_goes(tmp_path: Path) -> None:
    """``LogLoader.loadSegmentFiles`` has repaired it before ``recoverLog`` looks."""
    damage(crashed(tmp_path, 0, 3, 6, end=9), 0, 1)
    at(tmp_path, 0, ".index").unlink()
    parts = load(tmp_path)
    assert (bases(parts), parts.log_end_offset) == ([0, 3, 6], 9)
    assert at(tmp_path, 0, ".log").stat().st_size == SIZE


@pytest.mark.parametrize("clean", [True, False])
@pytest.mark.parametrize("suffix", [".index", ".timeindex"])
@pytest.mark.parametrize("how", ["missing", "torn"])
def test_an_index_is_made_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, how: str, suffix: str, clean: bool
) -> None:
    """Also of a segment that no crash can have damaged."""
    crashed(tmp_path, 0, 4, end=8)
    index = at(tmp_path, 0, suffix)
    before = index.read_bytes()
    if how == "missing":
        index.unlink()
    else:
        index.write_bytes(before[:-1])
    caplog.clear()
    load(tmp_path, clean=clean, recovery_point=4)
    assert index.read_bytes() == before
    assert len(before) >= 8
    assert [entry.getMessage() for entry in caplog.records] == [
        f"{at(tmp_path, 0, '.log')}: an index is missing or damaged; made again"
    ]


def test_a_flushed_segment_is_not_cut_for_the_sake_of_its_index(tmp_path: Path) -> None:
    damage(crashed(tmp_path, 0, 4, end=8), 0, 2)
    at(tmp_path, 0, ".index").unlink()
    before = every_file(tmp_path)
    with pytest.raises(KafkaError, match="was on the disk before the crash, so nothing was cut off; restore the file"):
        load(tmp_path, recovery_point=4)
    assert every_file(tmp_path) == before


def test_a_closed_log_is_not_cut_for_the_sake_of_its_index_either(tmp_path: Path) -> None:
    damage(crashed(tmp_path, 0, 4, end=8), 0, 2)
    at(tmp_path, 0, ".index").unlink()
    before = every_file(tmp_path)
    with pytest.raises(
        KafkaError, match=r"closed in good order, so nothing was cut off; without the file \.kafka_clean"
    ):
        load(tmp_path, clean=True)
    assert every_file(tmp_path) == before


def test_the_first_batch_of_a_flushed_segment_is_looked_at_if_it_is_read(tmp_path: Path) -> None:
    """Without a snapshot the producers come from the whole log."""
    make_unknown(crashed(tmp_path, 0, 3, end=6), 0, 0)
    before = every_file(tmp_path)
    with pytest.raises(KafkaError, match="message format 9"):
        load(tmp_path, recovery_point=3)
    assert every_file(tmp_path) == before


def test_a_closed_log_is_not_recovered(tmp_path: Path) -> None:
    damage(crashed(tmp_path, 0, 3, end=6), 3, 4)
    snapshot(tmp_path, 6)
    parts = load(tmp_path, clean=True)
    assert (bases(parts), parts.log_end_offset) == ([0, 3], 6)


# What is read of a closed log: the end, and what the newest snapshot does not tell


@pytest.mark.parametrize(
    ("snapshots", "unknown", "opens"),
    [
        pytest.param([6], 4, True, id="a snapshot of all"),
        pytest.param([5], 4, True, id="a snapshot up to the last batch"),
        pytest.param([4], 4, False, id="a snapshot that ends before it"),
        pytest.param([4], 3, True, id="a snapshot that ends behind it"),
        pytest.param([3, 6], 4, True, id="the newest of two snapshots counts"),
        pytest.param([3], 1, True, id="in an earlier segment"),
        pytest.param([3], 2, True, id="at the end of an earlier segment"),
        pytest.param([0], 2, False, id="in an earlier segment that is read"),
        pytest.param([2], 2, True, id="a stray snapshot: as if there were none"),
        pytest.param([], 4, True, id="none: nothing is read but the end"),
        pytest.param([], 1, True, id="none, in an earlier segment"),
        pytest.param([6], 5, False, id="the end itself"),
        pytest.param([], 5, False, id="the end itself, without a snapshot"),
    ],
)
def test_only_what_is_read_can_stop_a_closed_log(
    tmp_path: Path, snapshots: list[int], unknown: int, opens: bool
) -> None:
    crashed(tmp_path, 0, 3, end=6)
    for offset in snapshots:
        snapshot(tmp_path, offset)
    make_unknown(tmp_path, unknown // 3 * 3, unknown)
    if opens:
        assert load(tmp_path, clean=True).log_end_offset == 6
        return
    before = every_file(tmp_path)
    with pytest.raises(KafkaError, match="message format 9"):
        load(tmp_path, clean=True)
    assert every_file(tmp_path) == before


def test_a_damaged_snapshot_tells_nothing(tmp_path: Path) -> None:
    """Then the one before it does, and what follows that is read."""
    crashed(tmp_path, 0, 3, end=6)
    snapshot(tmp_path, 3)
    at(tmp_path, 6, ".snapshot").write_bytes(b"damaged")
    make_unknown(tmp_path, 3, 4)
    before = every_file(tmp_path)
    with pytest.raises(KafkaError, match="message format 9"):
        load(tmp_path, clean=True)
    assert every_file(tmp_path) == before
