"""Spaced repetition with five boxes, as Sebastian Leitner kept his cards.

A new card is in box 1. A card that is known moves one box on, one that is not goes back to box 1. The further on, the
longer it rests: ``INTERVALS``. A card that is known before it is due stays as it is, for that proves little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from minikafka.lesson.progress.progress import Attempt

FIRST_BOX = 1
LAST_BOX = 5
INTERVALS = {
    1: timedelta(0),
    2: timedelta(days=1),
    3: timedelta(days=3),
    4: timedelta(days=7),
    5: timedelta(days=21),
}


@dataclass(frozen=True, slots=True)
class Card:
    """One card; progress is kept under its name. ``proof`` is true if what it is given does what ``back`` says."""

    name: str
    front: str
    back: str
    proof: Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a card stands: its box, and when it is due (``None``: it is new, and due at once).

    ``asked`` grows with the time at which it was asked last, -1 if never.
    """

    box: int = FIRST_BOX
    due: datetime | None = None
    asked: int = -1

    def is_due(self, now: datetime) -> bool:
        return self.due is None or self.due <= now

    def after(self, attempt: Attempt, asked: int) -> Standing:
        """Where the card stands once it was asked again."""
        if not attempt.correct:
            return Standing(FIRST_BOX, attempt.at, asked)
        if not self.is_due(attempt.at):
            return replace(self, asked=asked)
        box = min(self.box + 1, LAST_BOX)
        return Standing(box, attempt.at + INTERVALS[box], asked)


def standings(attempts: Iterable[Attempt]) -> dict[str, Standing]:
    """Where each card stands by its name, from all attempts in the order of time; a new card is not in it."""
    found: dict[str, Standing] = {}
    for number, attempt in enumerate(attempts):
        found[attempt.item] = found.get(attempt.item, Standing()).after(attempt, number)
    return found
