"""One partition's log: offsets count records, reading gives whole batches."""

from __future__ import annotations

import pytest

from minikafka.engine.log import MemoryLog, StoredBatch, StoredRecord
from minikafka.engine.records import Record, RecordBatch

SIZE = 61 + 32  # a batch with one record, message1


def batch(count: int = 1) -> RecordBatch:
    return RecordBatch(records=(Record(value=b"message1"),) * count)


@pytest.fixture
def log() -> MemoryLog:
    """Three batches of 1, 3 and 2 records: offsets 0, 1 to 3, 4 and 5."""
    log = MemoryLog()
    for count in (1, 3, 2):
        log.append(batch(count))
    return log


def base_offsets(log: MemoryLog, offset: int, max_bytes: int = 2**20) -> list[int]:
    return [stored.base_offset for stored in log.read(offset, max_bytes)]


# Appending


def test_a_new_log_is_empty() -> None:
    log = MemoryLog()
    assert (log.log_start_offset, log.log_end_offset, list(log.read(0, 2**20))) == (0, 0, [])


def test_offsets_count_records() -> None:
    log = MemoryLog()
    assert [log.append(batch(count)) for count in (1, 3, 2)] == [0, 1, 4]
    assert log.log_end_offset == 6


# Reading


@pytest.mark.parametrize(
    ("offset", "bases"),
    [(0, [0, 1, 4]), (1, [1, 4]), (2, [1, 4]), (3, [1, 4]), (4, [4]), (5, [4]), (6, [])],
)
def test_reading_starts_with_the_batch_that_holds_the_offset(log: MemoryLog, offset: int, bases: list[int]) -> None:
    assert base_offsets(log, offset) == bases


@pytest.mark.parametrize(
    ("max_bytes", "bases"),
    [
        pytest.param(0, [0], id="one batch at least"),
        pytest.param(SIZE + 61 + 3 * 32 - 1, [0], id="one byte short of two"),
        pytest.param(SIZE + 61 + 3 * 32, [0, 1], id="exactly two"),
        pytest.param(2**20, [0, 1, 4], id="all"),
    ],
)
def test_reading_stops_before_the_size_is_passed(log: MemoryLog, max_bytes: int, bases: list[int]) -> None:
    assert base_offsets(log, 0, max_bytes) == bases


def test_a_stored_record_carries_what_its_batch_says() -> None:
    record = Record(value=b"v", key=b"k", headers=(("h", None),), timestamp=7)
    sent = RecordBatch(records=(record,), producer_id=1000, producer_epoch=2, base_sequence=5)
    assert list(StoredBatch(40, sent).records) == [
        StoredRecord(
            offset=40,
            value=b"v",
            key=b"k",
            headers=(("h", None),),
            timestamp=7,
            producer_id=1000,
            producer_epoch=2,
            sequence=5,
        )
    ]


def test_sequences_count_on_inside_a_batch_and_wrap() -> None:
    """G05."""
    sent = RecordBatch(records=(Record(value=b""),) * 4, producer_id=1, producer_epoch=0, base_sequence=2147483646)
    stored = StoredBatch(10, sent)
    assert [record.sequence for record in stored.records] == [2147483646, 2147483647, 0, 1]
    assert [record.offset for record in stored.records] == [10, 11, 12, 13]


def test_a_batch_without_a_sequence_gives_its_records_none() -> None:
    assert [record.sequence for record in StoredBatch(0, batch(3)).records] == [-1, -1, -1]


# Deleting


@pytest.mark.parametrize(
    ("before", "bases"),
    [
        pytest.param(0, [0, 1, 4], id="nothing"),
        pytest.param(1, [1, 4], id="a whole batch"),
        pytest.param(3, [1, 4], id="within a batch, which stays"),
        pytest.param(6, [], id="everything"),
    ],
)
def test_deleting_drops_the_batches_below(log: MemoryLog, before: int, bases: list[int]) -> None:
    log.delete_before(before)
    assert (log.log_start_offset, base_offsets(log, before)) == (before, bases)


def test_an_emptied_log_keeps_its_end(log: MemoryLog) -> None:
    """C07."""
    log.delete_before(6)
    assert log.append(batch()) == 6


def test_the_start_never_moves_back(log: MemoryLog) -> None:
    log.delete_before(4)
    log.delete_before(1)
    assert (log.log_start_offset, base_offsets(log, 4)) == (4, [4])


def test_a_new_log_had_no_leader_but_the_first() -> None:
    assert MemoryLog().leader_epoch == 0
