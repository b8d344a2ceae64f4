"""What holds for every question of the course, whichever notebook asks it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from minikafka.lesson.widgets.question import Question
from tests.lesson.course_questions import course_questions
from tools.notebooks import notebook_files

QUESTIONS = course_questions()
every_question = pytest.mark.parametrize("question", QUESTIONS.values(), ids=map(": ".join, QUESTIONS))


def shown_in(path: Path) -> Iterator[str]:
    """The source of every cell, and the text of every output."""
    for cell in nbformat.read(path, as_version=4).cells:
        yield cell.source
        for output in cell.get("outputs", []):
            yield str(output.get("text", ""))
            yield from (str(text) for kind, text in output.get("data", {}).items() if not kind.startswith("image/"))


SHOWN = "\n".join(text for path in notebook_files() for text in shown_in(path))


@every_question
def test_exactly_one_option_holds(question: Question[Any]) -> None:
    assert 0 <= question.answer() < len(question.options)


@every_question
def test_each_option_has_a_reason_of_its_own(question: Question[Any]) -> None:
    assert len({option.text for option in question.options}) == len(question.options) >= 3
    assert len({option.reason for option in question.options}) == len(question.options)
    assert all(option.reason.endswith(".") and len(option.reason.split()) > 6 for option in question.options)


@every_question
def test_it_asks_and_gives_a_hint_that_is_not_the_answer(question: Question[Any]) -> None:
    true = question.options[question.answer()]
    assert question.text.endswith("?")
    assert question.hint.endswith((".", "?"))
    assert true.reason not in question.hint
    assert len(true.text.split()) < 2 or true.text.rstrip(".") not in question.hint


@every_question
def test_no_answer_can_be_read_in_a_notebook(question: Question[Any]) -> None:
    assert SHOWN
    for option in question.options:
        assert option.reason not in SHOWN
        assert len(option.text.split()) < 4 or option.text.rstrip(".") not in SHOWN


def test_no_notebook_asks_for_an_answer() -> None:
    assert ".answer(" not in SHOWN


def test_a_quiz_is_in_a_notebook() -> None:
    assert "Quiz(" in SHOWN
