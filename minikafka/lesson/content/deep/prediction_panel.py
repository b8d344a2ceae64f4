"""A prediction as widgets: options, a hint, Commit; and the reveal, which is made when the learner has committed."""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets as widgets

from minikafka.lesson.content.deep.prediction import Prediction
from minikafka.lesson.widgets.chart_view import PANEL_CLASS, panel_style
from minikafka.lesson.widgets.controls import button, row, set_enabled
from minikafka.lesson.widgets.panel_html import notice_line


class PredictionPanel:
    """The widgets of one prediction; ``widget`` is what a notebook shows."""

    def __init__(self, prediction: Prediction) -> None:
        self._prediction = prediction
        question = prediction.question
        self._commit = button("Commit", self._take, "mk-primary")
        self._hint = button("Hint", self._toggle_hint)
        self._hint_line, self._reveal = widgets.HTML(), widgets.HTML()
        self._options = widgets.RadioButtons(
            options=[(option.text, index) for index, option in enumerate(question.options)], value=None
        )
        self._options.observe(lambda _: set_enabled(self._commit, None), "value")
        title = widgets.HTML(f'<h3><span class="mk-muted">Predict.</span> {escape(question.text)}</h3>')
        buttons = row("mk-controls", self._commit, self._hint)
        card = widgets.VBox([title, self._options, buttons, self._hint_line, self._reveal])
        card.add_class("mk-card")
        self.widget = widgets.VBox([panel_style(), card])
        self.widget.add_class(PANEL_CLASS)
        set_enabled(self._commit, "choose an answer first; you can commit once")

    def _take(self) -> None:
        self._prediction.commit(self._options.value)
        self._options.disabled = True
        self._hint_line.value, self._hint.description = "", "Hint"
        set_enabled(self._commit, "you have committed; run the cell again to be asked again")
        set_enabled(self._hint, "you have committed, so the answer is below")
        self._reveal.value = reveal(self._prediction)

    def _toggle_hint(self) -> None:
        shown, hint = bool(self._hint_line.value), escape(self._prediction.question.hint)
        self._hint_line.value = "" if shown else f'<p class="mk-hint" role="status">{hint}</p>'
        self._hint.description = "Hint" if shown else "Hide hint"


def reveal(prediction: Prediction) -> str:
    """What a learner reads after Commit: whether it is so and why, the run that proves it, and the other options."""
    question, committed = prediction.question, prediction.committed
    assert committed is not None, "only who has committed is told"
    options: list[Any] = list(question.options)
    true, chosen = options[question.answer()], options[committed]
    others = [chosen] * (chosen is not true) + [each for each in options if each not in (true, chosen)]
    reasons = "".join(f"<li><b>{escape(each.text)}</b> {escape(each.reason)}</li>" for each in others)
    notice = notice_line(prediction.progress.notice) if prediction.progress.notice else ""
    return (
        f'<div class="mk-feedback {"mk-yes" if prediction.is_correct else "mk-no"}" role="status">'
        f"<p>{_verdict(prediction)} {escape(true.reason)}</p></div>"
        f'<div class="mk-proof">{question.evidence()._repr_html_()}</div>'
        f'<p>Why not the others:</p><ul class="mk-others">{reasons}</ul>{notice}'
    )


def _verdict(prediction: Prediction) -> str:
    if prediction.is_correct:
        return "<b>You predicted it.</b>"
    question = prediction.question
    return f"<b>The broker does otherwise.</b> True is: {escape(question.options[question.answer()].text)}"
