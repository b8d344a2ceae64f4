"""What a class has answered: counted from records, one by one, in the order of the log and by no clock.

An answer that came twice is counted once. Whoever floods the topic is bounded, and so is how many there can be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from minikafka.classroom.record import Answer
from minikafka.lesson.progress.progress import Item

MOST_LEARNERS = 2_000
MOST_ANSWERS = 2_000  # of one pseudonym
WRONG_IN_A_ROW = 2  # at one question, or
LAST_ANSWERS = 3  # all wrong: somebody needs help

Place = tuple[str, str]  # a style and an item


@dataclass(slots=True)
class Poll:
    """The answers to one question: of each pseudonym the first choice and the last one."""

    first: dict[str, int] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)

    def take(self, learner: str, choice: int) -> None:
        self.first.setdefault(learner, choice)
        self.last[learner] = choice

    @property
    def has_changed(self) -> bool:
        """True once somebody has answered again, and otherwise."""
        return self.first != self.last


@dataclass(slots=True)
class Standing:
    """One pseudonym: what was answered, what is done, and what goes wrong now."""

    ids: set[str] = field(default_factory=set)
    done: dict[str, set[Item]] = field(default_factory=dict)  # by style
    wrong: Counter[Place] = field(default_factory=Counter)  # in a row, at each question
    recent: list[bool] = field(default_factory=list)
    last: Place | None = None

    @property
    def needs_help(self) -> bool:
        """Wrong at one question again and again, or wrong wherever it went lately."""
        stuck = self.last is not None and self.wrong[self.last] >= WRONG_IN_A_ROW
        return stuck or (len(self.recent) == LAST_ANSWERS and not any(self.recent))

    def take(self, answer: Answer) -> None:
        place, correct = (answer.style, answer.item), answer.correct
        if correct is None:
            return
        self.last = place
        self.recent = [*self.recent, correct][-LAST_ANSWERS:]
        self.wrong[place] = 0 if correct else self.wrong[place] + 1
        if correct:
            self.done.setdefault(answer.style, set()).add((answer.kind, answer.item))


class Tally:
    """Counts answers. ``is_known`` says what the course asks; anything else is foreign."""

    def __init__(self, is_known: Callable[[Answer], bool]) -> None:
        self._is_known = is_known
        self.learners: dict[str, Standing] = {}
        self.polls: dict[Place, Poll] = {}
        self.answers = self.twice = self.foreign = self.flood = 0

    def take(self, answer: Answer | None) -> bool:
        """Count the answer of a record, ``None`` for one that is none; returns whether it is a new one."""
        if answer is None or not self._is_known(answer):
            self.foreign += 1
            return False
        standing = self.learners.get(answer.learner, Standing())
        if answer.id in standing.ids:
            self.twice += 1
            return False
        if len(standing.ids) >= MOST_ANSWERS or (not standing.ids and len(self.learners) >= MOST_LEARNERS):
            self.flood += 1
            return False
        self._count(answer, standing)
        return True

    def _count(self, answer: Answer, standing: Standing) -> None:
        self.learners[answer.learner] = standing
        standing.ids.add(answer.id)
        standing.take(answer)
        self.answers += 1
        if answer.choice is not None:
            self.polls.setdefault((answer.style, answer.item), Poll()).take(answer.learner, answer.choice)

    def need_help(self) -> dict[str, Place]:
        """Who needs help, by pseudonym, and at what."""
        return {
            name: standing.last for name, standing in self.learners.items() if standing.needs_help and standing.last
        }

    def done(self, style: str, items: frozenset[Item]) -> list[int]:
        """How many of a style's items each one has done who has begun it, in ascending order."""
        return sorted(len(each.done[style] & items) for each in self.learners.values() if style in each.done)
