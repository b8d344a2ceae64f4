"""A challenge as data: what is asked, and a grader that runs the broker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from minikafka.lesson.content.challenge.field import Answers, Field


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a run says about some answers: a sentence for each reason, and the run itself as HTML."""

    correct: bool
    reasons: tuple[str, ...]
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One round of a challenge. ``exhibit`` is HTML to look at; ``grade`` expects answers without a complaint.

    ``refuse`` says why answers that are complete cannot be graded, if so. ``solution`` finds answers that
    ``grade`` calls correct.
    """

    fields: tuple[Field, ...]
    grade: Callable[[Answers], Verdict]
    solution: Callable[[], Answers]
    exhibit: str = ""
    refuse: Callable[[Answers], str | None] = lambda _answers: None


@dataclass(frozen=True, slots=True)
class Challenge:
    """A timed problem. ``pose`` gives the problem of a round, counted from 0; progress is kept under ``name``."""

    name: str
    title: str
    task: str
    hint: str
    limit_s: int
    pose: Callable[[int], Problem]
