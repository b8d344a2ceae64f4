"""What a check is graded by: every row of Kafka's rules is asked about, and in the step that it belongs to."""

from __future__ import annotations

import pytest

from minikafka import Error
from minikafka.engine.sequence_check import RULES
from minikafka.lesson.content.project import DUPLICATE, STORE
from minikafka.lesson.content.project.arrival import Answer
from minikafka.lesson.content.project.cases import STEPS, cases, step_of

# kafka-rules.md §1.3
ANSWERS: dict[str, Answer] = {
    "1": STORE,
    "2": DUPLICATE,
    "3": Error.INVALID_PRODUCER_EPOCH,
    "4": STORE,
    "5": Error.OUT_OF_ORDER_SEQUENCE_NUMBER,
    "6 since 4.5": Error.OUT_OF_ORDER_SEQUENCE_NUMBER,
    "6": STORE,
    "7": STORE,
    "8": STORE,
    "9": STORE,
    "10": Error.OUT_OF_ORDER_SEQUENCE_NUMBER,
}


def test_every_row_is_asked_about() -> None:
    assert {case.rule for case in cases()} == set(RULES)


@pytest.mark.parametrize(("row", "answer"), ANSWERS.items())
def test_the_right_answer_is_that_of_the_row(row: str, answer: Answer) -> None:
    assert {case.right for case in cases() if case.rule.row == row} == {answer}


def test_no_question_is_asked_twice() -> None:
    questions = [case.question for case in cases()]
    assert len(set(questions)) == len(questions)


def test_the_four_steps_share_out_the_rows_and_the_questions() -> None:
    assert sorted(row for step in STEPS for row in step.rows) == sorted(ANSWERS)
    assert all(any(step_of(case) is step for case in cases()) for step in STEPS)


def test_a_state_without_a_batch_is_left_for_the_last_step() -> None:
    """I03: three rows are asked about one, and a check of the third step would stumble over it."""
    empty = [case for case in cases() if case.question.state and not case.question.state.batches]
    assert {case.rule.row for case in empty} == {"3", "9", "10"}
    assert {step_of(case).number for case in empty} == {4}
