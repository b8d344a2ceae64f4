"""Several brokers in one process: what the leader stored the followers have, and remember."""

from __future__ import annotations

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.clock import ManualClock
from minikafka.engine.cluster import Cluster
from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.log import MemoryLog
from minikafka.engine.producer import Producer
from minikafka.engine.producer_ids import Controller
from minikafka.engine.records import Batch, Record, RecordBatch
from minikafka.engine.replica import Replica


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
    with pytest.raises(ValueError, match=r"^a cluster has at least one broker$"):
        Cluster([])


def test_the_first_broker_leads_what_all_had_before() -> None:
    brokers = [Broker(), Broker()]
    for broker in brokers:
        broker.create_topic("topic")
    assert Cluster(brokers).leader("topic", 0) == 0


# Elections


def test_each_election_begins_a_leader_epoch_on_every_replica(cluster: Cluster) -> None:
    """``LeaderAndIsr.leaderEpoch``: one more with each new leader."""
    for leader, epoch in ((1, 1), (0, 2)):
        cluster.elect("topic", 0, leader)
        assert [broker.partition("topic", 0).log.leader_epoch for broker in cluster.brokers] == [epoch] * 3


def test_the_followers_of_an_elected_leader_have_what_it_stored(cluster: Cluster) -> None:
    cluster.elect("topic", 0, 1)
    cluster.produce("topic", 0, batch(0))
    assert [broker.log_end_offset("topic", 0) for broker in cluster.brokers] == [1, 1, 1]


def test_a_broker_that_led_before_copies_from_the_one_that_leads_now(cluster: Cluster) -> None:
    cluster.stop(0)
    for sequence in range(2):
        cluster.produce("topic", 0, batch(sequence))
    cluster.start(0)
    cluster.elect("topic", 0, 0)
    assert cluster.log_end_offset("topic", 0) == 2


def test_a_follower_that_cannot_store_says_so() -> None:
    class FullLog(MemoryLog):
        def append(self, batch: Batch) -> int:
            raise KafkaError(Error.KAFKA_STORAGE_ERROR, f"no space for {batch.record_count}")

    cluster = Cluster([Broker(), Broker(open_log=lambda _topic, _partition: FullLog())])
    expected = r"^KAFKA_STORAGE_ERROR \(56\): a follower cannot store what the leader stored$"
    with pytest.raises(KafkaError, match=expected):
        cluster.produce("topic", 0, batch(0))


# Topics


def test_a_topic_is_created_by_its_first_batch_or_refused(cluster: Cluster) -> None:
    assert cluster.produce("new", 0, batch(0)).base_offset == 0
    assert cluster.produce("no name", 0, batch(0)).error is Error.INVALID_TOPIC_EXCEPTION
    assert cluster.topics == {"topic": 1, "new": 1}


def test_a_topic_that_is_deleted_is_gone_from_every_broker_and_leads_nothing_else_astray(cluster: Cluster) -> None:
    cluster.create_topic("other", 2)
    cluster.elect("topic", 0, 1)
    cluster.elect("other", 1, 2)
    cluster.delete_topic("topic")
    assert [broker.topics for broker in cluster.brokers] == [{"other": 2}] * 3
    assert (cluster.leader("topic", 0), cluster.leader("other", 1)) == (0, 2)


def test_records_are_deleted_on_every_broker(cluster: Cluster) -> None:
    cluster.create_topic("other", 2)
    for sequence in range(3):
        cluster.produce("other", 1, batch(sequence))
    cluster.delete_records("other", 1, 2)
    assert [broker.log_start_offset("other", 1) for broker in cluster.brokers] == [2, 2, 2]


# What is asked


def test_the_leader_is_asked_where_the_first_broker_knows_nothing(cluster: Cluster) -> None:
    cluster.stop(0)
    cluster.create_topic("later")
    cluster.produce("later", 0, batch(0))
    assert (cluster.log_start_offset("later", 0), cluster.log_end_offset("later", 0)) == (0, 1)
    assert [found.producer_id for found in cluster.describe_producers("later", 0)] == [1000]


def test_producer_ids_come_from_one_broker_also_where_it_is_the_only_one() -> None:
    cluster = Cluster([Broker()])
    grants = [cluster.init_producer_id("orders") for _ in range(2)]
    assert [(grant.producer_id, grant.producer_epoch) for grant in grants] == [(0, 0), (0, 1)]


def test_the_replicas_say_what_each_broker_has(cluster: Cluster) -> None:
    cluster.elect("topic", 0, 1)
    cluster.produce("topic", 0, batch(0))
    cluster.stop(2)
    cluster.produce("topic", 0, batch(1))
    two, _, one = (broker.producer_state("topic", 0, 1000) for broker in cluster.brokers)
    assert two is not None
    assert one is not None
    assert (len(two.batches), len(one.batches)) == (2, 1)
    assert cluster.replicas("topic", 0, 1000) == (
        Replica(leads=False, in_sync=True, log_end_offset=2, state=two),
        Replica(leads=True, in_sync=True, log_end_offset=2, state=two),
        Replica(leads=False, in_sync=False, log_end_offset=1, state=one),
    )


def test_a_broker_that_was_away_has_no_replica_of_a_new_topic(cluster: Cluster) -> None:
    cluster.stop(0)
    cluster.create_topic("later")
    assert cluster.replicas("later", 0, 1000) == (
        Replica(leads=False, in_sync=False),
        Replica(leads=True, in_sync=True),
        Replica(leads=False, in_sync=True),
    )


# Copies


def test_a_copy_has_leaders_and_a_controller_of_its_own(cluster: Cluster) -> None:
    copy = cluster.copy(ManualClock(), Controller(5000))
    copy.elect("topic", 0, 2)
    assert (copy.leader("topic", 0), cluster.leader("topic", 0)) == (2, 0)
    assert copy.init_producer_id().producer_id == 5000
