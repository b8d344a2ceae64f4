"""A clock that is moved by hand, and a challenge that is graded without a broker."""

from __future__ import annotations

from minikafka.lesson.widgets.card import Choice, Entries, Field
from minikafka.lesson.widgets.challenge import Challenge, Judgement, Problem
from minikafka.lesson.widgets.sitting import Sitting

RIGHT, WRONG, ALSO_WRONG = {"colour": "green"}, {"colour": "red"}, {"colour": "blue"}
LIMIT_S = 60


class Seconds:
    """A clock for a sitting."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def pose(number: int) -> Problem:
    def grade(entries: Entries) -> Judgement:
        correct = entries == RIGHT
        return Judgement(correct, ("It is <green>.",) if correct else (f"Not {entries['colour']}.",), "<i>a run</i>")

    colours = tuple(Choice(colour, f"{colour}!") for colour in ("red", "green", "blue"))
    return Problem((Field("colour", "Colour & tone", colours),), grade, lambda: RIGHT, f"round {number}")


CHALLENGE = Challenge("colour", "Name <it>", "Which one?", "Like grass.", LIMIT_S, pose)


class Sat:
    """A sitting, its clock, and what it told of each attempt."""

    def __init__(self) -> None:
        self.seconds = Seconds()
        self.heard: list[tuple[str, int]] = []
        self.sitting = Sitting(CHALLENGE, 1, self.seconds, self._hear)

    def _hear(self, sitting: Sitting) -> None:
        self.heard.append((sitting.challenge.name, int(sitting.level)))
