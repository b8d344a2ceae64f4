"""The cards of one learner: which are due, and where each of them stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from minikafka.engine.broker import Broker
from minikafka.lesson.content.recall.card import Card
from minikafka.lesson.content.recall.cards import CARDS
from minikafka.lesson.content.recall.leitner import INTERVALS, Standing, standings
from minikafka.lesson.progress.progress import Attempt, Kind, Progress
from minikafka.lesson.views.table import table_of
from minikafka.lesson.views.words import counted

if TYPE_CHECKING:
    from minikafka.lesson.views.data_frame import Table

STYLE = "08-recall"


class Deck:
    """Cards to learn by, remembered from one day to the next. Display it in a notebook to turn them.

    ``clock`` returns the time in UTC.
    """

    def __init__(self, cards: tuple[Card, ...] = CARDS, *, clock: Callable[[], datetime] | None = None) -> None:
        self.cards = cards
        self.clock = clock or (lambda: datetime.now(UTC))
        self.progress = Progress(clock=self.clock)
        self._perhaps_not_kept: list[Attempt] = []
        self._panel: Any = None

    def __repr__(self) -> str:
        return f"Deck({counted(len(self.cards), 'card')})"

    def _repr_mimebundle_(self, **_options: Any) -> dict[str, Any]:
        """The card that is due as widgets; in plain text, how many there are."""
        from minikafka.lesson.content.recall.deck_panel import DeckPanel
        from minikafka.lesson.widgets.still import mimebundle

        self._panel = self._panel or DeckPanel(self)
        return mimebundle(self._panel.widget, repr(self))

    def answer(self, card: Card, *, knew: bool) -> None:
        """Keep whether the learner knew a card; it goes on even where progress cannot be kept."""
        self.progress.record(STYLE, Kind.CARD, card.name, correct=knew)
        if self.progress.notice:
            self._perhaps_not_kept.append(Attempt(self.clock(), STYLE, Kind.CARD, card.name, knew))

    def standings(self) -> dict[Card, Standing]:
        """Where each card stands, from all that the learner answered in any notebook."""
        kept = (row for row in self.progress.rows() if (row.style, row.kind) == (STYLE, Kind.CARD))
        found = standings(sorted((*kept, *self._perhaps_not_kept), key=lambda attempt: attempt.at))
        return {card: found.get(card.name, Standing()) for card in self.cards}

    def due(self) -> list[Card]:
        """The cards that are due, new ones first, then those that were asked the longest time ago."""
        now, stand = self.clock(), self.standings()
        return sorted((card for card in self.cards if stand[card].is_due(now)), key=lambda card: stand[card].asked)

    def all_by_age(self) -> list[Card]:
        """Every card, those first that were asked the longest time ago."""
        stand = self.standings()
        return sorted(self.cards, key=lambda card: stand[card].asked)

    def next_due(self) -> datetime | None:
        """When the first card that rests is due, ``None`` if none rests."""
        now = self.clock()
        return min((each.due for each in self.standings().values() if each.due and each.due > now), default=None)

    def counts(self) -> dict[int, int]:
        """How many cards there are in each box."""
        boxes = [each.box for each in self.standings().values()]
        return {box: boxes.count(box) for box in INTERVALS}

    def schedule(self) -> Table:
        """One row for each box: how long a card rests in it, how many are in it, and how many of them are due."""
        now, stand = self.clock(), list(self.standings().values())
        rows = [
            (
                box,
                counted(interval.days, "day") if interval else "none",
                sum(each.box == box for each in stand),
                sum(each.box == box and each.is_due(now) for each in stand),
            )
            for box, interval in INTERVALS.items()
        ]
        return table_of(rows, columns=["Box", "Rest", "Cards", "Due now"])

    def prove(self) -> str:
        """Do with a broker what the back of each card says; a sentence that counts how many hold."""
        held = sum(card.proof(Broker) for card in self.cards)
        return f"{held} of {len(self.cards)} backs hold when the broker runs them."
