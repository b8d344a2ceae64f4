"""Several brokers in one process: what the leader stored the followers have, and remember."""

from __future__ import annotations

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.cluster import Cluster
from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.producer import Producer
from minikafka.engine.records import Record, RecordBatch


def batch(first: int, count: int = 1) -> RecordBatch:
    records = (Record(value=b"message1", timestamp=5),) * count
    return RecordBatch(records=records, producer_id=1000, producer_epoch=0, base_sequence=first)


@pytest.fixture
def cluster() -> Cluster:
    cluster = Cluster([Broker(min_insync_replicas=2) for _ in range(3)])
    cluster.create_topic("topic")
    return cluster


def test_the_new_leader_recognises_all_five_batches(cluster: Cluster) -> None:
    """K12: a follower has the full window, unlike a broker that was restarted."""
    for sequence in range(5):
        cluster.produce("topic", 0, batch(sequence))
    cluster.elect("topic", 0, 1)
    for sequence in range(5):
        result = cluster.produce("topic", 0, batch(sequence))
        assert (result.error, result.base_offset, result.duplicate) == (Error.NONE, sequence, True)
    assert cluster.log_end_offset("topic", 0) == 5


def test_a_producer_whose_leader_stops_sends_on_to_the_next_one(cluster: Cluster) -> None:
    producer = Producer(cluster)
    producer.send("topic", b"message1")
    cluster.stop(0)
    producer.retry()
    producer.send("topic", b"message2")
    producer.flush()
    assert cluster.leader("topic", 0) == 1
    assert [record.value for record in cluster.fetch("topic", 0, 0)] == [b"message1", b"message2"]


def test_too_few_in_sync_refuse_even_a_duplicate(cluster: Cluster) -> None:
    """H05, with replicas that are really gone; acks 1 asks for the leader alone."""
    cluster.produce("topic", 0, batch(0))
    cluster.stop(1)
    cluster.stop(2)
    assert cluster.produce("topic", 0, batch(0)).error is Error.NOT_ENOUGH_REPLICAS
    assert cluster.produce("topic", 0, batch(0), acks=1).duplicate


def test_a_broker_that_comes_back_copies_what_it_missed(cluster: Cluster) -> None:
    cluster.produce("topic", 0, batch(0))
    cluster.stop(2)
    cluster.produce("topic", 0, batch(1, count=3))
    cluster.create_topic("later", 2)
    cluster.start(2)
    cluster.elect("topic", 0, 2)
    assert cluster.produce("topic", 0, batch(1, count=3)).base_offset == 1
    assert cluster.log_end_offset("topic", 0) == 4
    assert cluster.in_sync_replicas == (0, 1, 2)


def test_a_broker_that_lacks_records_cannot_lead(cluster: Cluster) -> None:
    """``unclean.leader.election.enable`` is false."""
    cluster.stop(1)
    with pytest.raises(KafkaError, match="broker 1 is not in sync; in sync are"):
        cluster.elect("topic", 0, 1)


def test_the_last_broker_in_sync_cannot_be_stopped(cluster: Cluster) -> None:
    cluster.stop(0)
    cluster.stop(1)
    with pytest.raises(KafkaError, match="broker 2 is the last one in sync"):
        cluster.stop(2)


def test_a_refused_batch_reaches_no_follower(cluster: Cluster) -> None:
    cluster.produce("topic", 0, batch(0))
    assert cluster.produce("topic", 0, batch(7)).error is Error.OUT_OF_ORDER_SEQUENCE_NUMBER
    cluster.elect("topic", 0, 2)
    assert cluster.log_end_offset("topic", 0) == 1


def test_a_cluster_has_a_broker() -> None:
    with pytest.raises(ValueError, match="at least one broker"):
        Cluster([])
