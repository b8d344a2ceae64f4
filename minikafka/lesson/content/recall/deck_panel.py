"""The cards as widgets: one at a time, the five boxes, and what is due next."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import escape

import ipywidgets as widgets

from minikafka.lesson.content.recall.card import Card
from minikafka.lesson.content.recall.deck import Deck
from minikafka.lesson.content.recall.leitner import INTERVALS
from minikafka.lesson.views.words import counted
from minikafka.lesson.widgets.chart_view import PANEL_CLASS, panel_style
from minikafka.lesson.widgets.controls import button, row, set_enabled
from minikafka.lesson.widgets.panel_html import notice_line

FLIP_FIRST = "turn the card first"
ALL_REST = "all cards rest"


class DeckPanel:
    """The widgets of one deck; ``widget`` is what a notebook shows."""

    def __init__(self, deck: Deck) -> None:
        self._deck = deck
        self._card: Card | None = None
        self._flipped = False
        self._practice: list[Card] = []
        self._boxes, self._face = widgets.HTML(), widgets.HTML()
        self._status, self._notice = widgets.HTML(), widgets.HTML()
        self._flip = button("Turn the card", self._turn, "mk-steady")
        self._knew = button("I knew it", lambda: self._answer(knew=True), "mk-steady")
        self._not_yet = button("Not yet", lambda: self._answer(knew=False), "mk-steady")
        self._all = button("Practise all", self._practise_all)
        buttons = row("mk-controls", self._flip, self._knew, self._not_yet, self._all)
        card = widgets.VBox([self._face, buttons, self._status, self._boxes, self._notice])
        card.add_class("mk-card")
        self.widget = widgets.VBox([panel_style(), card])
        self.widget.add_class(PANEL_CLASS)
        self._take_next("")

    def _turn(self) -> None:
        self._flipped = not self._flipped
        self._refresh("")

    def _answer(self, *, knew: bool) -> None:
        card = self._card
        if card is None or not self._flipped:  # a second press that came before the button was off
            return
        self._deck.answer(card, knew=knew)
        standing = self._deck.standings()[card]
        self._take_next(f"Now in box {standing.box}: due {_when(standing.due, self._deck.clock())}. ")
        self._flip.focus()

    def _practise_all(self) -> None:
        self._practice = self._deck.all_by_age()
        self._take_next("A card that you know before it is due stays in its box. ")
        self._flip.focus()

    def _take_next(self, news: str) -> None:
        due = self._deck.due()
        self._card = self._practice.pop(0) if self._practice else due[0] if due else None
        self._flipped = False
        self._refresh(news)

    def _refresh(self, news: str) -> None:
        due = self._deck.due()
        self._switch_buttons(due)  # first: whoever sees the back can answer at once
        self._face.value = self._card_html() if self._card else _rest_html()
        self._status.value = f'<p class="mk-status" role="status">{news}{self._outlook(due)}</p>'
        self._boxes.value = self._boxes_html()
        self._notice.value = notice_line(self._deck.progress.notice) if self._deck.progress.notice else ""

    def _switch_buttons(self, due: list[Card]) -> None:
        refusal = ALL_REST if self._card is None else None if self._flipped else FLIP_FIRST
        set_enabled(self._flip, None if self._card else ALL_REST)
        self._flip.description = "Turn it back" if self._flipped else "Turn the card"
        for answer in (self._knew, self._not_yet):
            set_enabled(answer, refusal)
        for target, comes_next in ((self._flip, not self._flipped), (self._knew, self._flipped)):
            (target.add_class if comes_next else target.remove_class)("mk-primary")
        set_enabled(self._all, "first the cards that are due" if due else None)

    def _outlook(self, due: list[Card]) -> str:
        following = self._deck.next_due()
        later = f" The next one after that is due {_when(following, self._deck.clock())}." if following else ""
        if due:
            return f"{counted(len(due), 'card')} due now.{later}"
        return f"Nothing is due now. The next card is due {_when(following, self._deck.clock())}."

    def _card_html(self) -> str:
        assert self._card is not None, "a card is shown only if there is one"
        answer = escape(self._card.back) if self._flipped else "Say the answer to yourself, then turn the card."
        tone = "mk-back" if self._flipped else "mk-back mk-muted"
        return (
            f'<div class="mk-face"><p class="mk-front">{escape(self._card.front)}</p>'
            f'<p class="{tone}" role="status">{answer}</p></div>'
        )

    def _boxes_html(self) -> str:
        own = self._deck.standings()[self._card].box if self._card else None
        boxes = "".join(_box_html(box, count, is_own=box == own) for box, count in self._deck.counts().items())
        return f'<ol class="mk-boxes" aria-label="The five boxes">{boxes}</ol>'


def _box_html(box: int, count: int, *, is_own: bool) -> str:
    days = INTERVALS[box].days
    rest = f"rests {counted(days, 'day')}" if days else "due at once"
    own = ' aria-current="true"' if is_own else ""
    where = " · this card" if is_own else ""
    return f"<li{own}><b>Box {box}</b>{where}<span>{counted(count, 'card')}</span><small>{rest}</small></li>"


def _rest_html() -> str:
    return (
        '<div class="mk-face"><p class="mk-front">All cards rest.</p><p class="mk-back mk-muted">Come back when one is '
        "due, or practise all of them now.</p></div>"
    )


def _when(due: datetime | None, now: datetime) -> str:
    """A time from now on in words, never sooner than it is."""
    if due is None or due <= now:
        return "now"
    minutes = -(-(due - now) // timedelta(minutes=1))
    if minutes < 90:  # noqa: PLR2004  minutes read well up to here
        return f"in {counted(minutes, 'minute')}"
    hours = -(-minutes // 60)
    return f"in {counted(hours, 'hour')}" if hours < 48 else f"in {counted(-(-hours // 24), 'day')}"  # noqa: PLR2004
