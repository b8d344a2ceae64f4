"""The room as cards, for a projector or in a notebook of the one in front. Bars are hidden until Reveal."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from importlib.resources import files

from minikafka.classroom import room_html, words
from minikafka.classroom.catalogue import STYLES, Entry, items_of, predictions_of, questions_of
from minikafka.classroom.class_topics import ClassTopics
from minikafka.classroom.courier import cluster
from minikafka.classroom.record import LONGEST_TEXT, MOST_OPTIONS, ROOM, Asked, new_id
from minikafka.classroom.room import Room
from minikafka.classroom.tally import Place, Poll
from minikafka.lesson.views.words import plural
from minikafka.lesson.widgets import card_html as html
from minikafka.lesson.widgets.card import Button, Cards, Choice, Face, Field, Pressed, ShownAsCards
from minikafka.lesson.widgets.shown import css

REVEAL, ASK, CLOSE = "reveal", "ask", "close"
NOTEBOOK, TEXT, OPTIONS = "notebook", "text", "options"
OVERVIEW, STANDING, OWN = "room", "standing", "own"


def room_css() -> str:
    """The rules of cards, and those of bars."""
    own = files("minikafka.classroom").joinpath("room.css").read_text(encoding="utf-8")
    return css("card") + own


class RoomWidget(Cards):
    """The widget of a room."""

    _css = room_css()


class RoomCards(ShownAsCards):
    """What the one in front sees and presses. ``notebook`` is the one in hand, as in ``"04-visual"``."""

    def __init__(self, room: Room, notebook: str = "04-visual") -> None:
        self.room = room
        self.notebook = notebook
        self.revealed: set[Place] = set()
        self._own: dict[str, str] = {}
        self._own_round = 0
        self._complaint = ""

    def __repr__(self) -> str:
        return words.ROOM.format(name=self.room.topics.name)

    def draw(self) -> Cards:
        return RoomWidget(self)

    def stored(self) -> dict[str, str]:
        """Nothing: what a class has answered belongs to the class."""
        return {}

    # What it shows

    def faces(self) -> list[Face]:
        with self.room.lock:
            entries = [entry for entry in self._entries() if not self._is_asked(entry)]
            asked, questions = self._asked_face(), map(self._face, entries)
            return [self._overview(), *asked, *questions, self._standing(), self._own_face()]

    def _entries(self) -> Iterator[Entry]:
        """The questions of the notebook in hand, what its panels ask once somebody answered, and those of the room."""
        polls = self.room.tally.polls
        yield from questions_of(self.notebook)
        yield from (entry for entry in predictions_of(self.notebook) if entry.place in polls)
        for written in self.room.written.values():
            yield Entry(written.style, written.item, written.text, written.options)

    def _overview(self) -> Face:
        tally = self.room.tally
        counts = (
            plural(len(tally.learners), words.LEARNERS),
            plural(tally.answers, words.ANSWERS),
            plural(tally.twice, words.TWICE) if tally.twice else words.NONE_TWICE,
            *(plural(tally.foreign, words.FOREIGN) for _ in range(bool(tally.foreign))),
            *(plural(tally.flood, words.FLOOD) for _ in range(bool(tally.flood))),
        )
        head = html.title(words.ROOM.format(name=self.room.topics.name)) + html.paragraph(" · ".join(counts))
        notebooks = tuple(Choice(key, name) for key, name in STYLES.items())
        return Face(
            OVERVIEW,
            head,
            (Field(NOTEBOOK, words.NOTEBOOK, notebooks),),
            {NOTEBOOK: self.notebook},
            told=html.notice(self._notice()),
        )

    def _notice(self) -> str:
        courier = self.room.courier
        away = words.AWAY.format(problem=courier.notice) if courier.notice else ""
        return " ".join(filter(None, (words.WAS_THERE if self.room.was_there else "", away)))

    def _standing(self) -> Face:
        tally = self.room.tally
        done = {style: tally.done(style, items_of(style)) for style in STYLES}
        far = room_html.how_far(done, {style: len(items_of(style)) for style in STYLES}, len(tally.learners))
        titles = {entry.place: entry.text for style in STYLES for entry in questions_of(style)}
        return Face(STANDING, far, more=room_html.who_needs_help(tally.need_help(), titles))

    def _asked_face(self) -> Iterator[Face]:
        asked = self.room.asked
        if asked:
            entry = self._entry(asked.style, asked.item) or Entry(asked.style, asked.item, asked.text, asked.options)
            yield self._face(entry)

    def _face(self, entry: Entry) -> Face:
        poll = self.room.tally.polls.get(entry.place, Poll())
        is_revealed, is_asked = entry.place in self.revealed, self._is_asked(entry)
        count = words.ANSWERED.format(count=len(poll.last), all=len(self.room.tally.learners))
        return Face(
            _key(entry.place),
            html.title(entry.text, html.muted(words.NOW_ASKED) if is_asked else ""),
            buttons=(
                Button(REVEAL, words.HIDE if is_revealed else words.REVEAL, is_primary=not is_revealed),
                Button(CLOSE, words.CLOSE) if is_asked else Button(ASK, words.ASK, self._no_asking()),
            ),
            remark=html.paragraph(count),
            more=room_html.bars(entry, poll) if is_revealed else html.NOTHING,
        )

    def _own_face(self) -> Face:
        fields = (Field(TEXT, words.OWN_TEXT), Field(OPTIONS, words.OWN_OPTIONS, is_long=True))
        button = Button(ASK, words.ASK, self._no_asking())
        notice = html.notice(self._complaint)
        return Face(OWN, html.title(words.OWN), fields, self._own, (button,), told=notice, round=self._own_round)

    def _no_asking(self) -> str | None:
        return words.ANOTHER_IS_ASKED if self.room.asked else None

    def _is_asked(self, entry: Entry) -> bool:
        asked = self.room.asked
        return asked is not None and (asked.style, asked.item) == entry.place

    # What is pressed

    def enter(self, entered: Pressed) -> None:
        if entered.card == OVERVIEW:
            self.notebook = entered.entries[NOTEBOOK] or self.notebook
        elif entered.card == OWN:
            self._own = dict(entered.entries)

    def press(self, pressed: Pressed) -> None:
        self.enter(pressed)
        if pressed.card == OWN:
            self._ask_own()
        elif pressed.verb == CLOSE:
            self.room.close_question()
        else:
            self._press(self._pressed(pressed.card), pressed.verb)

    def _press(self, entry: Entry | None, verb: str) -> None:
        if entry is None:
            return
        if verb == REVEAL:
            self.revealed ^= {entry.place}
        else:
            self.room.ask(Asked(new_id(), entry.style, entry.item, entry.text, entry.options))

    def _ask_own(self) -> None:
        """Ask what was written, if that can be asked; otherwise say why not, and keep it."""
        text = self._own.get(TEXT, "").strip()
        options = tuple(filter(None, map(str.strip, self._own.get(OPTIONS, "").splitlines())))
        self._complaint = _complaint(text, options)
        if not self._complaint:
            item = new_id()
            self.room.ask(Asked(item, ROOM, item, text, options))
            self._own, self._own_round = {}, self._own_round + 1

    def _pressed(self, key: str) -> Entry | None:
        with self.room.lock:
            return next((entry for entry in self._every_entry() if _key(entry.place) == key), None)

    def _entry(self, style: str, item: str) -> Entry | None:
        return next((entry for entry in self._every_entry() if entry.place == (style, item)), None)

    def _every_entry(self) -> Iterator[Entry]:
        yield from self._entries()
        for style in STYLES:
            yield from questions_of(style)


def _key(place: Place) -> str:
    return "/".join(place)


def _complaint(text: str, options: tuple[str, ...]) -> str:
    if not 0 < len(text) <= LONGEST_TEXT:
        return words.NO_TEXT.format(longest=LONGEST_TEXT)
    fewest = 2
    if not fewest <= len(options) <= MOST_OPTIONS or any(len(option) > LONGEST_TEXT for option in options):
        return words.FEW_OPTIONS.format(most=MOST_OPTIONS, longest=LONGEST_TEXT)
    return ""


def open_class(name: str, bootstrap: str, notebook: str = "04-visual") -> RoomCards:
    """A class for the notebook of the one in front: display what this returns.

    Raises:
        ValueError: it is no name of a class.
    """
    topics, loop = ClassTopics(name), asyncio.get_running_loop()
    room = Room(topics, cluster(bootstrap, f"{topics.answers}-room"))
    cards = RoomCards(room, notebook)
    room.courier.on_look = lambda: loop.call_soon_threadsafe(cards.refresh)
    room.courier.start()
    return cards
