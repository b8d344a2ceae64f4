"""What loading remembers of the producers, from snapshots and from the log."""

from __future__ import annotations

from pathlib import Path

import pytest

from minikafka.engine.clock import ManualClock
from minikafka.engine.markers import EndTransactionMarker
from minikafka.storage.producer_snapshot import decode_snapshot, encode_snapshot
from minikafka.storage.producer_state_manager import Expiration
from tests.storage.batches import batch_of
from tests.storage.loading import (
    DAY_MS,
    at,
    crashed,
    load,
    names,
    snapshot,
    window,
)


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


def test_the_last_two_segments_alone_get_a_snapshot_on_the_way(tmp_path: Path) -> None:
    """``UnifiedLog.rebuildProducerState``: at the beginning of both, and at the end."""
    crashed(tmp_path, 0, 3, 6, 9, end=12)
    snapshot(tmp_path, 0)
    load(tmp_path, clean=True)
    assert names(tmp_path, ".snapshot") == [6, 9, 12]


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


def test_a_producer_of_a_damaged_batch_alone_is_nobody(tmp_path: Path) -> None:
    """What recovery cuts off was never read for its producers."""
    crashed(tmp_path, 0, 3, end=6)
    stranger = batch_of({0: b"x"}, at=6, producer=(8, 0, 0))
    with at(tmp_path, 3, ".log").open("ab") as segment:
        segment.write(stranger[:-1] + b"?")
    parts = load(tmp_path, recovery_point=3)
    assert [state.producer_id for state in parts.states.producers] == [7]
    assert parts.log_end_offset == 6


def test_a_flushed_segment_without_index_is_read_with_those_before_it(tmp_path: Path) -> None:
    """Its snapshot is of all that was written up to its end."""
    crashed(tmp_path, 0, 3, 6, end=9)
    at(tmp_path, 0, ".log").write_bytes(batch_of({0: b"x"}, producer=(8, 0, 0)))
    at(tmp_path, 3, ".index").unlink()
    parts = load(tmp_path, recovery_point=6)
    assert sorted(state.producer_id for state in parts.states.producers) == [7, 8]
    assert len(decode_snapshot(at(tmp_path, 6, ".snapshot").read_bytes())) == 2


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
