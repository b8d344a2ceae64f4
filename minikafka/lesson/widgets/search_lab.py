"""A search as a notebook shows it: what can be asked, how far it is, what came of it, and the run in a panel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import ipywidgets as widgets
from markupsafe import Markup

from minikafka.engine.sequence_check import Generation
from minikafka.lesson.lab import search_lab as model
from minikafka.lesson.views.words import plural
from minikafka.lesson.widgets import card_html as html
from minikafka.lesson.widgets import card_words as words
from minikafka.lesson.widgets.card import Button, Cards, Choice, Entries, Face, Field, Pressed, ShownAsCards
from minikafka.lesson.widgets.panel import Panel
from minikafka.lesson.widgets.shown import css
from minikafka.search import ALL, APPLICATION, NETWORK, ONE_PRODUCER, PROMISES, Progress, Result
from minikafka.search.promises import in_words
from minikafka.search.world import DAY_MS

MOST_DEPTH = 6
ASK, FOUND, TELLER = "ask", "found", "teller"
_SEARCH, _STOP = "search", "stop"
_BAR = Markup('<progress aria-label="{}" max="1" value="{:.3f}"></progress><p class="mk-muted">{}</p>')


@dataclass(frozen=True, slots=True)
class SearchField:
    """One field: its name and label, and for each option what it stands for and how it is told."""

    name: str
    label: str
    options: tuple[tuple[Any, str], ...]

    def with_own(self, value: Any) -> SearchField:
        """The same, with an option for what a search began with, if there is none yet."""
        if any(value == usual for usual, _ in self.options):
            return self
        told = words.OTHER_MS.format(value) if self.name == "expiry_ms" else _told(value)
        return SearchField(self.name, self.label, (*self.options, (value, told)))

    @property
    def field(self) -> Field:
        options = (Choice(str(number), text) for number, (_, text) in enumerate(self.options))
        return Field(self.name, self.label, tuple(options))

    def key(self, value: Any) -> str:
        """The key of the option that stands for this."""
        return next(str(number) for number, (usual, _) in enumerate(self.options) if usual == value)

    def value(self, key: str) -> Any:
        """What an option stands for."""
        return self.options[int(key)][0]


def _numbers(*numbers: int) -> tuple[tuple[int, str], ...]:
    return tuple((number, str(number)) for number in numbers)


_PROMISES = tuple((name, in_words(promise)) for name, promise in PROMISES.items())
_SETTINGS = (
    SearchField("idempotence", words.IDEMPOTENCE, ((True, words.ON), (False, words.OFF))),
    SearchField("in_flight", words.IN_FLIGHT, _numbers(1, 2, 3, 4, 5, 6)),
    SearchField("first_sequence", words.FIRST_SEQUENCE, _numbers(0, 1)),
    SearchField(
        "generation",
        words.BROKERS_OF,
        ((Generation.KAFKA_2_5.value, words.OLDER), (Generation.KAFKA_4_5.value, words.NEWER)),
    ),
    SearchField("expiry_ms", words.FORGET_PRODUCER, ((DAY_MS, words.A_DAY), (7 * DAY_MS, words.A_WEEK))),
    SearchField("brokers", words.BROKERS, _numbers(1, 2)),
    SearchField("partitions", words.PARTITIONS, _numbers(1, 2)),
    SearchField("messages", words.MESSAGES, _numbers(1, 2, 3)),
)
_GOES_WRONG = (
    (NETWORK, words.THE_NETWORK),
    (APPLICATION, words.APPLICATION_TOO),
    (ONE_PRODUCER, words.BROKERS_TOO),
    (ALL, words.SECOND_TOO),
)


class SearchFields:
    """The fields of one search, and what is chosen in them."""

    def __init__(self, lab: model.SearchLab) -> None:
        self._lab = lab
        self._promise = SearchField("promise", words.PROMISED, _PROMISES).with_own(lab.promise)
        self._settings = [each.with_own(lab.settings[each.name]) for each in _SETTINGS]
        self._actions = SearchField("actions", words.GOES_WRONG, _GOES_WRONG).with_own(lab.actions)
        self._depth = SearchField("depth", words.DEPTH, _numbers(*range(1, MOST_DEPTH + 1))).with_own(lab.depth)
        self.fields = tuple(each.field for each in (self._promise, *self._settings, self._actions, self._depth))

    @property
    def entries(self) -> Mapping[str, str]:
        """What is chosen now."""
        lab = self._lab
        return {
            "promise": self._promise.key(lab.promise),
            **{each.name: each.key(lab.settings[each.name]) for each in self._settings},
            "actions": self._actions.key(lab.actions),
            "depth": self._depth.key(lab.depth),
        }

    def enter(self, entries: Entries) -> None:
        """Ask for what was chosen. An empty entry, of an option that there is not, changes nothing."""
        chosen = {**self.entries, **{name: key for name, key in entries.items() if key}}
        lab = self._lab
        lab.promise = self._promise.value(chosen["promise"])
        lab.settings = {**lab.settings, **{each.name: each.value(chosen[each.name]) for each in self._settings}}
        lab.actions, lab.depth = self._actions.value(chosen["actions"]), self._depth.value(chosen["depth"])


def _told(value: Any) -> str:
    """What a learner's own value is called: a promise by its words, actions by their names."""
    if callable(value):
        return words.YOURS.format(in_words(value))
    return words.ONLY.format(", ".join(sorted(value))) if isinstance(value, frozenset) else str(value)


class SearchLab(ShownAsCards, model.SearchLab):  # noqa: D101  it has the docstring of the model
    __doc__ = model.SearchLab.__doc__

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._fields = SearchFields(self)
        self._paneled: model.FoundLab | None = None
        self.on_change(self.refresh)

    @cached_property
    def cards(self) -> SearchCards:
        """What is asked, and what came of it."""
        return SearchCards(self)

    def draw(self) -> Any:
        """The cards, and below them the panel of the run that was found."""
        return widgets.VBox([self.cards, *self._panels()])

    def _repr_mimebundle_(self, **options: Any) -> Any:
        self.take_over()
        return super()._repr_mimebundle_(**options)

    def refresh(self) -> None:
        """Show it as it stands; a panel is made once for each run that was found."""
        if self.is_drawn:
            self.cards.refresh()
            if self._paneled is not self.found:
                self.widget.children = [self.cards, *self._panels()]

    def _panels(self) -> list[Any]:
        self._paneled = self.found
        return [Panel(self.found).widget] if self.found else []

    def faces(self) -> list[Face]:
        ask = Face(
            ASK,
            html.title(words.SEARCH_RUNS),
            self._fields.fields,
            self._fields.entries,
            self._buttons(),
            told=self._told(),
            more=_bar(self.progress, self.result),
            is_open=not self.is_searching,
        )
        return [ask, *self._found_face()]

    def _buttons(self) -> tuple[Button, Button]:
        off = words.IS_SEARCHING if self.is_searching else None
        search = Button(_SEARCH, words.SEARCH, off, is_primary=not self.is_searching)
        stop = Button(_STOP, words.STOP, None if self.is_searching else words.NO_SEARCH, is_primary=self.is_searching)
        return search, stop

    def _told(self) -> Markup:
        if self.is_searching:
            return html.paragraph(words.SEARCHING)
        if self.result:
            return _came_to(self.result)
        return html.notice(self.notice)

    def _found_face(self) -> list[Face]:
        """Whose run the panel shows, where several producers took part."""
        if self.found is None:
            return []
        tellers = [Choice(str(number), name) for number, name in self.tellers]
        choose = (Field(TELLER, words.TOLD_BY, tuple(tellers)),) if len(tellers) > 1 else ()
        return [Face(FOUND, html.title(words.RUN_OF), choose, {TELLER: str(self.teller)}, is_plain=True)]

    def enter(self, entered: Pressed) -> None:
        if entered.card == ASK:
            self._fields.enter(entered.entries)
        elif entered.entries[TELLER]:
            self.show(int(entered.entries[TELLER]))

    def press(self, pressed: Pressed) -> None:
        if pressed.verb == _STOP:
            self.stop()
        else:
            self._fields.enter(pressed.entries)
            self.search()


class SearchCards(Cards):
    """The cards of a search, with rules of their own."""

    _css = css("card", "search")


def _bar(progress: Progress | None, result: Result | None) -> Markup:
    """How far it is, in words beside a bar."""
    if result:
        return _BAR.format(words.HOW_FAR, 1, plural(result.tried, words.TRIED, seconds=result.seconds))
    if progress is None:
        return _BAR.format(words.HOW_FAR, 0, words.NOT_SEARCHED)
    left = [] if progress.seconds_left is None else [words.SECONDS_LEFT.format(progress.seconds_left)]
    parts = (
        words.DEPTH_OF.format(depth=progress.depth, of_depth=progress.of_depth),
        words.STATES.format(progress.states),
        words.STATES_A_SECOND.format(progress.states_a_second),
        *left,
    )
    return _BAR.format(words.HOW_FAR, progress.done, " · ".join(parts))


def _came_to(result: Result) -> Markup:
    """What a search came to; of a run its actions, one by one."""
    if result.run is not None:
        actions = html.listed(result.run, is_ordered=True)
        broken = plural(len(result.run), words.BROKEN_IN)
        return html.told(f"✕ {broken}", result.promise, correct=False) + actions
    depth = plural(result.depth, words.ACTIONS)
    kept = "✓ " + words.NONE_OF.format(runs=result.runs, depth=depth)
    stopped = [words.STOPPED_THERE.format(why=result.stopped)] if result.stopped else []
    return html.told(kept, result.promise, *stopped, correct=True)
