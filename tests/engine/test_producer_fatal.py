"""Refusals after which an idempotent producer sends nothing more.

Source: ``TransactionManager.maybeTransitionToErrorState``, ``Sender.runOnce`` and ``maybeAbortBatches`` of Kafka 4.4.
"""

from __future__ import annotations

import pytest

from minikafka.engine.errors import Error, KafkaError, NothingToRetry
from minikafka.engine.producer import Producer
from minikafka.engine.producer_batch import Status
from minikafka.engine.trace import StepKind
from tests.engine.runs import TOPIC, ToldBroker, fill, numbers, stored

FATAL = (
    Error.CLUSTER_AUTHORIZATION_FAILED,
    Error.TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
    Error.PRODUCER_FENCED,
    Error.UNSUPPORTED_VERSION,
    Error.INVALID_PRODUCER_ID_MAPPING,
)


@pytest.mark.parametrize("error", FATAL)
def test_after_a_fatal_refusal_nothing_goes_out(producer: Producer, broker: ToldBroker, error: Error) -> None:
    """The batch has failed, and every ``send`` after it is refused (``TransactionManager.maybeFailWithError``)."""
    broker.refuse(error)
    refused = producer.send(TOPIC, b"message1")
    assert refused.status is Status.FAILED
    with pytest.raises(KafkaError, match=f"{error.name}.*begin with a new one"):
        producer.send(TOPIC, b"message2")
    producer.flush()
    assert (len(broker.received), stored(broker), len(producer.deliveries)) == (1, [], 1)
    assert producer.producer_epoch == 0


def test_what_was_acknowledged_before_cannot_be_sent_again_either(producer: Producer, broker: ToldBroker) -> None:
    acknowledged = producer.send(TOPIC, b"message1")
    broker.refuse(Error.CLUSTER_AUTHORIZATION_FAILED)
    producer.send(TOPIC, b"message2")
    with pytest.raises(NothingToRetry, match="begin with a new one"):
        producer.retry(acknowledged)
    assert producer.retry_refusal is not None
    assert len(broker.received) == 2


def test_everything_on_its_way_fails_with_it(producer: Producer, broker: ToldBroker) -> None:
    """``RecordAccumulator.abortBatches``: in flight, waiting, and on other partitions; each of them is told."""
    fill(producer, 6)
    producer.network.lose_ack()
    producer.send(TOPIC, b"other", partition=1)
    broker.refuse(Error.CLUSTER_AUTHORIZATION_FAILED)
    producer.flush()
    assert {delivery.status for delivery in producer.deliveries} == {Status.FAILED}
    assert [step for step in producer.trace if step.kind is StepKind.GIVE_UP] != []
    last = producer.trace[-1].variables
    assert (last.failed, last.in_flight, last.waiting) == (7, 0, 0)
    failures = [str(delivery.failure) for delivery in producer.deliveries[1:]]
    assert failures == ["the broker refused an earlier one for good: CLUSTER_AUTHORIZATION_FAILED"] * 6
    assert len(broker.received) == 7


def test_a_fatal_refusal_ends_a_new_epoch_that_just_began(broker: ToldBroker) -> None:
    """A gap numbers both again; the first is refused for good at its last retry: the second does not go out."""
    producer = Producer(broker, enable_idempotence=True, retries=2)
    fill(producer, 2)
    broker.refuse(Error.OUT_OF_ORDER_SEQUENCE_NUMBER, Error.CLUSTER_AUTHORIZATION_FAILED)
    producer.flush()
    assert (len(broker.received), numbers(broker)) == (4, [(0, 0), (0, 1)])
    assert [delivery.status for delivery in producer.deliveries] == [Status.FAILED, Status.FAILED]


@pytest.mark.parametrize(
    "error", [Error.TOPIC_AUTHORIZATION_FAILED, Error.INVALID_PRODUCER_EPOCH, Error.INVALID_RECORD]
)
def test_other_refusals_fail_their_batch_alone(producer: Producer, broker: ToldBroker, error: Error) -> None:
    """What follows goes out under a new epoch (``TransactionManager.handleFailedBatch``)."""
    broker.refuse(error)
    producer.send(TOPIC, b"message1")
    assert producer.send(TOPIC, b"message2").status is Status.ACKNOWLEDGED
    assert numbers(broker) == [(1, 0)]


def test_without_idempotence_no_refusal_is_fatal(broker: ToldBroker) -> None:
    """``Sender.failBatch``: only a producer with a ``TransactionManager`` has such a state."""
    producer = Producer(broker, enable_idempotence=False)
    broker.refuse(Error.CLUSTER_AUTHORIZATION_FAILED)
    producer.send(TOPIC, b"message1")
    assert producer.send(TOPIC, b"message2").status is Status.ACKNOWLEDGED


# Refused for good, but not fatal


def test_a_gap_stays_one_when_another_batch_is_refused_after_its_last_retry() -> None:
    """``Sender.failBatch`` bumps the epoch for a batch that had retries left; the other one takes nothing of that."""
    broker = ToldBroker()
    producer = Producer(broker, retries=1)
    producer.network.lose_request()
    late = producer.send(TOPIC, b"late")
    producer.network.delay()
    producer.retry()
    broker.refuse(Error.INVALID_RECORD, Error.INVALID_RECORD)
    refused = producer.send(TOPIC, b"refused")
    assert (late.attempts, late.status, refused.status) == (2, Status.FAILED, Status.FAILED)
    assert producer.producer_epoch == 1


def test_what_is_too_late_when_an_epoch_begins_says_why_it_was_given_up(producer: Producer, broker: ToldBroker) -> None:
    producer.network.lose_ack()
    late = producer.send(TOPIC, b"late")
    broker.clock.sleep(120_000)
    broker.refuse(Error.INVALID_RECORD)
    producer.send(TOPIC, b"refused")
    assert late.outcome == "failed: no ack within 120000 ms; the broker may have stored it or not"
