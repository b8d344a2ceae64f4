"""Kafka's errors: names, codes and which may be sent again (``clients/common/protocol/Errors`` of Kafka 4.4)."""

from __future__ import annotations

import pytest

from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.producer import Producer
from minikafka.engine.producer_batch import Status
from tests.engine.runs import TOPIC, ToldBroker


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (29, "TOPIC_AUTHORIZATION_FAILED"),
        (31, "CLUSTER_AUTHORIZATION_FAILED"),
        (32, "INVALID_TIMESTAMP"),
        (44, "POLICY_VIOLATION"),
        (53, "TRANSACTIONAL_ID_AUTHORIZATION_FAILED"),
        (89, "THROTTLING_QUOTA_EXCEEDED"),
        (120, "TRANSACTION_ABORTABLE"),
        (133, "SHARE_SESSION_LIMIT_REACHED"),
        (136, "CONTROLLER_ID_NOT_REGISTERED"),
    ],
)
def test_every_code_has_kafkas_name(code: int, name: str) -> None:
    assert Error(code).name == name


def test_there_is_no_gap_between_the_codes() -> None:
    assert sorted(Error) == list(range(-1, 137))


@pytest.mark.parametrize("error", [Error.NOT_ENOUGH_REPLICAS, Error.THROTTLING_QUOTA_EXCEEDED, Error.UNKNOWN_TOPIC_ID])
def test_what_passes_may_be_sent_again(error: Error) -> None:
    """``RetriableException`` and its subclasses."""
    assert error.retriable


@pytest.mark.parametrize(
    "error",
    [Error.TOPIC_AUTHORIZATION_FAILED, Error.MESSAGE_TOO_LARGE, Error.UNKNOWN_SERVER_ERROR, Error.BROKER_NOT_AVAILABLE],
)
def test_what_stays_may_not(error: Error) -> None:
    assert not error.retriable


def test_a_refusal_for_want_of_rights_says_what_to_ask_for() -> None:
    refusal = KafkaError(Error.CLUSTER_AUTHORIZATION_FAILED, "the broker grants no producer id")
    assert str(refusal).startswith("CLUSTER_AUTHORIZATION_FAILED (31): the broker grants no producer id; ask the admin")
    assert "IdempotentWrite" in str(refusal)


@pytest.mark.parametrize(
    ("error", "right"),
    [
        (Error.TOPIC_AUTHORIZATION_FAILED, "Write"),
        (Error.GROUP_AUTHORIZATION_FAILED, "Read"),
        (Error.TRANSACTIONAL_ID_AUTHORIZATION_FAILED, "Write"),
        (Error.INVALID_TIMESTAMP, r"message.timestamp.before.max.ms"),
    ],
)
def test_a_message_that_failed_says_what_to_ask_for(error: Error, right: str) -> None:
    broker = ToldBroker()
    broker.refuse(error)
    failed = Producer(broker).send(TOPIC, b"a")
    assert failed.status is Status.FAILED
    assert failed.failure is not None
    assert str(failed.failure).startswith(f"the broker refused it: {error.name}; ask the administrator for")
    assert right in str(failed.failure)


def test_a_failure_without_advice_is_told_by_its_reason_alone() -> None:
    broker = ToldBroker()
    broker.refuse(Error.INVALID_RECORD)
    assert str(Producer(broker).send(TOPIC, b"a").failure) == "the broker refused it: INVALID_RECORD"
    assert str(KafkaError(Error.INVALID_RECORD, "why")) == "INVALID_RECORD (87): why"
