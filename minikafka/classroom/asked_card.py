"""A question to the room, as a learner sees it: a card in the corner of the page, until it is answered or closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from minikafka.classroom import words
from minikafka.classroom.member import Member
from minikafka.classroom.record import Answer, Asked, new_id
from minikafka.lesson.progress.progress import Kind
from minikafka.lesson.widgets import card_html as html
from minikafka.lesson.widgets.card import Button, Cards, Choice, Face, Field, Pressed, ShownAsCards

OPTION, SEND, NOT_NOW = "option", "send", "not-now"

SoonHere = Callable[[Callable[[], None]], object]


class AskedCard(ShownAsCards):
    """What the room is asked now. ``soon`` calls something in the kernel's own thread, where widgets live."""

    def __init__(self, member: Member, soon: SoonHere) -> None:
        self._member = member
        self._soon = soon
        self._asked: Asked | None = None
        self._chosen: str | None = None
        self._done: set[str] = set()  # answered, or put away
        member.on_asked, member.courier.on_look = self.hear, self.look

    def __repr__(self) -> str:
        return self._asked.text if self._asked else ""

    @property
    def asked(self) -> Asked | None:
        """What the learner is asked now."""
        is_done = self._asked is None or self._asked.id in self._done
        return self._asked if not is_done and self._member.membership.sends else None

    def hear(self, asked: Asked) -> None:
        """Take a question, or its end. A later one takes the place of an earlier one."""
        if asked.is_open:
            self._asked = asked
        elif self._asked and self._asked.id == asked.id:
            self._asked = None

    def look(self) -> None:
        """Show what was heard, once everything was: an old question that is closed never appears."""
        shown = [face.key for face in self.faces()]
        if self.is_drawn and shown != [card["key"] for card in self.widget.cards]:
            self._soon(self.refresh)

    def draw(self) -> Cards:
        return Cards(self, in_corner=True)

    def faces(self) -> list[Face]:
        asked = self.asked
        if asked is None:
            return []
        options = tuple(Choice(str(index), text) for index, text in enumerate(asked.options))
        refusal = None if self._chosen else words.CHOOSE_FIRST
        buttons = (Button(SEND, words.SEND, refusal, is_primary=True), Button(NOT_NOW, words.NOT_NOW))
        head = html.title(asked.text, html.muted(words.ASKED))
        entries = {OPTION: self._chosen} if self._chosen else {}
        return [Face(asked.id, head, (Field(OPTION, "", options),), entries, buttons)]

    def enter(self, entered: Pressed) -> None:
        self._chosen = entered.entries[OPTION] or None

    def press(self, pressed: Pressed) -> None:
        asked = self.asked
        if asked is None or asked.id != pressed.card:
            return
        self.enter(pressed)
        if pressed.verb == SEND and self._chosen:
            self._member.send(self._answer(asked, int(self._chosen)))
        self._done.add(asked.id)
        self._chosen = None

    def _answer(self, asked: Asked, choice: int) -> Answer:
        """Nobody judges it here: the room is told what is true when the one in front says so."""
        learner, now = self._member.membership.pseudonym, datetime.now(UTC)
        return Answer(new_id(), learner, now, asked.style, Kind.ANSWER, asked.item, choice, None)
