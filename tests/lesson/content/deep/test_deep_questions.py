"""What the predictions and the myths ask: the true option is Kafka's, and a broker that is not Kafka's changes it.

Which option is true is said here by the scenarios of sequence-check-scenarios.yaml and by kafka-rules.md.
"""

from __future__ import annotations

from typing import Any

import pytest

from minikafka.engine import producer_state, sequence_check
from minikafka.engine.sequence_check import RULES
from minikafka.lesson.content.deep import MYTHS
from minikafka.lesson.content.deep.questions import PREDICTIONS
from minikafka.lesson.widgets.question import Question

QUESTIONS: tuple[Question[Any], ...] = (*PREDICTIONS, *MYTHS)
every_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
NAMED = {question.name: question for question in QUESTIONS}

TRUE = {
    "gap": "It refuses it, and stores it when it comes again after 1.",  # B02, F01
    "content": "It is acknowledged, and stored nowhere.",  # A14
    "window": "1 is a duplicate, 0 is refused.",  # A11
    "epoch": "It is refused with INVALID_PRODUCER_EPOCH.",  # D01, D08
    "wrap": "0",  # G01, G04
    "expiry": "It is stored a second time.",  # J02
    "restart": "4 is a duplicate, 3 is refused.",  # K01
    "first-lost": "1 is stored, and 0 is refused however often it is sent.",  # C04
    "in-doubt": "A, A, C",  # KAFKA-14034
    "made-again": "Up to 4.4 it is stored, since 4.5 it is refused.",  # C04 and C05, kafka-rules.md §1.3
    "other-partition": "It stores it.",  # E03
    "new-session": "Two copies.",  # E05
    "weak-acks": "It recognises the duplicate.",  # H03
    "deleted": "It is a duplicate, with the offset of a record that is gone.",  # J08
    "five-in-flight": "0, 1, 2, 3, 4, 5: nothing is lost, nothing is out of place.",  # F01
    "duplicate-error": "NONE",  # A05, kafka-rules.md §1.4
    "numbered-unacknowledged": "0, 1 and 2.",  # kafka-rules.md §4.1
    "read-after-a-crash": "Twice.",  # kafka-rules.md §8: consumers are out of scope
}


def true_option(name: str) -> str:
    question = NAMED[name]
    return question.options[question.answer()].text


@every_question
def test_the_true_option_is_kafka_s(question: Question[Any]) -> None:
    assert true_option(question.name) == TRUE[question.name]


def test_names_are_different() -> None:
    assert len(NAMED) == len(QUESTIONS) == len(TRUE)


# A broker that is not Kafka's is noticed


def without(*rows: str) -> tuple[sequence_check.Rule, ...]:
    return tuple(rule for rule in RULES if rule.row not in rows)


def test_a_broker_that_recognises_nothing_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequence_check, "RULES", without("2"))
    assert true_option("content") == "It is refused: the number is taken."
    assert true_option("window") == "Both are refused: only the last batch can be a duplicate."


def test_a_larger_window_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(producer_state, "NUM_BATCHES_TO_RETAIN", 6)
    assert true_option("window") == "Both are duplicates: their numbers are lower than the last one."


def test_a_broker_without_fencing_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequence_check, "RULES", without("3"))
    assert true_option("epoch") == "It is refused with OUT_OF_ORDER_SEQUENCE_NUMBER."


def test_a_broker_that_does_not_wrap_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequence_check, "RULES", without("8"))
    assert true_option("wrap") == "None: the producer needs a new id."


def test_the_true_option_has_no_favourite_place() -> None:
    assert len({question.answer() for question in QUESTIONS}) >= 2
