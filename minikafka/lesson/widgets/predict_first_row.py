"""Predict first as widgets: the question with its three answers, the outcome, and the score."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape

import ipywidgets as widgets

from minikafka.engine.sequence_check import Branch
from minikafka.lesson.widgets.controls import button, row
from minikafka.lesson.widgets.predict_first import ANSWERS, PredictFirst


class PredictFirstRow:
    """One row; it keeps its place while nothing is asked, so that nothing jumps.

    ``give_back_focus`` is called once a question is answered or cancelled: the buttons that had it are gone then.
    """

    def __init__(self, predict: PredictFirst, give_back_focus: Callable[[], None]) -> None:
        self._predict = predict
        self._give_back_focus = give_back_focus
        self._was_asked = False
        self._text = widgets.HTML()
        self._answers = [button(words, partial(self._answer, branch)) for branch, words in ANSWERS.items()]
        self._choices = row("mk-controls", *self._answers, button("Cancel", self._cancel))
        self.widget = widgets.VBox([self._text, self._choices])
        self.widget.add_class("mk-predict")
        self.refresh()

    def refresh(self) -> None:
        """Show the question, or what came of the last one."""
        predict, asked = self._predict, self._predict.asked
        self.widget.layout.display = None if predict.on else "none"
        self._choices.layout.visibility = "visible" if asked else "hidden"
        self._text.value = self._words()
        if asked and not self._was_asked:
            self._answers[0].focus()
        self._was_asked = asked is not None

    def _answer(self, branch: Branch) -> None:
        self._predict.answer(branch)
        self._give_back_focus()

    def _cancel(self) -> None:
        self._predict.cancel()
        self._give_back_focus()

    def _words(self) -> str:
        predict = self._predict
        told = predict.asked.question if predict.asked else predict.outcome or "Press Send or Retry to be asked."
        score = f"{predict.right} of {predict.total} right" if predict.total else ""
        notice = f" {escape(predict.progress.notice)}" if predict.progress.notice else ""
        return f'<p role="status"><b>{escape(told)}</b> <span class="mk-muted">{score}{notice}</span></p>'
