"""Cards that are turned: one at a time, five boxes as Sebastian Leitner kept his, and what is due next.

A new card is in box 1. A card that is known moves one box on, one that is not goes back to box 1. The further on, the
longer it rests: ``INTERVALS``. A card that is known before it is due stays as it is, for that proves little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup

from minikafka.lesson.progress.progress import Attempt, Kind, Progress
from minikafka.lesson.views.words import counted, plural
from minikafka.lesson.widgets import card_html as html
from minikafka.lesson.widgets import card_words as words
from minikafka.lesson.widgets.card import Button, Face, Pressed, ShownAsCards
from minikafka.lesson.widgets.shown import Shown

FIRST_BOX = 1
LAST_BOX = 5
INTERVALS = {
    1: timedelta(0),
    2: timedelta(days=1),
    3: timedelta(days=3),
    4: timedelta(days=7),
    5: timedelta(days=21),
}
TURN, KNEW, NOT_YET, PRACTISE = "turn", "knew", "not-yet", "practise"
A_DAY = timedelta(hours=20)  # who comes at the same hour tomorrow, or a little earlier, gets new ones
MOST_MINUTES, MOST_HOURS = 89, 47  # that read well; a longer time is told in the next unit


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


class Deck(ShownAsCards):
    """Cards to learn by, remembered from one day to the next. Display it in a notebook to turn them.

    ``clock`` returns the time in UTC. Progress is kept under ``style``. Of new cards ``new_a_day`` come a day, by
    default all: more than a few would not stay.
    """

    def __init__(
        self,
        cards: Sequence[Card],
        *,
        style: str,
        clock: Callable[[], datetime] | None = None,
        new_a_day: int | None = None,
    ) -> None:
        self.cards = tuple(cards)
        self.new_a_day = len(self.cards) if new_a_day is None else new_a_day
        self.style = style
        self.progress = Progress(clock=clock)
        self.clock = self.progress.clock
        self._perhaps_not_kept: list[Attempt] = []
        self._practice: list[Card] = []
        self._card: Card | None = None
        self._is_turned = False
        self._news = ""

    def __repr__(self) -> str:
        return f"Deck({counted(len(self.cards), 'card')})"

    def answer(self, card: Card, *, knew: bool) -> None:
        """Keep whether the learner knew a card; it goes on even where progress cannot be kept."""
        self.progress.record(self.style, Kind.CARD, card.name, correct=knew)
        if self.progress.notice:
            self._perhaps_not_kept.append(Attempt(self.clock(), self.style, Kind.CARD, card.name, knew))

    def standings(self) -> dict[Card, Standing]:
        """Where each card stands, from all that the learner answered in any notebook."""
        found = standings(self._attempts())
        return {card: found.get(card.name, Standing()) for card in self.cards}

    def _attempts(self) -> list[Attempt]:
        """All that the learner answered of these cards, in the order of time."""
        kept = (row for row in self.progress.rows() if (row.style, row.kind) == (self.style, Kind.CARD))
        return sorted((*kept, *self._perhaps_not_kept), key=lambda attempt: attempt.at)

    def due(self) -> list[Card]:
        """The cards that are due, new ones first, then those that were asked the longest time ago."""
        now, found, later = self.clock(), self.standings(), self._new_ones_for_later()
        due = (card for card in self.cards if found[card].is_due(now) and card not in later)
        return sorted(due, key=lambda card: found[card].asked)

    def _new_ones_for_later(self) -> list[Card]:
        """The new cards that are more than a day takes."""
        found = self.standings()
        new = [card for card in self.cards if found[card] == Standing()]
        return new[max(self.new_a_day - self._begun_since(self.clock() - A_DAY), 0) :]

    def _begun_since(self, moment: datetime) -> int:
        """How many cards were asked for the first time after ``moment``."""
        first: dict[str, datetime] = {}
        for attempt in self._attempts():
            first.setdefault(attempt.item, attempt.at)
        return sum(card.name in first and first[card.name] > moment for card in self.cards)

    def all_by_age(self) -> list[Card]:
        """Every card, those first that were asked the longest time ago."""
        found = self.standings()
        return sorted(self.cards, key=lambda card: found[card].asked)

    def next_due(self) -> datetime | None:
        """When the first card that rests is due, ``None`` if none rests."""
        now = self.clock()
        return min((each.due for each in self.standings().values() if each.due and each.due > now), default=None)

    def counts(self) -> dict[int, int]:
        """How many cards there are in each box."""
        boxes = [each.box for each in self.standings().values()]
        return {box: boxes.count(box) for box in INTERVALS}

    # On the card

    def faces(self) -> list[Face]:
        due = self.due()
        if self._card is None:
            self._take_next(due)
        head = _turned(self._card, is_turned=self._is_turned) if self._card else _resting()
        status = html.paragraph(" ".join(filter(None, (self._news, self._outlook(due)))), "mk-status")
        face = Face("deck", head, buttons=self._buttons(due), told=status, more=self._boxes())
        return [face.with_notice(self.progress.notice)]

    stored = Shown.stored  # nothing: which card is due belongs to whoever learns with them

    def press(self, pressed: Pressed) -> None:
        self._news = ""
        if pressed.verb == TURN:
            self._is_turned = not self._is_turned
        elif pressed.verb == PRACTISE:
            self._practice, self._news = self.all_by_age(), words.PRACTISING
            self._take_next(self.due())
        elif self._card:
            self._answer(self._card, knew=pressed.verb == KNEW)

    def _answer(self, card: Card, *, knew: bool) -> None:
        self.answer(card, knew=knew)
        standing = self.standings()[card]
        self._news = words.MOVED.format(box=standing.box, when=_when(standing.due, self.clock()))
        self._take_next(self.due())

    def _take_next(self, due: list[Card]) -> None:
        self._card = self._practice.pop(0) if self._practice else due[0] if due else None
        self._is_turned = False

    def _buttons(self, due: list[Card]) -> tuple[Button, ...]:
        is_turned, rest = self._is_turned, None if self._card else words.ALL_REST
        refusal = rest or (None if is_turned else words.TURN_FIRST)
        turn = words.TURN_BACK if is_turned else words.TURN
        return (
            Button(TURN, turn, rest, is_primary=not is_turned, is_steady=True),
            Button(KNEW, words.KNEW, refusal, is_primary=is_turned, is_steady=True),
            Button(NOT_YET, words.NOT_YET, refusal, is_steady=True),
            Button(PRACTISE, words.PRACTISE, words.DUE_FIRST if due else None),
        )

    def _outlook(self, due: list[Card]) -> str:
        following = self.next_due()
        when = _when(following, self.clock())
        if not due:
            return words.NOTHING_DUE.format(when=when)
        later = f" {words.NEXT_DUE.format(when=when)}" if following else ""
        return plural(len(due), words.DUE_NOW) + later

    def _boxes(self) -> Markup:
        own = self.standings()[self._card].box if self._card else None
        boxes = (_box(box, count, self._rest(box, count), is_own=box == own) for box, count in self.counts().items())
        return Markup('<ol class="mk-boxes" aria-label="{}">{}</ol>').format(words.BOXES, html.joined(boxes))

    def _rest(self, box: int, count: int) -> str:
        """How long a card rests in a box; and of the first one, how many are not for today."""
        if days := INTERVALS[box].days:
            return plural(days, words.RESTS)
        later = len(self._new_ones_for_later())
        return words.NOW_AND_LATER.format(now=count - later, later=later) if later else words.DUE_AT_ONCE


def _turned(card: Card, *, is_turned: bool) -> Markup:
    """A card as it lies: its front, and its back once it is turned."""
    back = html.paragraph(card.back if is_turned else words.SAY_IT, "mk-back" if is_turned else "mk-back mk-muted")
    return _lying(card.front, back)


def _resting() -> Markup:
    return _lying(words.RESTING, html.paragraph(words.COME_BACK, "mk-back mk-muted"))


def _lying(front: str, back: Markup) -> Markup:
    return Markup('<div class="mk-face">{}{}</div>').format(html.paragraph(front, "mk-front"), back)


def _box(box: int, count: int, rest: str, *, is_own: bool) -> Markup:
    own, where = (Markup(' aria-current="true"'), f" · {words.THIS_CARD}") if is_own else (html.NOTHING, "")
    name, cards = words.BOX.format(box=box), plural(count, words.CARDS)
    return Markup("<li{}><b>{}</b>{}<span>{}</span><small>{}</small></li>").format(own, name, where, cards, rest)


def _when(due: datetime | None, now: datetime) -> str:
    """A time from now on in words, never sooner than it is."""
    if due is None or due <= now:
        return words.NOW
    minutes = -(-(due - now) // timedelta(minutes=1))
    if minutes <= MOST_MINUTES:
        return plural(minutes, words.IN_MINUTES)
    hours = -(-minutes // 60)
    if hours <= MOST_HOURS:
        return plural(hours, words.IN_HOURS)
    return plural(-(-hours // 24), words.IN_DAYS)
