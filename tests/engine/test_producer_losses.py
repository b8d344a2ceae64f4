"""Lost requests, lost acks, and what settles them."""

from __future__ import annotations

from typing import Any

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.network import Network
from minikafka.engine.producer import Producer
from minikafka.engine.producer_batch import Status
from tests.engine.runs import TOPIC, ToldBroker, numbers, stored


def test_a_lost_ack_leaves_the_batch_in_flight(producer: Producer, broker: Broker) -> None:
    """kafka-rules.md §7: stored, and the producer cannot know."""
    producer.network.lose_ack()
    delivery = producer.send(TOPIC, b"message1")
    assert stored(broker) == [b"message1"]
    assert (delivery.status, delivery.base_offset) == (Status.IN_FLIGHT, -1)
    assert producer.in_flight == (delivery,)


def test_a_lost_request_looks_the_same_to_the_producer(producer: Producer, broker: Broker) -> None:
    producer.network.lose_request()
    delivery = producer.send(TOPIC, b"message1")
    assert stored(broker) == []
    assert (delivery.status, delivery.base_offset) == (Status.IN_FLIGHT, -1)
    assert producer.in_flight == (delivery,)


@pytest.mark.parametrize("settle", [Producer.retry, Producer.flush])
@pytest.mark.parametrize("lose", [Network.lose_ack, Network.lose_request])
def test_a_loss_is_settled(producer: Producer, broker: Broker, lose: Any, settle: Any) -> None:
    """A05: stored once, acknowledged with the offset of what is stored."""
    producer.send(TOPIC, b"message0")
    lose(producer.network)
    delivery = producer.send(TOPIC, b"message1")
    settle(producer)
    assert stored(broker) == [b"message0", b"message1"]
    assert (delivery.status, delivery.base_offset) == (Status.ACKNOWLEDGED, 1)
    assert producer.in_flight == ()


def test_flush_sends_again_until_it_is_acknowledged(producer: Producer, broker: ToldBroker) -> None:
    """kafka-rules.md §4.3: three acks lost, then one arrives; four attempts, one record."""
    for _ in range(3):
        producer.network.lose_ack()
    delivery = producer.send(TOPIC, b"message1")
    producer.flush()
    assert (delivery.attempts, delivery.status) == (4, Status.ACKNOWLEDGED)
    assert stored(broker) == [b"message1"]


def test_flush_settles_every_partition(producer: Producer, broker: Broker) -> None:
    for partition in (0, 1, 0, 1):
        producer.network.lose_ack()
        producer.send(TOPIC, b"x", partition=partition)
    producer.flush()
    assert producer.in_flight == ()
    assert (numbers(broker, 0), numbers(broker, 1)) == ([(0, 0), (0, 1)], [(0, 0), (0, 1)])


def test_a_second_flush_has_nothing_to_do(producer: Producer, broker: ToldBroker) -> None:
    """kafka-rules.md §7 row 14: it only waits for outstanding sends, and confirms nothing to the broker."""
    producer.network.lose_ack()
    producer.send(TOPIC, b"message1")
    producer.flush()
    requests = len(broker.received)
    producer.flush()
    assert len(broker.received) == requests


def test_flush_with_nothing_sent(producer: Producer, broker: ToldBroker) -> None:
    producer.flush()
    assert broker.received == []
    assert producer.trace.steps == 1
