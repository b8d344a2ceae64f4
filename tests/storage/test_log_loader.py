"""What loading a partition's directory reads, repairs, deletes and remembers, step by step as ``LogLoader`` does it."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from minikafka.engine.clock import ManualClock
from minikafka.engine.errors import KafkaError
from minikafka.engine.markers import EndTransactionMarker
from minikafka.engine.producer_state import ProducerState
from minikafka.storage.disk_log import LogParts
from minikafka.storage.log_loader import LogLoader
from minikafka.storage.producer_snapshot import decode_snapshot, encode_snapshot
from minikafka.storage.producer_state_manager import Expiration
from minikafka.storage.segment import Segment
from tests.storage.batches import batch_of
from tests.storage.segment_files import every_file

DAY_MS = 86_400_000
SIZE = len(batch_of({0: b"0"}))


def numbered(offset: int, *, leader_epoch: int = 0) -> bytes:
    """One record of producer 7, whose sequences are its offsets."""
    return batch_of({0: b"%d" % (offset % 10)}, at=offset, producer=(7, 0, offset), leader_epoch=leader_epoch)


def loader(directory: Path, **changes: object) -> LogLoader:
    settings = {
        "directory": directory,
        "index_interval_bytes": 0,
        "expiration": Expiration(ManualClock(1000), DAY_MS),
        "clean": False,
        "recovery_point": 0,
        "log_start_offset": 0,
    }
    return LogLoader(**{**settings, **changes})  # type: ignore[arg-type] # each has its own type


def load(directory: Path, **changes: object) -> LogParts:
    parts = loader(directory, **changes).load()
    for segment in parts.segments:
        segment.close()
    return parts


def crashed(directory: Path, *bases: int, end: int) -> Path:
    """Segments of one batch for each offset, with indexes, and nothing else: no snapshots, no epochs."""
    for base, following in zip(bases, [*bases[1:], end], strict=True):
        (directory / f"{base:020d}.log").write_bytes(b"".join(map(numbered, range(base, following))))
    load(directory)
    for path in [*directory.glob("*.snapshot"), directory / "leader-epoch-checkpoint"]:
        path.unlink()
    return directory


def at(directory: Path, offset: int, suffix: str) -> Path:
    return directory / f"{offset:020d}{suffix}"


def damage(directory: Path, base: int, offset: int) -> None:
    """The batch at ``offset`` gets a content that its checksum does not match."""
    path = at(directory, base, ".log")
    data = bytearray(path.read_bytes())
    data[(offset - base + 1) * SIZE - 1] ^= 1
    path.write_bytes(data)


def make_unknown(directory: Path, base: int, offset: int) -> None:
    """The batch at ``offset`` becomes one of a format that nobody knows."""
    path = at(directory, base, ".log")
    data = bytearray(path.read_bytes())
    data[(offset - base) * SIZE + 16] = 9
    path.write_bytes(data)


def snapshot(directory: Path, offset: int, *states: ProducerState) -> None:
    at(directory, offset, ".snapshot").write_bytes(encode_snapshot(states))


def bases(parts: LogParts) -> list[int]:
    return [segment.base_offset for segment in parts.segments]


def names(directory: Path, suffix: str) -> list[int]:
    return sorted(int(path.stem) for path in directory.glob(f"*{suffix}"))


def window(parts: LogParts) -> list[int]:
    """The last sequences that are remembered of producer 7."""
    state = parts.states.producers.get(7)
    return [] if state is None else [batch.last_sequence for batch in state.batches]


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


def test_leader_epochs_are_cut_to_the_log(tmp_path: Path) -> None:
    crashed(tmp_path, 0, end=6)
    checkpoint = tmp_path / "leader-epoch-checkpoint"
    checkpoint.write_text("0\n4\n0 0\n1 2\n2 5\n3 6\n")
    parts = load(tmp_path, log_start_offset=3)
    assert checkpoint.read_text() == "0\n2\n1 3\n2 5\n"
    assert parts.leader_epochs.latest == 2


def test_recovery_notes_the_leader_epochs_of_the_batches(tmp_path: Path) -> None:
    data = numbered(0) + numbered(1, leader_epoch=2) + numbered(2, leader_epoch=2) + numbered(3, leader_epoch=4)
    at(tmp_path, 0, ".log").write_bytes(data)
    load(tmp_path)
    assert (tmp_path / "leader-epoch-checkpoint").read_text() == "0\n3\n0 0\n2 1\n4 3\n"


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
        pytest.param([3], 1, True, id="in an earlier segment"),
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


# The producers


def test_after_a_crash_one_batch_of_each_is_known(tmp_path: Path) -> None:
    """[K02]: each recovered segment ends with a snapshot, from which the next one goes on."""
    parts = load(crashed(tmp_path, 0, 3, end=6))
    assert window(parts) == [5]
    assert names(tmp_path, ".snapshot") == [3, 6]
    assert [state.last_sequence for state in decode_snapshot(at(tmp_path, 3, ".snapshot").read_bytes())] == [2]


def test_a_closed_log_without_snapshots_remembers_nobody(tmp_path: Path) -> None:
    """``UnifiedLog.rebuildProducerState``: empty snapshots at the last two segments and at the end."""
    parts = load(crashed(tmp_path, 0, 3, 6, 9, end=12), clean=True)
    assert window(parts) == []
    assert names(tmp_path, ".snapshot") == [6, 9, 12]
    assert {at(tmp_path, offset, ".snapshot").read_bytes() for offset in (6, 9, 12)} == {encode_snapshot([])}
    assert parts.states.end_offset == 12


def test_a_crashed_log_without_snapshots_is_read_from_its_start(tmp_path: Path) -> None:
    parts = load(crashed(tmp_path, 0, 3, 6, end=9), recovery_point=6)
    assert window(parts) == [8]
    assert [state.last_sequence for state in decode_snapshot(at(tmp_path, 6, ".snapshot").read_bytes())] == [5]


@pytest.mark.parametrize(
    ("newest", "expected", "left"),
    [
        pytest.param(9, [], [9], id="at the end: nothing is read"),
        pytest.param(8, [8], [8, 9], id="the last batch is read"),
        pytest.param(6, [6, 7, 8], [6, 9], id="the last segment is read"),
        pytest.param(3, [4, 5, 6, 7, 8], [3, 6, 9], id="two segments are read, and five batches of them known"),
        pytest.param(0, [4, 5, 6, 7, 8], [3, 6, 9], id="all is read: 0 is no snapshot of anything"),
        pytest.param(5, [], [3, 6, 9], id="a stray goes, and then there is none"),
    ],
)
def test_a_closed_log_is_read_from_its_newest_snapshot_on(
    tmp_path: Path, newest: int, expected: list[int], left: list[int]
) -> None:
    """The last two segments get a snapshot at their beginning on the way; strays go."""
    crashed(tmp_path, 0, 3, 6, end=9)
    snapshot(tmp_path, newest)
    parts = load(tmp_path, clean=True)
    assert window(parts) == expected
    assert names(tmp_path, ".snapshot") == left
    assert parts.states.end_offset == 9


def test_snapshots_outside_the_log_are_deleted(tmp_path: Path) -> None:
    crashed(tmp_path, 3, 6, end=9)
    for offset in (3, 6, 12):
        snapshot(tmp_path, offset)
    parts = load(tmp_path, clean=True, log_start_offset=4)
    assert names(tmp_path, ".snapshot") == [6, 9]
    assert window(parts) == [6, 7, 8]


def test_records_that_were_deleted_are_read_by_nobody(tmp_path: Path) -> None:
    """The replay begins at the log start offset, if no snapshot is newer."""
    crashed(tmp_path, 0, 3, end=6)
    snapshot(tmp_path, 3)
    parts = load(tmp_path, clean=True, log_start_offset=4)
    assert window(parts) == [4, 5]


def test_recovery_reads_a_segment_from_the_log_start_on(tmp_path: Path) -> None:
    """A recovered segment's snapshot knows its producers, whatever starts in the middle of it."""
    parts = load(crashed(tmp_path, 0, 3, end=6), log_start_offset=4)
    assert (parts.log_start_offset, window(parts)) == (4, [5])


def test_a_producer_that_is_too_old_is_not_loaded(tmp_path: Path) -> None:
    crashed(tmp_path, 0, end=3)
    old = Expiration(ManualClock(1000 + DAY_MS), DAY_MS)
    assert window(load(tmp_path, expiration=old)) == []


def test_a_transaction_that_is_open_keeps_its_producer(tmp_path: Path) -> None:
    open_one = batch_of({0: b"x"}, producer=(7, 0, 0), attributes=0b01_0000)
    at(tmp_path, 0, ".log").write_bytes(open_one)
    old = Expiration(ManualClock(1000 + DAY_MS), DAY_MS)
    (state,) = load(tmp_path, expiration=old).states.producers
    assert state.current_txn_first_offset == 0


def test_a_marker_is_remembered(tmp_path: Path) -> None:
    from minikafka.storage.record_batch import encode

    marker = EndTransactionMarker(producer_id=7, producer_epoch=2, committed=True, coordinator_epoch=5)
    at(tmp_path, 0, ".log").write_bytes(encode(marker.batch(1000)))
    (state,) = load(tmp_path).states.producers
    assert (state.producer_epoch, state.coordinator_epoch, state.batches) == (2, 5, ())
