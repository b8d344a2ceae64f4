"""Which numbers a producer gives to its batches."""

from __future__ import annotations

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.producer import Producer
from minikafka.engine.producer_batch import Status
from tests.engine.runs import TOPIC, numbers, records, stored

LARGEST = 2147483647


def test_the_first_message_has_sequence_0(producer: Producer, broker: Broker) -> None:
    """A01: producer id from the broker, epoch 0, sequence 0, offset 0."""
    delivery = producer.send(TOPIC, b"message1")
    (record,) = broker.fetch(TOPIC, 0, 0)
    assert (record.offset, record.value, record.producer_id, record.producer_epoch, record.sequence) == (
        (0, b"message1", producer.producer_id, 0, 0)
    )
    assert (delivery.status, delivery.base_offset, delivery.attempts) == (Status.ACKNOWLEDGED, 0, 1)


def test_a_second_send_is_a_new_record(producer: Producer, broker: Broker) -> None:
    """A06, kafka-rules.md §7 row 1: the misconception that the course exists to end."""
    producer.send(TOPIC, b"message1")
    producer.send(TOPIC, b"message1")
    assert stored(broker) == [b"message1", b"message1"]
    assert numbers(broker) == [(0, 0), (0, 1)]


def test_sequences_count_records(producer: Producer, broker: Broker) -> None:
    """A03, kafka-rules.md §4.1: the next base sequence is the last one plus the number of records."""
    sent = [producer.send_batch(TOPIC, records(*values)) for values in ((b"a", b"b", b"c"), (b"d",), (b"e", b"f"))]
    assert [delivery.base_sequence for delivery in sent] == [0, 3, 4]
    assert [delivery.base_offset for delivery in sent] == [0, 3, 4]
    assert numbers(broker) == [(0, sequence) for sequence in range(6)]


def test_each_topic_and_partition_counts_for_itself(producer: Producer, broker: Broker) -> None:
    """E01, E02: one producer id, a sequence for each partition."""
    for topic, partition in ((TOPIC, 0), (TOPIC, 1), (TOPIC, 1), ("other", 0), (TOPIC, 0)):
        producer.send(topic, b"x", partition=partition)
    assert numbers(broker, 0) == [(0, 0), (0, 1)]
    assert numbers(broker, 1) == [(0, 0), (0, 1)]
    assert numbers(broker, 0, "other") == [(0, 0)]


def test_each_producer_has_an_id_of_its_own(broker: Broker) -> None:
    """L03, E04: always a new id with epoch 0; the same sequence of another producer is no duplicate."""
    producers = [Producer(broker) for _ in range(3)]
    for each in producers:
        each.send(TOPIC, b"message1")
    assert [(each.producer_id, each.producer_epoch) for each in producers] == [(0, 0), (1, 0), (2, 0)]
    assert numbers(broker) == [(0, 0)] * 3


@pytest.mark.parametrize("first", [1, 5, LARGEST])
def test_a_producer_may_begin_elsewhere(broker: Broker, first: int) -> None:
    """A08: brokers of 2.5 to 4.4 accept any first sequence of a producer that they do not know."""
    producer = Producer(broker, first_sequence=first)
    assert producer.send(TOPIC, b"message1").base_sequence == first
    assert numbers(broker) == [(0, first)]


def test_sequences_wrap_between_batches(broker: Broker) -> None:
    """G01: 2147483647 is followed by 0."""
    producer = Producer(broker, first_sequence=LARGEST)
    for value in (b"a", b"b", b"c"):
        producer.send(TOPIC, value)
    assert numbers(broker) == [(0, LARGEST), (0, 0), (0, 1)]


def test_a_batch_may_span_the_wrap(broker: Broker) -> None:
    """G05, G06: 2147483646 with four records ends at 1, the next is 2, and a retry is recognised."""
    producer = Producer(broker, first_sequence=LARGEST - 1)
    spanning = producer.send_batch(TOPIC, records(b"a", b"b", b"c", b"d"))
    assert producer.send(TOPIC, b"e").base_sequence == 2
    producer.retry(spanning)
    assert [sequence for _, sequence in numbers(broker)] == [LARGEST - 1, LARGEST, 0, 1, 2]


def test_acks_lost_on_both_sides_of_the_wrap(broker: Broker) -> None:
    """G07, F02: what is in flight across the wrap is recognised, and no new epoch is needed."""
    producer = Producer(broker, first_sequence=LARGEST - 1)
    for value in (b"a", b"b", b"c", b"d"):
        producer.network.lose_ack()
        producer.send(TOPIC, value)
    producer.flush()
    assert stored(broker) == [b"a", b"b", b"c", b"d"]
    assert producer.producer_epoch == 0


def test_a_lost_request_at_the_wrap_is_no_gap(broker: Broker) -> None:
    """F01 across the wrap: the batch that waits for an earlier one is sent again unchanged."""
    producer = Producer(broker, first_sequence=LARGEST - 1)
    producer.send(TOPIC, b"a")
    producer.network.lose_request()
    producer.send(TOPIC, b"b")
    producer.send(TOPIC, b"c")
    producer.flush()
    assert numbers(broker) == [(0, LARGEST - 1), (0, LARGEST), (0, 0)]
