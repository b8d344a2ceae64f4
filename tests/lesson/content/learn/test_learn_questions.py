"""The proof of the Learn quiz: what is true is looked up here without the questions' own claims."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from minikafka import Broker, ConfigException, Error, KafkaError, Producer
from minikafka.engine.producer_batch import Status
from minikafka.lesson.content.learn import QUESTIONS, cluster_that_grants_no_producer_id, messages_in, questions
from minikafka.lesson.lab.experiments import config_of
from minikafka.lesson.widgets.question import Question

REQUEST_LOST, NO_ACK, NUMBER_OF_THE_RETRY, ACKS_OF_ONE, UPGRADE = QUESTIONS


def proven(question: Question[Any]) -> str:
    return question.options[question.answer()].text


def test_a_request_that_was_lost_leaves_one_copy() -> None:
    broker = Broker()
    producer = Producer(broker, enable_idempotence=False)
    producer.network.lose_request()
    producer.send("payments", b"10 euro")
    producer.flush()
    copies = [record.value for record in broker.fetch("payments", 0, offset=0)].count(b"10 euro")
    assert proven(REQUEST_LOST) == ("None", "One", "Two")[copies]


def test_a_producer_cannot_tell_what_was_lost() -> None:
    producer = Producer(Broker(), enable_idempotence=False)
    producer.network.lose_request()
    message_lost = producer.send("payments", b"10 euro")
    producer.network.lose_ack()
    ack_lost = producer.send("payments", b"10 euro")
    assert repr(message_lost) == repr(ack_lost) == "ProducerBatch(payments-0, in flight)"
    assert proven(NO_ACK).startswith("No:")


def test_a_retry_keeps_its_number_and_is_a_success() -> None:
    broker = Broker()
    producer = Producer(broker, enable_idempotence=True)
    producer.network.lose_ack()
    delivery = producer.send("payments", b"10 euro")
    first = delivery.base_sequence
    producer.retry()
    assert (first, delivery.base_sequence, delivery.status) == (0, 0, Status.ACKNOWLEDGED)
    assert broker.log_end_offset("payments", 0) == 1
    assert proven(NUMBER_OF_THE_RETRY) == "Sequence 0 again. The broker stores nothing and answers with a success."


def test_acks_that_conflict_with_a_default_switch_it_off_without_an_error() -> None:
    assert Producer(Broker(), acks=1).producer_id == -1
    assert proven(ACKS_OF_ONE) == "A producer without idempotence, and no error"


def test_a_cluster_that_grants_no_producer_id_stores_what_comes_without_one() -> None:
    cluster = cluster_that_grants_no_producer_id()
    with pytest.raises(KafkaError, match=r"CLUSTER_AUTHORIZATION_FAILED \(31\).*IdempotentWrite on the cluster"):
        Producer(cluster)
    Producer(cluster, enable_idempotence=False).send("payments", b"10 euro")
    assert [record.value for record in cluster.fetch("payments", 0, offset=0)] == [b"10 euro"]
    assert proven(UPGRADE) == "It asks for a producer id, which it never did before, and is refused."


# A run that is another one has another answer, or none


def test_another_loss_changes_how_many_copies_there_are() -> None:
    _, ack_lost = questions.either_lost()
    assert proven(replace(REQUEST_LOST, evidence=lambda: ack_lost)) == "Two"


def test_a_producer_that_would_know_changes_the_answer() -> None:
    request_lost, ack_lost = questions.either_lost()
    told = (replace(request_lost, waiting=Status.FAILED), ack_lost)
    assert proven(replace(NO_ACK, evidence=lambda: told)).startswith("Yes: if the message was lost")


@pytest.mark.parametrize(
    ("second", "error", "beginning"),
    [(1, Error.NONE, "Sequence 1."), (0, Error.INVALID_RECORD, "Sequence 0 again. The broker answers with an error")],
)
def test_a_retry_that_would_do_otherwise_changes_the_answer(second: int, error: Error, beginning: str) -> None:
    seen = questions.retried()
    other = replace(seen, sequences=(0, second), answers=(seen.answers[0], replace(seen.answers[1], error=error)))
    asked = replace(NUMBER_OF_THE_RETRY, evidence=lambda: replace(other, stored=2 if second else 1))
    if error is Error.NONE:
        assert proven(asked).startswith(beginning)
    else:
        with pytest.raises(LookupError, match=r"options \[1, 2\] hold"):
            asked.answer()


def test_asked_for_by_name_it_would_be_an_error() -> None:
    with pytest.raises(ConfigException):
        Producer(Broker(), enable_idempotence=True, acks=1)
    asked = replace(ACKS_OF_ONE, evidence=lambda: config_of(enable_idempotence=True, acks=1))
    assert proven(asked) == "An error"


# The messages that a broker holds


def test_they_come_in_the_order_in_which_they_are_stored() -> None:
    producer = Producer(broker := Broker(), enable_idempotence=False)
    producer.network.lose_request()
    producer.send("payments", b"first sent")
    producer.send("payments", b"second sent")
    assert messages_in(broker, "payments") == ["second sent"]
    producer.flush()
    assert messages_in(broker, "payments") == ["second sent", "first sent"]


def test_a_topic_that_nobody_wrote_to_is_refused() -> None:
    with pytest.raises(KafkaError, match="UNKNOWN_TOPIC_OR_PARTITION"):
        messages_in(Broker(), "payments")
