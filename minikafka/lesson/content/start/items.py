"""What there is to do in each style, read from the questions, cards, challenges and steps themselves.

Each style names where its items stand; they are imported when somebody asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from minikafka.lesson.progress.progress import Kind

Item = tuple[Kind, str]


class Named(Protocol):
    """Whatever progress is kept of under its name."""

    @property
    def name(self) -> str: ...


def items_of(style: str) -> frozenset[Item]:
    """Everything that progress is kept of in a style, as in ``"04-visual"``; nothing for a style that keeps none."""
    return frozenset(_ITEMS[style]()) if style in _ITEMS else frozenset()


def _named(kind: Kind, things: Iterable[Named]) -> Iterator[Item]:
    return ((kind, thing.name) for thing in things)


def _learn() -> Iterator[Item]:
    from minikafka.lesson.content.learn.questions import QUESTIONS

    yield from _named(Kind.ANSWER, QUESTIONS)


def _why() -> Iterator[Item]:
    from minikafka.lesson.content.why.questions import QUESTIONS

    yield from _named(Kind.ANSWER, QUESTIONS)


def _deep() -> Iterator[Item]:
    from minikafka.lesson.content.deep.myths import MYTHS
    from minikafka.lesson.content.deep.questions import PREDICTIONS
    from minikafka.lesson.content.deep.rows import ROW_QUESTIONS

    yield from _named(Kind.ANSWER, (*PREDICTIONS, *MYTHS, *ROW_QUESTIONS))


def _visual() -> Iterator[Item]:
    from minikafka.lesson.content.visual.key_moments import MOMENTS
    from minikafka.lesson.content.visual.questions import QUESTIONS

    yield from _named(Kind.STEP, MOMENTS)
    yield from _named(Kind.ANSWER, QUESTIONS)


def _challenge() -> Iterator[Item]:
    from minikafka.lesson.content.challenge.challenges import CHALLENGES

    yield from _named(Kind.CHALLENGE, CHALLENGES)


def _project() -> Iterator[Item]:
    from minikafka.lesson.content.project.steps import STEPS

    return ((Kind.STEP, step.item) for step in STEPS)


def _recall() -> Iterator[Item]:
    from minikafka.lesson.content.recall.cards import CARDS
    from minikafka.lesson.content.recall.explanations import TASKS
    from minikafka.lesson.content.recall.questions import QUESTIONS

    yield from _named(Kind.CARD, CARDS)
    yield from _named(Kind.ANSWER, (*QUESTIONS, *TASKS))


def _perf() -> Iterator[Item]:
    from minikafka.lesson.content.perf.questions import QUESTIONS

    yield from _named(Kind.ANSWER, QUESTIONS)


_ITEMS: dict[str, Callable[[], Iterator[Item]]] = {
    "01-learn": _learn,
    "02-why": _why,
    "03-deep": _deep,
    "04-visual": _visual,
    "06-challenge": _challenge,
    "07-project": _project,
    "08-recall": _recall,
    "09-perf": _perf,
}
