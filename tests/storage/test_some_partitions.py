"""A node of a cluster has some partitions of a topic; its data directory opens, and answers for those."""

from __future__ import annotations

from pathlib import Path

import pytest

from minikafka import connect, open_broker, serve
from minikafka.engine.clock import ManualClock
from minikafka.engine.errors import Error, KafkaError
from minikafka.storage.broker import DiskBroker
from tests.storage.batches import batch_of
from tests.storage.segment_files import written
from tests.storage.stories import plain


def opened(root: Path) -> DiskBroker:
    return open_broker(root, clock=ManualClock(1000))


def test_the_partitions_that_are_here_are_served(tmp_path: Path) -> None:
    for number in (1, 4):
        written(tmp_path, {0: batch_of({0: b"%d" % number})}, partition=f"t-{number}")
    for _ in range(2):
        with opened(tmp_path) as broker:
            assert broker.topics == {"t": 5}
            for number in (1, 4):
                assert [record.value for record in broker.fetch("t", number, 0)] == [b"%d" % number]
    assert sorted(path.name for path in tmp_path.glob("t-*")) == ["t-1", "t-4"]


def test_a_partition_that_is_elsewhere_has_no_leader_here(tmp_path: Path) -> None:
    written(tmp_path, {0: batch_of({0: b"x"})}, partition="t-1")
    with opened(tmp_path) as broker:
        assert broker.produce("t", 0, plain()).error is Error.NOT_LEADER_OR_FOLLOWER
        for ask in (
            lambda: broker.fetch("t", 0, 0),
            lambda: broker.log("t", 0),
            lambda: broker.delete_records("t", 0, 0),
        ):
            with pytest.raises(KafkaError, match=r"NOT_LEADER_OR_FOLLOWER.*t-0 is not in"):
                ask()
        assert broker.describe_producers("t", 0) == ()
        assert broker.produce("t", 1, plain()).base_offset == 1
        with pytest.raises(KafkaError, match="UNKNOWN_TOPIC_OR_PARTITION"):
            broker.log("t", 2)


def test_over_tcp_too(tmp_path: Path) -> None:
    written(tmp_path, {0: batch_of({0: b"x"})}, partition="t-1")
    with opened(tmp_path) as broker, serve(broker) as address, connect(str(address), request_timeout_ms=2000) as remote:
        assert [record.value for record in remote.fetch("t", 1, 0)] == [b"x"]
        with pytest.raises(KafkaError, match="NOT_LEADER_OR_FOLLOWER"):
            remote.fetch("t", 0, 0)


def test_the_topic_can_be_deleted_and_made_again(tmp_path: Path) -> None:
    written(tmp_path, {0: batch_of({0: b"x"})}, partition="t-1")
    with opened(tmp_path) as broker:
        broker.delete_topic("t")
        assert not list(tmp_path.glob("t-*"))
        broker.create_topic("t", 2)
        assert broker.produce("t", 0, plain()).base_offset == 0
