"""The nine learning styles of the course, and what there is to do in each: one line for a style.

What there is to do is read from the questions, cards, challenges and steps themselves, which are imported when somebody
asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from minikafka.lesson.progress.progress import Kind
from minikafka.lesson.widgets.styles import Item, LearningStyle, ShownStyles


class Named(Protocol):
    """Whatever progress is kept of under its name."""

    @property
    def name(self) -> str: ...


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
    from minikafka.lesson.content.project.cases import STEPS

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


def _nothing() -> Iterator[Item]:
    """Whoever plays, or brings lines of a log, has nothing to succeed in."""
    yield from ()


LEARNING_STYLES = (
    LearningStyle("Learn", "01-learn.ipynb", "the idea, from nothing", "you never used Kafka", _learn, is_first=True),
    LearningStyle("Why", "02-why.ipynb", "what a duplicate costs", "you ask what it is good for", _why),
    LearningStyle(
        "Deep", "03-deep.ipynb", "every rule of the broker's check", "you run Kafka, or doubt what you read", _deep
    ),
    LearningStyle(
        "Visual", "04-visual.ipynb", "watch a retry being recognised", "you would rather see it", _visual, minutes=8
    ),
    LearningStyle(
        "Try", "05-try.ipynb", "a sandbox with every fault of a network", "you learn by breaking things", _nothing
    ),
    LearningStyle(
        "Challenge", "06-challenge.ipynb", "five problems against the clock", "you want to be tested", _challenge
    ),
    LearningStyle("Project", "07-project.ipynb", "write the check yourself", "you program in Python", _project),
    LearningStyle("Recall", "08-recall.ipynb", "keep it in memory", "you want to know it next month", _recall),
    LearningStyle("Perf", "09-perf.ipynb", "what the check costs", "you decide whether to switch it on", _perf),
)
CLINIC = LearningStyle(
    "Clinic",
    "10-clinic.ipynb",
    "what the lines in a log mean",
    "something is wrong with your own Kafka",
    _nothing,
    minutes=20,
    instead="ten cases",
    is_apart=True,
)


def items_of(style: str) -> frozenset[Item]:
    """Everything that progress is kept of in a style, as in ``"04-visual"``; nothing for a style that keeps none."""
    return frozenset(item for each in LEARNING_STYLES if each.key == style for item in each.items())


def learning_styles(directory: str | Path = ".") -> ShownStyles:
    """The nine styles and the clinic, as links if their notebook is in ``directory``, by default the current one."""
    return ShownStyles((*LEARNING_STYLES, CLINIC), Path(directory))
