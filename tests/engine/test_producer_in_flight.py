"""At most five batches are in flight on a partition."""

from __future__ import annotations

from minikafka.engine.broker import Broker
from minikafka.engine.producer import Producer
from minikafka.engine.producer_batch import Status
from tests.engine.runs import TOPIC, ToldBroker, fill, numbers, stored


def test_a_sixth_batch_waits_without_a_sequence(producer: Producer, broker: ToldBroker) -> None:
    """kafka-rules.md §1.8, §4.1: five in flight; a sequence is given when a batch is drained, and not before."""
    *five, sixth = fill(producer, count=6)
    assert [delivery.base_sequence for delivery in five] == [0, 1, 2, 3, 4]
    assert (sixth.status, sixth.batch, sixth.base_sequence, sixth.attempts) == (Status.QUEUED, None, -1, 0)
    assert producer.in_flight == tuple(five)
    assert len(broker.received) == 5


def test_five_stored_and_all_acks_lost(producer: Producer, broker: Broker) -> None:
    """F02: every batch that can be in doubt is still known, and the sixth follows with sequence 5."""
    deliveries = fill(producer, count=7)
    producer.flush()
    assert stored(broker) == [b"%d" % number for number in range(7)]
    assert numbers(broker) == [(0, number) for number in range(7)]
    assert [delivery.base_offset for delivery in deliveries] == list(range(7))


def test_the_places_in_flight_count_from_the_oldest(producer: Producer, broker: Broker) -> None:
    """kafka-rules.md §1.8, F03: when acks overtake a lost one, a sixth batch would push the oldest out."""
    producer.network.lose_ack()
    oldest = producer.send(TOPIC, b"0")
    later = [producer.send(TOPIC, b"%d" % number) for number in range(1, 6)]
    assert [delivery.status for delivery in later] == [Status.ACKNOWLEDGED] * 4 + [Status.QUEUED]
    producer.flush()
    assert (oldest.status, oldest.base_offset) == (Status.ACKNOWLEDGED, 0)
    assert stored(broker) == [b"%d" % number for number in range(6)]
    assert producer.producer_epoch == 0


def test_each_partition_has_its_own_five(producer: Producer) -> None:
    """kafka-rules.md §1.8: the broker's window is one of each partition."""
    fill(producer, count=6)
    assert producer.send(TOPIC, b"elsewhere", partition=1).status is Status.ACKNOWLEDGED


def test_with_one_in_flight_the_second_waits(broker: Broker) -> None:
    """kafka-rules.md §4.3: with max.in.flight = 1 the partition is muted while a batch is out."""
    producer = Producer(broker, max_in_flight_requests_per_connection=1)
    first, second = fill(producer, count=2)
    assert (first.status, second.status) == (Status.IN_FLIGHT, Status.QUEUED)
    producer.retry()
    assert (first.status, second.status) == (Status.ACKNOWLEDGED, Status.ACKNOWLEDGED)
