"""A topic that is created again, and records that are deleted: what the brokers and the trace have afterwards."""

from __future__ import annotations

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.producer import Producer
from tests.engine.runs import TOPIC, steps


@pytest.fixture
def producer() -> Producer:
    """A producer with five batches acknowledged, and one more on the second partition of another topic."""
    broker = Broker()
    broker.create_topic("two", 2)
    producer = Producer(broker)
    for number in range(5):
        producer.send(TOPIC, b"%d" % number)
    producer.send("two", b"before", partition=1)
    return producer


def test_a_topic_created_again_has_its_partitions_and_no_records(producer: Producer) -> None:
    producer.operations.recreate_topic("two")
    broker = producer.network.broker
    assert (broker.topics["two"], broker.log_end_offset("two", 1)) == (2, 0)
    assert steps(producer.trace)[-1] == ("recreate topic", ["Topic Recreated"])


def test_the_new_topic_is_read_from_its_start_and_the_others_from_where_they_were(producer: Producer) -> None:
    producer.operations.recreate_topic(TOPIC)
    producer.send("two", b"after", partition=1)
    producer.send(TOPIC, b"after")
    producer.flush()
    read = [(topic, record.offset, record.value) for topic, _, record in producer.trace.stored[5:]]
    assert read == [("two", 0, b"before"), ("two", 1, b"after"), (TOPIC, 0, b"after")]


def test_every_record_of_a_partition_is_deleted_and_the_window_stays(producer: Producer) -> None:
    """KAFKA-7190."""
    broker = producer.network.broker
    before = broker.describe_producers("two", 1)
    producer.operations.delete_records("two", 1)
    assert (broker.log_start_offset("two", 1), broker.log_end_offset("two", 1)) == (1, 1)
    assert broker.describe_producers("two", 1) == before
    assert broker.log_start_offset(TOPIC, 0) == 0
    assert steps(producer.trace)[-1] == ("delete records", ["Records Deleted"])
