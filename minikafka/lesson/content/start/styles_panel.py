"""The nine cards as widgets, with buttons that export the learner's progress and forget it."""

from __future__ import annotations

from collections.abc import Iterable

import ipywidgets as widgets

from minikafka.lesson.content.start.learning_styles import LearningStyleList
from minikafka.lesson.content.start.own_progress import Share, export, shares
from minikafka.lesson.content.start.styles_html import cards
from minikafka.lesson.progress.progress import Progress
from minikafka.lesson.views.words import counted
from minikafka.lesson.widgets.chart_view import PANEL_CLASS, panel_style
from minikafka.lesson.widgets.controls import button, row, set_enabled
from minikafka.lesson.widgets.panel_html import notice_line

FORGET, KEEP = "Forget my progress", "Keep my progress"
NOTHING_KEPT = "nothing is kept yet"


class StylesPanel:
    """The widgets of the nine styles; ``widget`` is what a notebook shows.

    The cards stand in an Output, whose links JupyterLab opens beside this notebook; in any other widget it would leave
    the page for them.
    """

    def __init__(self, styles: LearningStyleList) -> None:
        self._styles = styles
        self._progress = Progress()
        self._cards, self._status = widgets.Output(), widgets.HTML()
        self._cards.add_class("mk-styles-box")
        self._again = button("Refresh", lambda: self._refresh(""))
        self._export = button("Export as CSV", self._export_rows)
        self._forget = button(FORGET, self._ask_or_keep)
        self._confirm = button("Yes, forget it", self._reset)
        buttons = row("mk-controls", self._again, self._export, self._forget, self._confirm)
        self.widget = widgets.VBox([panel_style(), self._cards, self._status, buttons])
        self.widget.add_class(PANEL_CLASS)
        self._refresh("")

    def _refresh(self, news: str) -> None:
        own = shares(self._progress)
        refusal = None if self._progress.rows() else NOTHING_KEPT
        self._show(cards(self._styles, own))
        self._say(news or _summary(own.values()))
        self._ask(is_asking=False)
        set_enabled(self._export, refusal)
        set_enabled(self._forget, refusal)

    def _say(self, words: str) -> None:
        self._status.value = notice_line(" ".join(filter(None, (words, self._progress.notice))))

    def _show(self, html: str) -> None:
        """Replace the cards if they have changed; drawing them again takes a moment."""
        shown = {"output_type": "display_data", "data": {"text/html": html, "text/plain": ""}, "metadata": {}}
        if self._cards.outputs != (shown,):
            self._cards.outputs = (shown,)

    def _export_rows(self) -> None:
        try:
            path, count = export(self._progress, self._styles.directory)
        except OSError as problem:
            self._refresh(f"Nothing is exported: this folder cannot be written to ({problem.strerror}).")
        else:
            self._refresh(f"{counted(count, 'attempt')} exported to {path.resolve()}, beside this notebook.")

    def _ask_or_keep(self) -> None:
        if self._forget.description == KEEP:
            self._refresh("Nothing is forgotten.")
            return
        self._ask(is_asking=True)
        count = len(self._progress.rows())
        self._say(f"Forget {counted(count, 'attempt')} in all nine styles? There is no way back.")

    def _ask(self, *, is_asking: bool) -> None:
        """A press at the same place takes the question back, so that a double click forgets nothing."""
        self._forget.description = KEEP if is_asking else FORGET
        self._confirm.layout.display = None if is_asking else "none"

    def _reset(self) -> None:
        self._progress.reset()
        self._refresh("" if self._progress.rows() else "Forgotten. You begin anew.")
        self._again.focus()


def _summary(own: Iterable[Share]) -> str:
    done, there = map(sum, zip(*((share.done, share.all) for share in own), strict=True))
    return f"You have done {done} of {there} questions, cards, problems and steps."
