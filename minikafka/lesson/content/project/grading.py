"""Grades a learner's check question by question."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from io import StringIO

from minikafka.lesson.content.project.arrival import Answer, LearnersCheck
from minikafka.lesson.content.project.asking import CheckFailed, ask, short
from minikafka.lesson.content.project.cases import Case, cases
from minikafka.lesson.content.project.words import question_text, why


class Result(enum.StrEnum):
    """How a question, a row or a step stands."""

    CORRECT = "correct"
    NOT_YET = "not yet"
    TO_DO = "to do"


@dataclass(frozen=True, slots=True)
class Grade:
    """One question and what came of it; ``sentence`` tells a learner what is wrong, and is empty otherwise."""

    case: Case
    result: Result
    sentence: str = ""


def grades(check: LearnersCheck) -> tuple[Grade, ...]:
    """Put every question to ``check``."""
    return tuple(_grade(check, case) for case in cases())


def result_of(graded: Iterable[Grade]) -> Result:
    """One wrong answer is enough for "not yet", and otherwise one that is missing for "to do"."""
    results = {grade.result for grade in graded}
    return next((result for result in (Result.NOT_YET, Result.TO_DO) if result in results), Result.CORRECT)


def _grade(check: LearnersCheck, case: Case) -> Grade:
    """One question. What the check prints is shown for a mistake only, or a notebook would be full of it."""
    with redirect_stdout(StringIO()) as printed:
        grade = _asked(check, case)
    if grade.sentence and printed.getvalue():
        return replace(grade, sentence=f"{grade.sentence} It printed: {short(printed.getvalue().strip())}")
    return grade


def _asked(check: LearnersCheck, case: Case) -> Grade:
    try:
        answer = ask(check, case.question)
    except NotImplementedError:
        return Grade(case, Result.TO_DO)
    except CheckFailed as failed:
        return Grade(case, Result.NOT_YET, _failed(case, failed))
    return Grade(case, Result.CORRECT) if answer is case.right else Grade(case, Result.NOT_YET, _wrong(case, answer))


def _failed(case: Case, failed: CheckFailed) -> str:
    return f"Not yet, row {case.rule.row}: your check {failed}. It was asked about {question_text(case.question)}."


def _wrong(case: Case, answer: Answer) -> str:
    asked = question_text(case.question)
    return f"Not yet, row {case.rule.row}: your check answered {answer.name} to {asked}. {why(case)}"
