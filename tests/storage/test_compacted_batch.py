"""Batches as Kafka's compaction leaves them: records are missing, offsets and sequences are not.

Compaction keeps a batch's first and last offset and sequence, even of one that it emptied (``DefaultRecordBatch``).
A record's offset is base offset + its delta, its sequence base sequence + delta with wrap (``DefaultRecord.readFrom``).
"""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from minikafka import connect, open_broker, serve
from minikafka.engine.clock import ManualClock
from minikafka.storage.record_batch import EncodedBatch
from tests.storage.batches import batch_of, record
from tests.storage.segment_files import written

SURVIVORS = [
    pytest.param({1: b"one", 2: b"two"}, id="the first is missing"),
    pytest.param({0: b"zero", 2: b"two"}, id="one between is missing"),
    pytest.param({0: b"zero", 1: b"one"}, id="the last is missing"),
    pytest.param({1: b"one"}, id="both ends are missing"),
    pytest.param({}, id="none is left"),
]


@pytest.mark.parametrize("left", SURVIVORS)
@pytest.mark.parametrize("sequence", [40, 2**31 - 2], ids=["plain", "wrapped"])
def test_a_records_delta_gives_its_offset_and_sequence(left: dict[int, bytes], sequence: int, tmp_path: Path) -> None:
    following = batch_of({0: b"next"}, at=13, producer=(7, 0, (sequence + 3) % 2**31))
    written(tmp_path, {10: batch_of(left, at=10, last_offset_delta=2, producer=(7, 0, sequence)) + following})
    due = [(10 + delta, (sequence + delta) % 2**31, value) for delta, value in left.items()]
    due.append((13, (sequence + 3) % 2**31, b"next"))
    with open_broker(tmp_path, clock=ManualClock(1000)) as broker:
        with serve(broker) as address, connect(str(address)) as remote:
            for reader in (broker, remote):
                for offset in range(10, 15):
                    got = [(found.offset, found.sequence, found.value) for found in reader.fetch("t", 0, offset)]
                    assert got == [row for row in due if row[0] >= offset]
        (state,) = broker.describe_producers("t", 0)
        assert state.last_sequence == (sequence + 3) % 2**31
        assert broker.log_end_offset("t", 0) == 14


def test_an_emptied_batch_keeps_its_producers_last_sequence(tmp_path: Path) -> None:
    """The next batch of that producer goes on where the emptied one ended, and a retry of it is a duplicate."""
    emptied = batch_of({}, at=10, last_offset_delta=2, producer=(7, 0, 40))
    written(tmp_path, {10: emptied})
    with open_broker(tmp_path, clock=ManualClock(1000)) as broker:
        assert list(broker.fetch("t", 0, 10)) == []
        retry = EncodedBatch(batch_of({0: b"a", 1: b"b", 2: b"c"}, producer=(7, 0, 40)))
        assert broker.produce("t", 0, retry).duplicate
        assert broker.produce("t", 0, retry).base_offset == 10
        following = EncodedBatch(batch_of({0: b"d"}, producer=(7, 0, 43)))
        assert broker.produce("t", 0, following).base_offset == 13


def test_an_emptied_control_batch_says_nothing_of_the_producer(tmp_path: Path) -> None:
    """All of its transaction was compacted away (``ProducerAppendInfo.append``)."""
    data = batch_of({0: b"data"}, at=0, producer=(7, 0, 0), attributes=0b01_0000)
    marker = batch_of({}, at=1, last_offset_delta=0, producer=(7, 3, -1), attributes=0b11_0000)
    unknown = batch_of({}, at=2, last_offset_delta=0, producer=(8, 3, -1), attributes=0b11_0000)
    written(tmp_path, {0: data + marker + unknown})
    with open_broker(tmp_path, clock=ManualClock(1000)) as broker:
        epochs = {row.producer_id: (row.producer_epoch, row.last_sequence) for row in broker.describe_producers("t", 0)}
        assert epochs == {7: (0, 0), 8: (-1, -1)}
        assert broker.log_end_offset("t", 0) == 3


def test_the_delta_counts_in_compressed_batches_too() -> None:
    compressed = gzip.compress(record(3, b"three") + record(5, b"five"))
    batch = EncodedBatch(batch_of(compressed, last_offset_delta=9, attributes=1, count=2))
    assert [(delta, found.value) for delta, found in batch.numbered_records] == [(3, b"three"), (5, b"five")]


def test_a_deletion_horizon_is_the_base_of_the_times() -> None:
    """With bit 6 set the base timestamp is the horizon, and the records' deltas count from it all the same."""
    batch = EncodedBatch(batch_of(record(0, b"x", timestamp_delta=-400), attributes=0b100_0000, count=1))
    assert batch.records[0].timestamp == 600
