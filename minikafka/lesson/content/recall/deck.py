"""The cards of Recall as a deck: what their backs say can be proved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from minikafka.engine.broker import Broker
from minikafka.lesson.content.recall.cards import CARDS
from minikafka.lesson.widgets import deck
from minikafka.lesson.widgets.deck import Card

STYLE = "08-recall"


class Deck(deck.Deck):
    """Cards to learn by, by default the twelve of Recall. Display it in a notebook to turn them.

    ``clock`` returns the time in UTC. Of new cards ``new_a_day`` come a day, by default all.
    """

    def __init__(
        self,
        cards: tuple[Card, ...] = CARDS,
        *,
        clock: Callable[[], datetime] | None = None,
        new_a_day: int | None = None,
    ) -> None:
        super().__init__(cards, style=STYLE, clock=clock, new_a_day=new_a_day)

    def prove(self) -> str:
        """Do with a broker what the back of each card says; a sentence that counts how many hold."""
        held = sum(card.proof(Broker) for card in self.cards)
        return f"{held} of {len(self.cards)} backs hold when the broker runs them."
