"""What a producer does without idempotence."""

from __future__ import annotations

from typing import Any

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.clock import ManualClock
from minikafka.engine.producer import Producer
from minikafka.engine.producer_batch import Status
from tests.engine.runs import TOPIC, ToldBroker, numbers, stored


def test_without_idempotence_nothing_is_numbered(broker: ToldBroker) -> None:
    """kafka-rules.md §1.3 row 1; no id is asked for."""
    producer = Producer(broker, enable_idempotence=False)
    delivery = producer.send(TOPIC, b"message1")
    assert (producer.producer_id, producer.producer_epoch, delivery.base_sequence) == (-1, -1, -1)
    assert numbers(broker) == [(-1, -1)]
    assert broker.granted == 0


@pytest.mark.parametrize("settle", [Producer.retry, Producer.flush])
def test_without_idempotence_a_retry_is_stored_twice(broker: Broker, settle: Any) -> None:
    """A16, kafka-rules.md §7 row 12: two copies after a real retry."""
    producer = Producer(broker, enable_idempotence=False)
    producer.network.lose_ack()
    delivery = producer.send(TOPIC, b"message1")
    settle(producer)
    assert stored(broker) == [b"message1", b"message1"]
    assert (delivery.status, delivery.base_offset) == (Status.ACKNOWLEDGED, 1)


def test_without_idempotence_there_is_no_epoch_to_bump(broker: ToldBroker, clock: ManualClock) -> None:
    producer = Producer(broker, enable_idempotence=False)
    producer.network.lose_request()
    producer.send(TOPIC, b"lost")
    clock.advance(120_000)
    producer.flush()
    producer.send(TOPIC, b"a")
    assert (producer.producer_epoch, broker.granted, stored(broker)) == (-1, 0, [b"a"])


def test_with_acks_0_nothing_is_known_and_nothing_retried(broker: ToldBroker) -> None:
    """kafka-rules.md §1.6: with acks = 0 nothing is answered; a lost message is lost."""
    producer = Producer(broker, acks=0)
    producer.network.lose_request()
    lost, kept = producer.send(TOPIC, b"lost"), producer.send(TOPIC, b"kept")
    producer.flush()
    assert [(each.status, each.base_offset, each.attempts) for each in (lost, kept)] == [
        (Status.ACKNOWLEDGED, -1, 1)
    ] * 2
    assert stored(broker) == [b"kept"]


def test_with_acks_0_the_trace_ends_as_the_producer_does(broker: Broker) -> None:
    producer = Producer(broker, acks=0)
    producer.send(TOPIC, b"message1")
    last = producer.trace[-1].variables
    assert (last.acknowledged, last.in_flight, last.stored_count) == (True, 0, 1)
    producer.network.lose_request()
    producer.send(TOPIC, b"message2")
    last = producer.trace[-1].variables
    assert (last.acknowledged, last.in_flight, last.stored_count) == (True, 0, 1)


def test_with_acks_1_an_ack_is_awaited(broker: Broker) -> None:
    """kafka-rules.md §4.5: idempotence is off, and a lost ack is followed by a second copy."""
    producer = Producer(broker, acks=1)
    producer.network.lose_ack()
    producer.send(TOPIC, b"message1")
    producer.flush()
    assert stored(broker) == [b"message1", b"message1"]
