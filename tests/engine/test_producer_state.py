"""What a partition remembers of a producer: ``ProducerStateEntry``, ``BatchMetadata``, ``ProducerStateManager``."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from minikafka.engine.producer_state import (
    BatchMetadata,
    ProducerState,
    ProducerStates,
    state_after,
    state_after_restart,
)
from minikafka.engine.records import Record, RecordBatch

DAY_MS = 86_400_000


def batch(base_sequence: int, count: int = 1, epoch: int = 0, timestamp: int = 0, producer_id: int = 1) -> RecordBatch:
    return RecordBatch(
        records=(Record(value=b"message1", timestamp=timestamp),) * count,
        producer_id=producer_id,
        producer_epoch=epoch,
        base_sequence=base_sequence,
    )


def stored(*batches: RecordBatch) -> ProducerState:
    """The state after ``batches``, each stored behind the one before."""
    state, offset = state_after(None, batches[0], 0), batches[0].record_count
    for later in batches[1:]:
        state, offset = state_after(state, later, offset), offset + later.record_count
    return state


# One remembered batch


def test_the_firsts_are_counted_back_from_the_lasts() -> None:
    kept = BatchMetadata(last_sequence=4, last_offset=104, offset_delta=2, timestamp=0)
    assert (kept.first_sequence, kept.first_offset) == (2, 102)


def test_the_first_sequence_wraps_back_but_the_first_offset_does_not() -> None:
    """``ProducerStateManagerTest.testProducerSequenceWithWrapAroundBatchRecord``."""
    kept = BatchMetadata(last_sequence=9, last_offset=2020, offset_delta=20, timestamp=0)
    assert (kept.first_sequence, kept.first_offset) == (2147483637, 2000)


# The state after a batch


def test_the_first_batch_makes_a_state() -> None:
    state = state_after(None, batch(17, count=3, epoch=7, timestamp=5), base_offset=100)
    assert state == ProducerState(
        producer_id=1,
        producer_epoch=7,
        batches=(BatchMetadata(last_sequence=19, last_offset=102, offset_delta=2, timestamp=5),),
        last_timestamp=5,
    )


def test_an_unknown_producer_has_no_transaction_and_no_coordinator() -> None:
    """``ProducerStateEntry.empty``: coordinator epoch -1, no first offset of a transaction."""
    state = stored(batch(0))
    assert (state.coordinator_epoch, state.current_txn_first_offset) == (-1, None)


def test_five_batches_are_remembered_and_the_oldest_goes_first() -> None:
    """A11, ``ProducerStateEntry.NUM_BATCHES_TO_RETAIN``."""
    state = stored(*(batch(sequence) for sequence in range(7)))
    assert [kept.first_sequence for kept in state.batches] == [2, 3, 4, 5, 6]


def test_the_window_counts_batches_not_records() -> None:
    """A12."""
    state = stored(*(batch(100 * number, count=100) for number in range(5)))
    assert [kept.first_offset for kept in state.batches] == [0, 100, 200, 300, 400]


def test_a_new_epoch_forgets_the_batches_of_the_old_one() -> None:
    """D10, ``ProducerStateEntry.maybeUpdateProducerEpoch``."""
    state = stored(batch(0), batch(1), batch(0, epoch=2))
    assert state.producer_epoch == 2
    assert [kept.first_offset for kept in state.batches] == [2]


def test_the_last_timestamp_is_that_of_the_last_batch_even_if_it_is_older() -> None:
    """J05, J06: ``ProducerStateEntry.addBatch`` sets it, whatever it was."""
    assert stored(batch(0, timestamp=9), batch(1, timestamp=4)).last_timestamp == 4


def test_a_batch_leaves_the_coordinator_epoch_and_the_transaction() -> None:
    before = ProducerState(1, 0, coordinator_epoch=6, current_txn_first_offset=3)
    after = state_after(before, batch(0, epoch=1), base_offset=4)
    assert (after.coordinator_epoch, after.current_txn_first_offset) == (6, 3)


def test_a_state_never_changes() -> None:
    """``ProducerStateManagerTest.testPrepareUpdateDoesNotMutate``."""
    before = stored(batch(0))
    copy = replace(before)
    state_after(before, batch(1), base_offset=1)
    assert before == copy
    with pytest.raises(FrozenInstanceError):
        before.producer_epoch = 1  # type: ignore[misc]  # the assignment is the point


def test_without_batches_the_last_sequence_is_minus_one() -> None:
    """L02, ``ProducerStateEntry.lastSeq``."""
    assert ProducerState(1, 0).last_sequence == -1


def test_the_last_sequence_is_that_of_the_newest_batch() -> None:
    assert stored(batch(0, count=3), batch(3, count=2)).last_sequence == 4


# Duplicates


@pytest.mark.parametrize("position", range(5))
def test_each_of_the_five_is_found(position: int) -> None:
    """A10, ``ProducerStateEntry.batchWithSequenceRange``."""
    state = stored(*(batch(2 * number, count=2) for number in range(5)))
    assert state.find_duplicate(batch(2 * position, count=2)) is state.batches[position]


@pytest.mark.parametrize(
    "similar",
    [
        pytest.param(batch(2, count=2), id="B03: same first, shorter"),
        pytest.param(batch(2, count=4), id="B04: same first, longer"),
        pytest.param(batch(3, count=2), id="B05: same last"),
        pytest.param(batch(0, count=5), id="B07: two in one"),
        pytest.param(batch(2, count=3, epoch=1), id="D07: newer epoch"),
        pytest.param(batch(5), id="the next one"),
    ],
)
def test_epoch_first_and_last_must_all_be_equal(similar: RecordBatch) -> None:
    state = stored(batch(0, count=2), batch(2, count=3))
    assert state.find_duplicate(similar) is None


def test_a_batch_of_an_older_epoch_is_no_duplicate() -> None:
    """D06."""
    state = stored(batch(0), batch(0, epoch=1))
    assert state.find_duplicate(batch(0, epoch=0)) is None


@pytest.mark.parametrize("base_sequence", [2147483640, 2147483646])
def test_a_duplicate_is_found_across_the_wrap(base_sequence: int) -> None:
    """G06, G07: equality, never order."""
    spanning, later = batch(base_sequence, count=8), batch(6)
    state = stored(spanning, later)
    assert state.find_duplicate(spanning) is state.batches[0]


# All producers of a partition


def test_states_are_kept_by_producer_id() -> None:
    """E04."""
    first, second = stored(batch(0)), stored(batch(5, producer_id=2))
    states = ProducerStates([first, second])
    assert (states.get(1), states.get(2), states.get(3)) == (first, second, None)


def test_an_update_replaces_the_state_of_its_producer() -> None:
    states = ProducerStates([stored(batch(0)), stored(batch(0, producer_id=2))])
    newer = stored(batch(0), batch(1))
    states.update(newer)
    assert states.get(1) is newer
    assert {state.producer_id for state in states} == {1, 2}
    assert len(states) == 2


@pytest.mark.parametrize(("age_ms", "expired"), [(DAY_MS - 1, ()), (DAY_MS, (1,)), (DAY_MS + 1, (1,))])
def test_the_bound_of_expiry_is_inclusive(age_ms: int, expired: tuple[int, ...]) -> None:
    """J03, ``ProducerStateManager.isProducerExpired``."""
    states = ProducerStates([stored(batch(0, timestamp=1000))])
    assert states.remove_expired(1000 + age_ms, DAY_MS) == expired
    assert {1} - {state.producer_id for state in states} == set(expired)


def test_only_the_expired_producers_go() -> None:
    states = ProducerStates(stored(batch(0, timestamp=100 * number, producer_id=number)) for number in range(4))
    assert states.remove_expired(now_ms=1100, expiration_ms=1000) == (0, 1)
    assert {state.producer_id for state in states} == {2, 3}


def test_a_producer_with_an_open_transaction_stays() -> None:
    """J07, ``ProducerStateManagerTest.testProducersWithOngoingTransactionsDontExpire``."""
    states = ProducerStates([replace(stored(batch(0)), current_txn_first_offset=0)])
    assert states.remove_expired(DAY_MS + 1, DAY_MS) == ()
    assert len(states) == 1


# What a restart leaves


def test_a_restart_leaves_the_epoch_and_the_last_batch() -> None:
    """K01, K02, K05; the first sequence comes out right across the wrap [K10]."""
    state = stored(batch(2147483640, epoch=3), batch(2147483641, count=5, epoch=3), batch(2147483646, count=4, epoch=3))
    left = state_after_restart(state)
    assert (left.producer_epoch, left.last_sequence) == (3, 1)
    assert [kept.first_sequence for kept in left.batches] == [2147483646]
    assert left.find_duplicate(batch(2147483641, count=5, epoch=3)) is None


def test_a_snapshot_has_one_time_for_producer_and_batch() -> None:
    """``ProducerStateManager.readSnapshot``: a marker is later than the batch before it."""
    state = replace(stored(batch(0, timestamp=5)), last_timestamp=9)
    assert [kept.timestamp for kept in state_after_restart(state).batches] == [9]


def test_a_restart_leaves_a_producer_without_batches_as_it_is() -> None:
    """I03: only a marker was seen."""
    state = ProducerState(producer_id=1, producer_epoch=4, last_timestamp=5)
    assert state_after_restart(state) == state
