"""How well a challenge was solved: what a badge is made of."""

from __future__ import annotations

import enum

from minikafka.lesson.widgets import card_words as words


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
