"""What the course can be answered: its questions with their options, and everything else that progress is kept of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from minikafka.classroom.record import Answer
from minikafka.classroom.tally import Place
from minikafka.engine.sequence_check import Branch
from minikafka.lesson.content import clinic, deep, learn, perf, recall, why
from minikafka.lesson.content.deep.questions import PREDICTIONS
from minikafka.lesson.content.start.learning_styles import CLINIC, LEARNING_STYLES
from minikafka.lesson.content.visual import questions as visual
from minikafka.lesson.progress.progress import Item, Kind
from minikafka.lesson.widgets.card_words import ANSWERS
from minikafka.lesson.widgets.challenge import LEVELS
from minikafka.lesson.widgets.question import Question

_NOTEBOOKS = (*LEARNING_STYLES, CLINIC)
STYLES: Mapping[str, str] = {style.key: style.name for style in _NOTEBOOKS}  # names by keys
_ASKED_BY: Mapping[str, Iterable[Question[Any]]] = {
    "01-learn": learn.QUESTIONS,
    "02-why": why.QUESTIONS,
    "03-deep": (*PREDICTIONS, *deep.MYTHS, *deep.ROW_QUESTIONS),
    "04-visual": visual.QUESTIONS,
    "08-recall": recall.QUESTIONS,
    "09-perf": perf.QUESTIONS,
    "10-clinic": clinic.QUESTIONS,
}
_IN_A_PANEL = tuple(
    (f"predict {verb} {truth.value}", f"A panel, {verb}: what will the broker do?", list(ANSWERS).index(truth))
    for verb in ("send", "retry")
    for truth in Branch
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One question as the room sees it. ``question`` is the course's own, which knows the answer; others have none."""

    style: str
    item: str
    text: str
    options: tuple[str, ...]
    question: Question[Any] | None = None
    truth: int | None = None

    @property
    def place(self) -> Place:
        return self.style, self.item

    def answer(self) -> int | None:
        """The index of the true option, found by a run of the broker; ``None`` where nobody knows it."""
        return self.question.answer() if self.question else self.truth


@cache
def questions_of(style: str) -> tuple[Entry, ...]:
    """The questions of a notebook in the order of their folder."""
    return tuple(
        Entry(style, question.name, question.text, tuple(option.text for option in question.options), question)
        for question in _ASKED_BY.get(style, ())
    )


@cache
def predictions_of(style: str) -> tuple[Entry, ...]:
    """What a panel asks before a send or a retry; its name holds what the broker did."""
    return tuple(Entry(style, name, text, tuple(ANSWERS.values()), truth=truth) for name, text, truth in _IN_A_PANEL)


@cache
def items_of(style: str) -> frozenset[Item]:
    """What can be done in a style, without the cards, which nobody sends."""
    items = (item for each in _NOTEBOOKS if each.key == style for item in each.items())
    return frozenset(item for item in items if item[0] is not Kind.CARD)


@cache
def _known(style: str) -> frozenset[Item]:
    levels = {(kind, level.item(name)) for kind, name in items_of(style) if kind is Kind.CHALLENGE for level in LEVELS}
    predictions = {(Kind.ANSWER, entry.item) for entry in predictions_of(style)}
    return items_of(style) | levels | predictions


def is_of_the_course(answer: Answer) -> bool:
    """True for an answer to something that the course asks."""
    return answer.style in STYLES and (answer.kind, answer.item) in _known(answer.style)
