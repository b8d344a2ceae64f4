"""A challenge as data: what is asked, and a grader that runs the broker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from minikafka.lesson.widgets.card import Entries, Field


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a run says about some entries: a sentence for each reason, and the run or the table that shows it."""

    correct: bool
    reasons: tuple[str, ...]
    shown: Any = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One round of a challenge. ``exhibit`` is a table, or lines of code, to look at.

    ``grade`` expects entries without a complaint. ``refuse`` says why entries that are complete cannot be graded, if
    so. ``solution`` finds entries that ``grade`` calls correct.
    """

    fields: tuple[Field, ...]
    grade: Callable[[Entries], Judgement]
    solution: Callable[[], Entries]
    exhibit: Any = None
    refuse: Callable[[Entries], str | None] = lambda _entries: None

    def complaint(self, entries: Entries) -> str | None:
        """Why the entries cannot be graded, if so."""
        complaints = (field.complaint(entries.get(field.name, "")) for field in self.fields)
        return next((complaint for complaint in complaints if complaint), None) or self.refuse(entries)


@dataclass(frozen=True, slots=True)
class Challenge:
    """A timed problem. ``pose`` gives the problem of a round, counted from 0; progress is kept under ``name``."""

    name: str
    title: str
    task: str
    hint: str
    limit_s: int
    pose: Callable[[int], Problem]
