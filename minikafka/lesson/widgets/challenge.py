"""A challenge as data: what is asked, a grader that runs the broker, how well it was solved, and the badge of all."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from minikafka.lesson.widgets import card_html as html
from minikafka.lesson.widgets import card_words as words
from minikafka.lesson.widgets.card import Entries, Face, Field, ShownAsCards
from minikafka.lesson.widgets.shown import Shown

_MEDAL = Markup('<li class="mk-medal-{}"><b aria-hidden="true">{}</b><span>{}. {}</span><small>{}</small></li>')


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


MARKS = {Level.SOLVED: "✓", Level.IN_TIME: "✓✓", Level.FIRST_ATTEMPT: "★"}
LEVELS = tuple(MARKS)


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


class Badge(ShownAsCards):
    """Shows the level of each challenge by its title. Display it in a notebook; it follows what is solved."""

    def __init__(self, titles: tuple[str, ...]) -> None:
        self._titles = titles
        self._levels = (Level.OPEN,) * len(titles)
        self._notice = ""

    def __repr__(self) -> str:
        return f"Badge({len(self._titles)} challenges)"

    def show(self, levels: tuple[Level, ...], notice: str = "") -> None:
        """Take new levels, and a sentence about progress that could not be kept."""
        self._levels, self._notice = levels, notice
        self.refresh()

    @property
    def words(self) -> str:
        """What is earned: the badge's level is the lowest of all challenges."""
        count = len(self._levels)
        if lowest := min(self._levels):
            return words.BADGE_EARNED.format(count=count, level=lowest.words)
        return words.BADGE_OPEN.format(solved=sum(level > Level.OPEN for level in self._levels), count=count)

    def faces(self) -> list[Face]:
        """The medals in a row, then the words."""
        shown = enumerate(zip(self._titles, self._levels, strict=True), 1)
        medals = html.joined(_medal(number, title, level) for number, (title, level) in shown)
        row = Markup('<ol class="mk-medals">{}</ol>').format(medals)
        told = html.paragraph(html.bold(self.words), "mk-score") + html.notice(self._notice)
        return [Face("badge", row, told=told, is_plain=True)]

    stored = Shown.stored  # nothing: what a learner has solved on other days belongs to nobody else


def _medal(number: int, title: str, level: Level) -> Markup:
    return _MEDAL.format(level.name.lower().replace("_", "-"), MARKS.get(level, number), number, title, level.words)
