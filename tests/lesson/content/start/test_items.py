"""What there is to do in each style: all that its notebook keeps, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import nbformat
import pytest

from minikafka.lesson import KeyMoments, Lab, Quiz
from minikafka.lesson.content.recall import Deck, Explain
from minikafka.lesson.content.recall.deck import CARDS
from minikafka.lesson.content.recall.explanations import TASKS
from minikafka.lesson.content.start.learning_styles import LEARNING_STYLES, items_of
from minikafka.lesson.content.visual.questions import MOMENTS, QUESTIONS
from minikafka.lesson.progress.progress import Kind, Progress

NOTEBOOKS = Path(__file__).parents[4] / "notebooks"
KEYS = [style.key for style in LEARNING_STYLES]


def kept() -> set[tuple[Kind, str]]:
    return {(row.kind, row.item) for row in Progress().rows()}


def test_visual_has_what_its_quiz_and_its_key_moments_keep() -> None:
    quiz, moments = Quiz(style="04-visual"), KeyMoments(Lab(), style="04-visual")
    for question in QUESTIONS:
        quiz.choose(question, 0)
        quiz.check(question)
    for moment in MOMENTS:
        moments.show(moment)
    assert items_of("04-visual") == kept()


def test_recall_has_what_its_cards_its_quiz_and_its_explanations_keep() -> None:
    deck, explain = Deck(), Explain()
    for card in CARDS:
        deck.answer(card, knew=False)
    for task in TASKS:
        explain.compare(task, "no idea")
    (quiz,) = (each for style, each in quizzes(NOTEBOOKS / "08-recall.ipynb") if style == "08-recall")
    assert items_of("08-recall") == kept() | quiz


@pytest.mark.parametrize("key", KEYS)
def test_a_notebook_has_no_quiz_that_is_not_counted(key: str) -> None:
    for style, questions in quizzes(NOTEBOOKS / f"{key}.ipynb"):
        assert style == key
        assert questions <= items_of(key)


def test_a_style_that_keeps_nothing_has_nothing_to_do() -> None:
    assert items_of("no-style") == frozenset()


def test_there_is_something_to_do_in_every_style_but_the_sandbox() -> None:
    assert [key for key in KEYS if not items_of(key)] == ["05-try"]


def quizzes(path: Path) -> Iterator[tuple[str, set[tuple[Kind, str]]]]:
    """The style of every quiz in a notebook, and what its questions are kept as."""
    source = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code")
    for name, style in re.findall(r"""Quiz\((\w+), style=["']([\w-]+)["']""", source):
        (module,) = set(re.findall(rf"from ([\w.]+) import [^\n]*\b{name}\b", source))
        questions = getattr(import_module(module), name)
        yield style, {(Kind.ANSWER, question.name) for question in questions}
