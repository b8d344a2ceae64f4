"""A retry is the same batch again, and there is not always one."""

from __future__ import annotations

from typing import Any

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.clock import START_MS, ManualClock
from minikafka.engine.errors import Error, NothingToRetry
from minikafka.engine.producer import Producer
from minikafka.engine.producer_batch import Status
from minikafka.engine.results import ProduceResult
from minikafka.engine.trace import Stage
from tests.engine.runs import TOPIC, ToldBroker, fill, numbers, records, stored

# Retry


def test_a_retry_is_the_same_batch(producer: Producer, broker: ToldBroker) -> None:
    """A05, kafka-rules.md §4.1: the same id, epoch, sequence and records, stored once."""
    delivery = producer.send(TOPIC, b"message1")
    assert producer.retry() is delivery
    assert broker.received == [delivery.batch, delivery.batch]
    assert stored(broker) == [b"message1"]
    assert (delivery.status, delivery.base_offset, delivery.attempts) == (Status.ACKNOWLEDGED, 0, 2)


def test_a_batch_of_several_records_is_recognised_as_one(producer: Producer, broker: Broker) -> None:
    """A09: first and last sequence are compared."""
    producer.send_batch(TOPIC, records(b"a", b"b", b"c"))
    producer.retry()
    assert stored(broker) == [b"a", b"b", b"c"]
    assert producer.trace[-1].result == ProduceResult(
        base_offset=0, log_append_time=START_MS, log_start_offset=0, duplicate=True, rule="2"
    )


def test_a_retry_of_the_fifth_to_last_batch_is_recognised(producer: Producer, broker: Broker) -> None:
    """A10: the window holds five batches."""
    oldest, *_ = [producer.send(TOPIC, b"%d" % number) for number in range(5)]
    producer.retry(oldest)
    assert producer.trace[-1].stage is Stage.CONTINUE_SENDING
    assert len(stored(broker)) == 5


def test_a_retry_outside_the_window_does_no_harm(producer: Producer, broker: Broker) -> None:
    """A11: OUT_OF_ORDER_SEQUENCE_NUMBER, nothing stored; the message stays acknowledged, the epoch stays."""
    oldest, *_ = [producer.send(TOPIC, b"%d" % number) for number in range(6)]
    producer.retry(oldest)
    result = producer.trace[-1].result
    assert result is not None
    assert (result.error, result.base_offset) == (Error.OUT_OF_ORDER_SEQUENCE_NUMBER, -1)
    assert (oldest.status, oldest.base_offset, producer.producer_epoch) == (Status.ACKNOWLEDGED, 0, 0)
    producer.send(TOPIC, b"6")
    assert stored(broker) == [b"%d" % number for number in range(7)]


def test_retry_takes_the_oldest_batch_in_flight(producer: Producer) -> None:
    producer.network.lose_ack()
    first = producer.send(TOPIC, b"a", partition=1)
    producer.network.lose_ack()
    second = producer.send(TOPIC, b"b", partition=0)
    last = producer.send(TOPIC, b"c", partition=1)
    assert [producer.retry() for _ in range(3)] == [first, second, last]


def test_a_retry_sets_off_what_waited_behind_it(producer: Producer, broker: Broker) -> None:
    """F01: with the missing batch stored, the refused one and those that waited follow."""
    producer.send(TOPIC, b"a")
    producer.network.lose_request()
    producer.send(TOPIC, b"b")
    refused, waiting = producer.send(TOPIC, b"c"), producer.send(TOPIC, b"d")
    assert (refused.status, waiting.status) == (Status.TO_RETRY, Status.QUEUED)
    producer.retry()
    producer.retry()
    assert stored(broker) == [b"a", b"b", b"c", b"d"]
    assert waiting.base_sequence == 3


@pytest.mark.parametrize("settle", [Producer.retry, Producer.flush])
def test_waiting_for_an_ack_takes_the_request_timeout(producer: Producer, clock: ManualClock, settle: Any) -> None:
    """kafka-rules.md §4.3: request.timeout.ms, counted from the send."""
    producer.network.lose_ack()
    producer.send(TOPIC, b"message1")
    clock.advance(10_000)
    settle(producer)
    assert clock.now() - START_MS == 30_000


def test_a_retry_of_an_acknowledged_batch_takes_no_time(producer: Producer, clock: ManualClock) -> None:
    producer.send(TOPIC, b"message1")
    producer.retry()
    assert clock.now() == START_MS


def test_an_acknowledged_batch_can_be_sent_again_at_any_time(broker: ToldBroker, clock: ManualClock) -> None:
    """Neither the delivery timeout nor the number of retries is about a message that has arrived."""
    producer = Producer(broker, retries=1)
    delivery = producer.send(TOPIC, b"message1")
    clock.advance(120_000)
    for _ in range(3):
        producer.retry()
    assert (delivery.status, delivery.attempts, stored(broker)) == (Status.ACKNOWLEDGED, 4, [b"message1"])


def test_the_pause_between_refused_attempts_grows(producer: Producer, broker: ToldBroker, clock: ManualClock) -> None:
    """kafka-rules.md §4.3: backoff of 100 ms growing to 1000 ms (KIP-580: doubled each time)."""
    broker.refuse(*[Error.NOT_ENOUGH_REPLICAS] * 7)
    producer.send(TOPIC, b"message1")
    pauses = []
    for _ in range(7):
        before = clock.now()
        producer.retry()
        pauses.append(clock.now() - before)
    assert pauses == [100, 200, 400, 800, 1000, 1000, 1000]
    assert stored(broker) == [b"message1"]


@pytest.mark.parametrize("error", [Error.NOT_ENOUGH_REPLICAS, Error.NOT_LEADER_OR_FOLLOWER, Error.KAFKA_STORAGE_ERROR])
def test_a_retriable_error_keeps_the_batch(producer: Producer, broker: ToldBroker, error: Error) -> None:
    """kafka-rules.md §4.3: re-queued with the same id, epoch and sequence."""
    broker.refuse(error)
    delivery = producer.send(TOPIC, b"message1")
    assert delivery.status is Status.TO_RETRY
    producer.flush()
    assert broker.received == [delivery.batch, delivery.batch]
    assert numbers(broker) == [(0, 0)]


@pytest.mark.parametrize("error", [Error.NETWORK_EXCEPTION, Error.REQUEST_TIMED_OUT])
def test_a_disconnect_keeps_the_batch_and_waits_for_no_timeout(
    producer: Producer, broker: ToldBroker, clock: ManualClock, error: Error
) -> None:
    """kafka-rules.md §4.3: re-queued with the same id, epoch and sequence; only the pause between attempts passes."""
    broker.refuse(error)
    delivery = producer.send(TOPIC, b"message1")
    waiting = producer.send(TOPIC, b"message2")
    assert (delivery.status, waiting.status) == (Status.TO_RETRY, Status.QUEUED)
    assert producer.trace[producer.trace.end_of_step(1)].stage is Stage.ACK_LOST
    producer.flush()
    assert broker.received[:2] == [delivery.batch, delivery.batch]
    assert (stored(broker), clock.now() - START_MS) == ([b"message1", b"message2"], 100)


def test_a_disconnect_during_a_forced_retry_changes_nothing(producer: Producer, broker: ToldBroker) -> None:
    delivery = producer.send(TOPIC, b"message1")
    broker.refuse(Error.NETWORK_EXCEPTION)
    producer.retry()
    assert (delivery.status, producer.in_flight) == (Status.ACKNOWLEDGED, ())


def test_duplicate_sequence_number_is_a_success_without_offset(producer: Producer, broker: ToldBroker) -> None:
    """kafka-rules.md §4.3, §1.4: no broker answers 46 any more, and clients take it as success."""
    broker.refuse(Error.DUPLICATE_SEQUENCE_NUMBER)
    delivery = producer.send(TOPIC, b"message1")
    assert (delivery.status, delivery.base_offset) == (Status.ACKNOWLEDGED, -1)


# Nothing to retry


def test_nothing_was_sent_yet(producer: Producer) -> None:
    with pytest.raises(NothingToRetry, match="nothing was sent yet"):
        producer.retry()
    assert len(producer.trace) == 1
    assert producer.retry_refusal is not None
    producer.send(TOPIC, b"message1")
    assert producer.retry_refusal is None


def test_a_message_that_waits_cannot_be_retried(producer: Producer) -> None:
    """kafka-rules.md §4.1: it has no sequence, so it was never sent."""
    waiting = fill(producer, count=6)[-1]
    with pytest.raises(NothingToRetry, match="not sent yet"):
        producer.retry(waiting)


def test_a_message_that_has_failed_cannot_be_retried(producer: Producer, clock: ManualClock) -> None:
    """kafka-rules.md §4.2: to send it again is the application's decision, and a new record."""
    producer.network.lose_request()
    failed = producer.send(TOPIC, b"message1")
    clock.advance(120_000)
    producer.flush()
    steps = producer.trace.steps
    for named in (failed, None):
        with pytest.raises(NothingToRetry, match="as a new record"):
            producer.retry(named)
    assert producer.trace.steps == steps


def test_the_message_of_another_producer_cannot_be_retried(producer: Producer, broker: Broker) -> None:
    """It would be sent under an id that is not ours."""
    foreign = Producer(broker).send(TOPIC, b"message1")
    for steps in (0, 1):
        with pytest.raises(NothingToRetry, match="another producer"):
            producer.retry(foreign)
        assert (foreign.attempts, producer.trace.steps) == (1, steps)
        producer.send(TOPIC, b"message2")
