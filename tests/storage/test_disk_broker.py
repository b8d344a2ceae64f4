"""A broker with a data directory: what it keeps, what it deletes, and what it says when the disk refuses."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import minikafka
from minikafka.engine.clock import ManualClock
from minikafka.engine.cluster import Cluster
from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.records import Record, RecordBatch
from minikafka.storage.broker import open_broker
from tests.storage.small_segments import ONE_BATCH, TOPIC, bases, fill, names, open_small
from tests.storage.stories import NOW, batch

# What stays


def test_records_topics_and_producers_outlive_the_broker(tmp_path: Path) -> None:
    with minikafka.open_broker(tmp_path / "new" / "data", clock=ManualClock(NOW)) as broker:
        broker.create_topic(TOPIC, 3)
        broker.produce(TOPIC, 2, batch(0, 2))
        before = broker.describe_producers(TOPIC, 2)
    with open_broker(tmp_path / "new" / "data", clock=ManualClock(NOW)) as broker:
        assert broker.topics == {TOPIC: 3}
        assert [record.value for record in broker.fetch(TOPIC, 2, 0)] == [b"message0", b"message1"]
        assert broker.describe_producers(TOPIC, 2) == before


def test_no_producer_id_is_given_twice(tmp_path: Path) -> None:
    """A restart skips the rest of a block of 1000; a transactional id keeps its producer id."""
    with open_broker(tmp_path) as broker:
        assert [broker.init_producer_id().producer_id for _ in range(2)] == [0, 1]
        assert broker.init_producer_id("my orders").producer_id == 2
    with open_broker(tmp_path) as broker:
        assert broker.init_producer_id().producer_id == 1000
        again = broker.init_producer_id("my orders")
        assert (again.producer_id, again.producer_epoch) == (2, 1)
        assert broker.init_producer_id("my orders", 2, 0).error is Error.PRODUCER_FENCED


def test_an_id_that_cannot_be_noted_is_not_granted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path, _data: bytes) -> None:
        raise OSError(28, "No space left on device")

    with open_broker(tmp_path) as broker:
        with monkeypatch.context() as patched:
            patched.setattr("minikafka.storage.checkpoint.replace_file", refuse)
            for transactional_id in (None, "orders"):
                assert broker.init_producer_id(transactional_id).error is Error.KAFKA_STORAGE_ERROR
        assert broker.init_producer_id().error is Error.NONE


def test_reading_goes_on_across_segments(tmp_path: Path) -> None:
    with open_small(tmp_path) as broker:
        fill(broker, 7)
        assert bases(broker) == [0, 2, 4, 6]
        for offset in range(8):
            assert [record.offset for record in broker.fetch(TOPIC, 0, offset)] == list(range(offset, 7))
        assert len(broker.fetch(TOPIC, 0, 1, max_bytes=2 * ONE_BATCH).batches) == 2


def test_a_deleted_topic_leaves_nothing(tmp_path: Path) -> None:
    with open_broker(tmp_path) as broker:
        broker.create_topic(TOPIC, 2)
        broker.produce(TOPIC, 0, batch(0))
        broker.delete_topic(TOPIC)
        assert not list(tmp_path.glob(f"{TOPIC}*"))
        assert broker.produce(TOPIC, 0, batch(5)).base_offset == 0
    with open_broker(tmp_path) as broker:
        assert broker.log_end_offset(TOPIC, 0) == 1


def test_a_deletion_that_was_interrupted_is_finished(tmp_path: Path) -> None:
    deleted = tmp_path / f"{TOPIC}-0.0123456789abcdef0123456789abcdef-delete"
    deleted.mkdir()
    (deleted / "00000000000000000000.log").touch()
    with open_broker(tmp_path) as broker:
        assert broker.topics == {}
    assert not deleted.exists()


def test_all_partitions_of_a_topic_have_its_id(tmp_path: Path) -> None:
    with open_broker(tmp_path) as broker:
        broker.create_topic(TOPIC, 2)
        broker.create_topic("other")
    ids = [(tmp_path / name / "partition.metadata").read_text() for name in (f"{TOPIC}-0", f"{TOPIC}-1", "other-0")]
    assert ids[0] == ids[1] != ids[2]


def test_a_new_leader_writes_its_epoch(tmp_path: Path) -> None:
    brokers = [open_broker(tmp_path / name, clock=ManualClock(NOW)) for name in ("a", "b")]
    cluster = Cluster(brokers)
    cluster.produce(TOPIC, 0, batch(0))
    cluster.elect(TOPIC, 0, 1)
    cluster.produce(TOPIC, 0, batch(1))
    for broker in brokers:
        broker.close()
    for name in ("a", "b"):
        assert (tmp_path / name / f"{TOPIC}-0" / "leader-epoch-checkpoint").read_text() == "0\n2\n0 0\n1 1\n"


# Snapshots


def test_snapshots_are_written_at_each_roll_and_at_the_end(tmp_path: Path) -> None:
    with open_small(tmp_path) as broker:
        fill(broker, 5)
        assert names(tmp_path / f"{TOPIC}-0", ".snapshot") == [2, 4]
    assert names(tmp_path / f"{TOPIC}-0", ".snapshot") == [2, 4, 5]


def test_stray_snapshots_and_leftovers_are_deleted(tmp_path: Path) -> None:
    """``removeStraySnapshots`` keeps those of segments and the last one beyond; an index without a log is an orphan."""
    with open_small(tmp_path) as broker:
        fill(broker, 5)
    directory = tmp_path / f"{TOPIC}-0"
    snapshot = (directory / "00000000000000000005.snapshot").read_bytes()
    for stray in ("00000000000000000001.snapshot", "00000000000000000003.snapshot"):
        (directory / stray).write_bytes(snapshot)
    for leftover in (
        "00000000000000000009.index",
        "00000000000000000002.log.deleted",
        "00000000000000000002.log.cleaned",
    ):
        (directory / leftover).touch()
    with open_small(tmp_path):
        assert names(directory, ".snapshot") == [2, 4, 5]
        assert not [path for path in directory.iterdir() if path.suffix in {".deleted", ".cleaned"}]
        assert names(directory, ".index") == [0, 2, 4]


def test_without_any_snapshot_a_closed_log_remembers_nobody(tmp_path: Path) -> None:
    """``UnifiedLog.rebuildProducerState``: Kafka takes it for a log from before snapshots."""
    with open_small(tmp_path) as broker:
        fill(broker, 1)
    for snapshot in (tmp_path / f"{TOPIC}-0").glob("*.snapshot"):
        snapshot.unlink()
    with open_small(tmp_path) as broker:
        assert broker.describe_producers(TOPIC, 0) == ()
        assert broker.log_end_offset(TOPIC, 0) == 1


# Deleting


def test_retention_by_size_keeps_what_fits(tmp_path: Path) -> None:
    """``UnifiedLog.deleteRetentionSizeBreachedSegments``: a segment goes if what remains is still large enough."""
    with open_small(tmp_path, retention_bytes=3 * ONE_BATCH) as broker:
        fill(broker, 7)
        deleted = broker.delete_old_segments()
        remaining = sum(segment.size for segment in broker.log(TOPIC, 0).segments)
        assert deleted > 0
        assert remaining >= 3 * ONE_BATCH > remaining - broker.log(TOPIC, 0).segments[0].size
        assert broker.log_start_offset(TOPIC, 0) == bases(broker)[0] == 2 * deleted
        assert broker.delete_old_segments() == 0


def test_retention_by_time_may_delete_everything_and_forgets_nobody(tmp_path: Path) -> None:
    clock = ManualClock(NOW)
    with open_small(tmp_path, clock, retention_ms=1000) as broker:
        fill(broker, 5)
        clock.advance(1003)
        assert broker.delete_old_segments() == 1, "records 0 and 1 are older than a second, 2 and 3 are not"
        clock.advance(1000)
        broker.delete_old_segments()
        assert bases(broker) == [5]
        assert broker.log_start_offset(TOPIC, 0) == broker.log_end_offset(TOPIC, 0) == 5
        assert broker.produce(TOPIC, 0, batch(4, at=4)).duplicate
        assert broker.produce(TOPIC, 0, batch(5)).base_offset == 5


@pytest.mark.parametrize("age", [-1, 1], ids=["young", "old"])
def test_records_without_a_time_are_as_old_as_their_file(tmp_path: Path, age: int) -> None:
    """``LogSegment.largestTimestamp``: without a timestamp in it a segment has the time of its file."""
    with open_small(tmp_path, retention_ms=1000) as broker:
        for _ in range(3):
            broker.produce(TOPIC, 0, RecordBatch(records=(Record(value=b"x" * 60, timestamp=-1),)))
        assert broker.delete_old_segments() == 0, "not at once, however long ago 1970 is"
        for segment in broker.log(TOPIC, 0).segments:
            written_at = (NOW - 1000 - age) / 1000
            os.utime(segment.log.path, (written_at, written_at))
        assert (broker.delete_old_segments() > 0) == (age > 0)


def test_the_largest_time_of_a_segment_counts(tmp_path: Path) -> None:
    """A time of 0 is a time, the first ms of 1970."""
    with open_small(tmp_path, retention_ms=1000) as broker:
        broker.produce(
            TOPIC, 0, RecordBatch(records=(Record(value=b"x", timestamp=0), Record(value=b"x", timestamp=-1)))
        )
        assert broker.delete_old_segments() == 1


def test_a_producer_without_times_expires_as_in_kafka(tmp_path: Path) -> None:
    """``ProducerStateManager.isProducerExpired`` has no exception for -1: the next check forgets the producer."""
    with open_small(tmp_path) as broker:
        record = Record(value=b"x", timestamp=-1)
        broker.produce(TOPIC, 0, RecordBatch(records=(record,), producer_id=1, producer_epoch=0, base_sequence=0))
        assert len(broker.describe_producers(TOPIC, 0)) == 1
        assert broker.expire_producers() == 1


def test_deleted_records_stay_deleted(tmp_path: Path) -> None:
    with open_small(tmp_path) as broker:
        fill(broker, 5)
        broker.delete_records(TOPIC, 0, 3)
        assert bases(broker) == [2, 4]
        assert names(tmp_path / f"{TOPIC}-0", ".snapshot") == [2, 4]
    with open_small(tmp_path) as broker:
        assert broker.log_start_offset(TOPIC, 0) == 3
        assert [record.offset for record in broker.fetch(TOPIC, 0, 3)] == [3, 4]
        with pytest.raises(KafkaError, match="OFFSET_OUT_OF_RANGE"):
            broker.fetch(TOPIC, 0, 2)
