"""A challenge as data: what is asked, a grader that runs the broker, and how well it was solved."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from minikafka.lesson.widgets import card_words as words
from minikafka.lesson.widgets.card import Entries, Field


class Level(enum.IntEnum):
    """Each level includes those before it."""

    OPEN = 0
    SOLVED = 1
    IN_TIME = 2
    FIRST_ATTEMPT = 3

    @property
    def words(self) -> str:
        """The level as a learner reads it."""
        return words.LEVELS[self]

    def item(self, name: str) -> str:
        """Under what a learner's progress keeps that challenge ``name`` was solved at this level."""
        return {
            Level.SOLVED: name,
            Level.IN_TIME: f"{name}, in time",
            Level.FIRST_ATTEMPT: f"{name}, first attempt",
        }[self]


LEVELS = (Level.SOLVED, Level.IN_TIME, Level.FIRST_ATTEMPT)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a run says about some entries: a sentence for each reason, and the run or the table that shows it."""

    correct: bool
    reasons: tuple[str, ...]
    shown: Any = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One round of a challenge. ``exhibit`` is a table, or lines of code, to look at.

    ``grade`` expects entries without a complaint. ``solution`` finds entries that ``grade`` calls correct.
    """

    fields: tuple[Field, ...]
    grade: Callable[[Entries], Judgement]
    solution: Callable[[], Entries]
    exhibit: Any = None

    def complaint(self, entries: Entries) -> str | None:
        """Why the entries cannot be graded, if so."""
        complaints = (field.complaint(entries.get(field.name, "")) for field in self.fields)
        return next((complaint for complaint in complaints if complaint), None)


@dataclass(frozen=True, slots=True)
class Challenge:
    """A timed problem. ``pose`` gives the problem of a round, counted from 0; progress is kept under ``name``."""

    name: str
    title: str
    task: str
    hint: str
    limit_s: int
    pose: Callable[[int], Problem]
