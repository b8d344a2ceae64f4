"""The questions about the costs: the true option is the one that Kafka's rules name, and other counts change it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from minikafka.engine.producer_state import ProducerState
from minikafka.lesson.content.perf import QUESTIONS
from minikafka.lesson.content.perf.questions import Evidence, evidence
from minikafka.lesson.widgets.question import Question

every_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
LONGER_LOG, WINDOW, BYTES_SENT, SHORT_LIVED = QUESTIONS

# With the place in kafka-rules.md that says so.
TRUE = {
    "longer-log": "None: it is the same work.",  # 1.1, 1.3: the entry of the producer id, never the log
    "window": "Five",  # 1.1: NUM_BATCHES_TO_RETAIN
    "bytes-sent": "No byte",  # DefaultRecordBatch: the fields are there, -1 without idempotence
    "short-lived": "One thousand",  # 1.10: producer.id.expiration.ms, counted from the last batch
}


@every_question
def test_the_true_option_is_the_one_of_kafkas_rules(question: Question[Evidence]) -> None:
    assert question.options[question.answer()].text == TRUE[question.name]


def test_every_question_is_asked_and_the_true_options_stand_in_different_places() -> None:
    assert [question.name for question in QUESTIONS] == list(TRUE)
    assert sorted(question.answer() for question in QUESTIONS) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("question", "changed", "text"),
    [
        (LONGER_LOG, {"longer_log": 200.0}, "200 times as much: it looks for the batch in the log."),
        (LONGER_LOG, {"longer_log": 2.5}, "About twice as much: a search that halves the log each time."),
        (WINDOW, {"state": ProducerState(0, 0)}, "None, it reads them from the log"),
        (BYTES_SENT, {"added_bytes": 14}, "14 bytes: producer id, epoch and first sequence number"),
        (
            SHORT_LIVED,
            {"short_lived": evidence().short_lived._replace(after_an_hour=0)},
            "None: a producer that is closed is forgotten",
        ),
    ],
)
def test_other_counts_change_the_answer(question: Question[Evidence], changed: dict[str, Any], text: str) -> None:
    other = replace(question, evidence=lambda: replace(evidence(), **changed))
    assert other.options[other.answer()].text == text
