"""One question for each row, made from the run that takes it."""

from __future__ import annotations

import pytest

from minikafka.lesson.content.deep import ROW_QUESTIONS, Answers
from minikafka.lesson.content.deep.decision_table import ROWS, examples
from minikafka.lesson.content.deep.rows import what_is_known
from minikafka.lesson.widgets.question import Question

every_question = pytest.mark.parametrize("question", ROW_QUESTIONS, ids=lambda question: question.name)
NAMED = {question.name: question for question in ROW_QUESTIONS}


def test_every_row_is_asked_about_once() -> None:
    assert sorted(NAMED) == sorted(f"row-{rule.row.replace(' ', '-')}" for rule in ROWS)
    assert len(ROW_QUESTIONS) == 12


@every_question
def test_the_run_takes_the_row_that_is_asked_about(question: Question[Answers]) -> None:
    row = question.name.removeprefix("row-").replace("-", " ")
    assert question.options[question.answer()].text.startswith(f"Row {row}: ")
    assert len(question.options) == 4


def test_the_answers_stand_in_no_order() -> None:
    places = [question.answer() for question in ROW_QUESTIONS]
    assert {places.count(place) for place in range(4)} == {3}
    assert places != [number % 4 for number in range(12)]


def test_a_reason_says_what_the_check_looked_at() -> None:
    """Row 5: a newer epoch that does not begin at 0, D03."""
    reasons = [option.reason for option in NAMED["row-5"].options]
    facts = "sequence 1 of epoch 1 arrives, and the partition remembers sequence 0 of epoch 0."
    assert reasons[0] == f"It holds: {facts}"
    assert reasons[2] == f"Row 6 does not hold here: {facts}"
    assert reasons[3] == f"It holds too, but row 5 has the last word here: {facts}"


def test_row_11_is_asked_last() -> None:
    *_, before, eleven = (option.reason for option in NAMED["row-11"].options)
    assert eleven.startswith("The table would store the batch, so this row is asked as well")
    assert eleven.endswith("in an open transaction.")
    assert before.startswith("It holds too, but row 11 has the last word here")


@pytest.mark.parametrize(
    ("row", "known"),
    [
        ("1", "the batch has no producer id"),
        ("2", "sequence 0 of epoch 0 arrives, and the partition remembers sequence 0, 1 of epoch 0"),
        ("6", "sequence 1 of epoch 0 arrives, the producer is unknown, and the log end offset is 0"),
        ("9", "sequence 0 of epoch 0 arrives, and the partition remembers nothing of epoch 0"),
    ],
)
def test_what_is_known_is_told(row: str, known: str) -> None:
    assert what_is_known(examples()[row][-1].arrival) == known


def test_the_generation_is_named() -> None:
    assert NAMED["row-6-since-4.5"].text == "A new partition of Kafka 4.5 gets seq 1. Which row decides about it?"
    assert NAMED["row-7"].text.startswith("A new partition of Kafka 4.4 gets seq 0 to 2, then seq 3. Which")
