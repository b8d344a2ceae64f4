"""The interview question as a card with one button, which shows an answer and what was counted for it."""

from __future__ import annotations

from html import escape

import ipywidgets as widgets

from minikafka.lesson.content.perf.interview import Interview, Point
from minikafka.lesson.widgets.chart_view import PANEL_CLASS, panel_style
from minikafka.lesson.widgets.controls import button, row

INVITATION = "Answer aloud first, in half a minute. Then compare."


class InterviewPanel:
    """The widgets; ``widget`` is what a notebook shows."""

    def __init__(self, interview: Interview) -> None:
        self._interview = interview
        self._answer = widgets.HTML()
        self._toggle = button("Show an answer", self._show_or_hide, "mk-primary")
        question = widgets.HTML(f"<h3>{escape(interview.text)}</h3><p>{INVITATION}</p>")
        card = widgets.VBox([question, row("mk-controls", self._toggle), self._answer])
        card.add_class("mk-card")
        self.widget = widgets.VBox([panel_style(), card])
        self.widget.add_class(PANEL_CLASS)

    def _show_or_hide(self) -> None:
        shown = bool(self._answer.value)
        self._answer.value = "" if shown else answer_html(self._interview.answer)
        self._toggle.description = "Show an answer" if shown else "Hide the answer"


def answer_html(points: tuple[Point, ...]) -> str:
    """The answer as a list, with what was counted a moment ago below each sentence."""
    items = "".join(
        f'<li><p>{escape(point.text)}</p><p class="mk-muted">Counted: {escape(point.proof())}.</p></li>'
        for point in points
    )
    return f'<div role="status"><ol class="mk-answer">{items}</ol></div>'
