"""The proof of the Why quiz: what is true is looked up here without the questions' own claims."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from minikafka import Broker, Producer
from minikafka.lesson.content.why import QUESTIONS, questions
from minikafka.lesson.content.why.losses import Tally
from minikafka.lesson.widgets.question import Question

TWO_ACKS_LOST, REQUESTS_LOST, SENT_AGAIN, TWO_PRODUCERS = QUESTIONS


def proven(question: Question[Any]) -> str:
    return question.options[question.answer()].text


def test_two_lost_acks_make_50_euro_of_30() -> None:
    producer = Producer(broker := Broker(), enable_idempotence=False)
    first, second, third = (b"first", b"second", b"third")
    producer.send("payments", first)
    producer.network.lose_ack()
    delivery = producer.send("payments", second)
    producer.network.lose_ack()
    producer.retry(delivery)
    producer.retry(delivery)
    producer.send("payments", third)
    stored = [record.value for record in broker.fetch("payments", 0, offset=0)]
    assert stored == [first, second, second, second, third]
    assert proven(TWO_ACKS_LOST) == f"{10 * len(stored)} euro"


def test_lost_requests_leave_no_copy() -> None:
    producer = Producer(broker := Broker(), enable_idempotence=False)
    for number in range(20):
        producer.network.lose_request()
        producer.send("payments", b"payment %d" % number)
        producer.flush()
    values = [record.value for record in broker.fetch("payments", 0, offset=0)]
    assert len(values) == len(set(values)) == 20
    assert proven(REQUESTS_LOST) == "Not a single one"


def test_what_the_application_sends_again_is_stored_again() -> None:
    producer = Producer(broker := Broker(), enable_idempotence=True, delivery_timeout_ms=30_000)
    producer.network.lose_ack()
    delivery = producer.send("payments", b"10 euro")
    producer.flush()
    assert delivery.failure
    producer.send("payments", b"10 euro")
    assert broker.log_end_offset("payments", 0) == 2
    assert proven(SENT_AGAIN) == "Twice"


def test_each_producer_has_numbers_of_its_own() -> None:
    broker = Broker()
    for _ in range(2):
        Producer(broker, enable_idempotence=True).send("payments", b"10 euro")
    stored = [(record.producer_id, record.sequence) for record in broker.fetch("payments", 0, offset=0)]
    assert stored == [(0, 0), (1, 0)]
    assert proven(TWO_PRODUCERS) == "It stores both of them."


# A run that is another one has another answer


@pytest.mark.parametrize(
    ("question", "evidence", "text"),
    [
        (TWO_ACKS_LOST, 40, "40 euro"),
        (REQUESTS_LOST, Tally(200, 300), "One for every second message"),
        (REQUESTS_LOST, Tally(200, 400), "About one for each message"),
        (REQUESTS_LOST, Tally(200, 100), "Fewer records than messages are stored"),
        (SENT_AGAIN, replace(questions.sent_again_by_the_application(), stored_after=1), "Once"),
    ],
)
def test_another_run_has_another_answer(question: Question[Any], evidence: Any, text: str) -> None:
    assert proven(replace(question, evidence=lambda: evidence)) == text


@pytest.mark.parametrize(
    ("stored", "refused", "beginning"),
    [((1, 1), 0, "It stores one"), ((1, 2), 0, "It compares"), ((0, 0), 1, "It refuses")],
)
def test_a_broker_that_would_do_otherwise_changes_the_answer(
    stored: tuple[int, int], refused: int, beginning: str
) -> None:
    same, different = (
        replace(run, stored=count, refused=refused)
        for run, count in zip(questions.same_and_different(), stored, strict=True)
    )
    runs = (same, different)
    assert proven(replace(TWO_PRODUCERS, evidence=lambda: runs)).startswith(beginning)
