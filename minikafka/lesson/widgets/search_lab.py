"""A search as a notebook shows it: what is asked, how far it is, what came of it, and the run in a panel."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import ipywidgets as widgets
from markupsafe import Markup

from minikafka.lesson.lab import search_lab
from minikafka.lesson.lab.search_lab import FoundLab
from minikafka.lesson.views.words import plural
from minikafka.lesson.widgets import card_html as html
from minikafka.lesson.widgets import card_words as words
from minikafka.lesson.widgets.card import Button, Cards, Choice, Face, Field, Pressed, ShownAsCards
from minikafka.lesson.widgets.look import css
from minikafka.lesson.widgets.panel import Panel
from minikafka.lesson.widgets.search_fields import SearchFields
from minikafka.search import Progress, Result

ASK, FOUND, TELLER = "ask", "found", "teller"
_SEARCH, _STOP = "search", "stop"
_BAR = Markup('<progress aria-label="{}" max="1" value="{:.3f}"></progress><p class="mk-muted">{}</p>')


class SearchLab(ShownAsCards, search_lab.SearchLab):  # noqa: D101  it has the docstring of the model
    __doc__ = search_lab.SearchLab.__doc__

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._fields = SearchFields(self)
        self._paneled: FoundLab | None = None
        self.on_change(self.refresh)

    @cached_property
    def cards(self) -> SearchCards:
        """What is asked, and what came of it."""
        return SearchCards(self)

    def draw(self) -> Any:
        """The cards, and below them the panel of the run that was found."""
        return widgets.VBox([self.cards, *self._panels()])

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
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
