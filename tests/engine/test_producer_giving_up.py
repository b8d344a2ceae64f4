"""When a send has failed, and what a producer does then."""

from __future__ import annotations

from typing import Any

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.clock import START_MS, ManualClock
from minikafka.engine.errors import Error
from minikafka.engine.producer import Producer
from minikafka.engine.producer_batch import Status
from minikafka.engine.trace import Stage
from tests.engine.runs import TOPIC, ToldBroker, fill, numbers, stored


@pytest.mark.parametrize("settle", [Producer.retry, Producer.flush])
def test_after_the_delivery_timeout_the_send_has_failed_and_says_so(
    producer: Producer, broker: ToldBroker, clock: ManualClock, settle: Any
) -> None:
    """kafka-rules.md §4.3, §4.4: delivery.timeout.ms is over; nobody says that it was not stored (it was)."""
    producer.network.lose_ack()
    delivery = producer.send(TOPIC, b"message1")
    clock.advance(120_000)
    settle(producer)
    assert delivery.status is Status.FAILED
    assert str(delivery.failure) == "no ack within 120000 ms; the broker may have stored it or not"
    assert (producer.in_flight, len(broker.received)) == ((), 1)
    assert stored(broker) == [b"message1"]


def test_flush_waits_no_longer_than_the_delivery_timeout(
    producer: Producer, broker: ToldBroker, clock: ManualClock
) -> None:
    """kafka-rules.md §4.3: sent at 0, 30, 60 and 90 s; at 120 s it is given up."""
    for _ in range(10):
        producer.network.lose_request()
    delivery = producer.send(TOPIC, b"message1")
    producer.flush()
    assert (delivery.status, delivery.attempts) == (Status.FAILED, 4)
    assert clock.now() - START_MS == 120_000
    assert broker.received == []


def test_a_batch_is_given_up_when_its_time_is_over_and_no_later(producer: Producer, clock: ManualClock) -> None:
    """kafka-rules.md §4.3: the last attempt may still wait for its ack; the delivery timeout does not wait for it."""
    producer.network.lose_request()
    delivery = producer.send(TOPIC, b"message1")
    clock.advance(100_000)
    producer.network.lose_request()
    producer.retry()
    producer.flush()
    assert (delivery.status, delivery.attempts) == (Status.FAILED, 2)
    assert clock.now() - START_MS == 120_000


def test_a_partition_that_is_stuck_delays_no_other(producer: Producer, clock: ManualClock) -> None:
    """C04 on partition 0, where sequence 0 is refused to its end; partition 1 is settled when its ack is overdue."""
    producer.network.lose_request()
    stuck = producer.send(TOPIC, b"a")
    producer.send(TOPIC, b"b")
    producer.network.lose_request()
    other = producer.send(TOPIC, b"c", partition=1)
    producer.flush()
    assert (stuck.status, other.status) == (Status.FAILED, Status.ACKNOWLEDGED)
    assert other.sent_ms - START_MS == 30_000
    assert clock.now() - START_MS == 120_000


def test_one_millisecond_before_the_delivery_timeout_a_retry_still_goes_out(
    producer: Producer, clock: ManualClock
) -> None:
    """``ProducerBatch.hasReachedDeliveryTimeout``: the bound itself is too late."""
    producer.network.lose_request()
    delivery = producer.send(TOPIC, b"message1")
    clock.advance(119_999)
    producer.flush()
    assert delivery.status is Status.ACKNOWLEDGED


def test_after_a_message_was_given_up_the_next_begins_a_new_epoch(
    producer: Producer, broker: ToldBroker, clock: ManualClock
) -> None:
    """kafka-rules.md §4.4, row 6: the last acknowledged sequence does not fit, so a new epoch, without a request."""
    producer.send(TOPIC, b"a")
    producer.network.lose_request()
    producer.send(TOPIC, b"lost")
    clock.advance(120_000)
    producer.flush()
    producer.send(TOPIC, b"b")
    assert stored(broker) == [b"a", b"b"]
    assert numbers(broker) == [(0, 0), (1, 0)]
    assert broker.granted == 1


def test_where_later_batches_show_that_it_was_stored_the_epoch_stays(
    producer: Producer, broker: Broker, clock: ManualClock
) -> None:
    """kafka-rules.md §4.4, ``maybeResolveSequences``: a batch was given up, and the one after it was acknowledged."""
    producer.send(TOPIC, b"a")
    producer.network.lose_ack()
    in_doubt = producer.send(TOPIC, b"b")
    clock.advance(90_000)
    producer.send(TOPIC, b"c")
    clock.advance(30_000)
    producer.flush()
    producer.network.lose_ack()
    producer.send(TOPIC, b"d")
    assert producer.send(TOPIC, b"e").status is Status.ACKNOWLEDGED
    assert in_doubt.status is Status.FAILED
    assert numbers(broker) == [(0, 0), (0, 1), (0, 2), (0, 3), (0, 4)]


def test_nothing_new_is_sent_while_a_given_up_batch_is_unresolved(
    producer: Producer, broker: Broker, clock: ManualClock
) -> None:
    """kafka-rules.md §4.4: nothing new is drained until what is in flight is settled."""
    producer.network.lose_ack()
    producer.send(TOPIC, b"a")
    clock.advance(60_000)
    producer.network.lose_ack()
    producer.send(TOPIC, b"b")
    clock.advance(60_000)
    producer.retry()
    waiting = producer.send(TOPIC, b"c")
    assert waiting.status is Status.QUEUED
    producer.flush()
    assert numbers(broker) == [(0, 0), (0, 1), (0, 2)]


def test_a_message_that_waited_too_long_is_never_sent(
    producer: Producer, broker: ToldBroker, clock: ManualClock
) -> None:
    """kafka-rules.md §4.3, ``RecordAccumulator.expiredBatches``: the timeout counts from ``send``, sent or not."""
    *_, waiting = fill(producer, count=6)
    clock.advance(120_000)
    producer.flush()
    assert (waiting.status, waiting.batch) == (Status.FAILED, None)
    assert str(waiting.failure) == "not sent within 120000 ms; it is stored nowhere"
    assert waiting in [event.delivery for event in producer.trace if event.stage is Stage.GIVE_UP]
    assert stored(broker) == [b"0", b"1", b"2", b"3", b"4"]


def test_when_the_retries_are_used_up_the_send_has_failed(broker: ToldBroker) -> None:
    """kafka-rules.md §4.3: attempts < retries; retries=2 makes three attempts."""
    producer = Producer(broker, retries=2)
    for _ in range(9):
        producer.network.lose_request()
    delivery = producer.send(TOPIC, b"message1")
    producer.flush()
    assert (delivery.status, delivery.attempts) == (Status.FAILED, 3)
    assert str(delivery.failure) == "no ack, and no retries left (retries=2); the broker may have stored it or not"
    producer.network.faults.clear()
    assert producer.send(TOPIC, b"message2").status is Status.ACKNOWLEDGED


@pytest.mark.parametrize("enable_idempotence", [True, False])
def test_what_the_broker_will_never_take_fails_at_once(clock: ManualClock, *, enable_idempotence: bool) -> None:
    """kafka-rules.md §4.3: MESSAGE_TOO_LARGE with one record is not retried; §4.4: a new epoch, and sends go on."""
    broker = ToldBroker(clock=clock, message_max_bytes=200)
    producer = Producer(broker, enable_idempotence=enable_idempotence)
    refused = producer.send(TOPIC, bytes(200))
    assert (refused.status, refused.attempts) == (Status.FAILED, 1)
    assert str(refused.failure) == "the broker refused it: MESSAGE_TOO_LARGE"
    producer.send(TOPIC, b"small")
    assert numbers(broker) == [(1, 0) if enable_idempotence else (-1, -1)]


def test_a_refused_message_stores_one_before_it_twice_if_its_ack_is_missing(clock: ManualClock) -> None:
    """KAFKA-14034: the new epoch begins at once, and sends again what may be stored. So does Kafka's client 4.1.0."""
    broker = ToldBroker(clock=clock, message_max_bytes=200)
    producer = Producer(broker)
    producer.network.lose_ack()
    stored_twice = producer.send(TOPIC, b"a")
    producer.send(TOPIC, bytes(200))
    assert (stored_twice.status, stored_twice.base_offset) == (Status.ACKNOWLEDGED, 1)
    assert producer.send(TOPIC, b"b").status is Status.ACKNOWLEDGED
    assert stored(broker) == [b"a", b"a", b"b"]
    assert numbers(broker) == [(0, 0), (1, 0), (1, 1)]


def test_the_last_retry_refused_for_good_leaves_the_numbers_as_they_are(clock: ManualClock) -> None:
    """``Sender.completeBatch``: without retries left nobody knows whether an earlier attempt was stored."""
    broker = ToldBroker(clock=clock)
    producer = Producer(broker, retries=1)
    broker.refuse(Error.NOT_ENOUGH_REPLICAS, Error.INVALID_RECORD)
    producer.send(TOPIC, b"a")
    producer.flush()
    assert (producer.deliveries[0].status, producer.producer_epoch) == (Status.FAILED, 0)


def test_a_refusal_before_the_last_retry_begins_a_new_epoch(clock: ManualClock) -> None:
    """``Sender.completeBatch``: with a retry left the failure is certain, and what follows is numbered anew."""
    broker = ToldBroker(clock=clock)
    producer = Producer(broker, retries=1)
    broker.refuse(Error.INVALID_RECORD)
    producer.send(TOPIC, b"a")
    assert (producer.deliveries[0].status, producer.producer_epoch) == (Status.FAILED, 1)


def test_every_failure_is_counted(clock: ManualClock) -> None:
    producer = Producer(ToldBroker(clock=clock, message_max_bytes=200))
    for number in (1, 2, 3):
        producer.send(TOPIC, bytes(200))
        assert producer.trace[-1].variables.failed == number
