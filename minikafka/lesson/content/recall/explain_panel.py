"""The explanations as widgets: a field to write in, Compare, what is mentioned, and one way to put it."""

from __future__ import annotations

from html import escape

import ipywidgets as widgets

from minikafka.lesson.content.recall.explain import Explain
from minikafka.lesson.content.recall.explanation import LONGEST, Comparison, Point, Task, Verdict
from minikafka.lesson.widgets.chart_view import PANEL_CLASS, panel_style
from minikafka.lesson.widgets.controls import button, row, set_enabled
from minikafka.lesson.widgets.panel_html import notice_line

EMPTY = "Nothing is written yet. Write two or three sentences of your own, then compare."
LIMITS = (
    "This comparison looks for words. Whether your sentences are true, it cannot judge: read the model answer and "
    "decide yourself."
)
HEADS = {
    Verdict.MENTIONED: ("✓", "mk-good", "Mentioned"),
    Verdict.OPPOSITE: ("✗", "mk-warn", "Reads as the opposite"),
    Verdict.MISSING: ("○", "mk-muted", "Not found"),
}


class ExplainPanel:
    """The widgets of all explanations; ``widget`` is what a notebook shows."""

    def __init__(self, explain: Explain) -> None:
        self.widget = widgets.VBox([panel_style(), *(_Card(explain, task).widget for task in explain.tasks)])
        self.widget.add_class(PANEL_CLASS)


class _Card:
    """One explanation."""

    def __init__(self, explain: Explain, task: Task) -> None:
        self._explain = explain
        self._task = task
        self._text = widgets.Textarea(description="Your explanation", continuous_update=False)
        self._text.add_class("mk-text")
        self._model = button("Model answer", self._toggle_model)
        self._result, self._model_line, self._notice = widgets.HTML(), widgets.HTML(), widgets.HTML()
        title = widgets.HTML(f"<h3>{escape(task.text)}</h3>")
        buttons = row("mk-controls", button("Compare", self._compare, "mk-primary"), self._model)
        self.widget = widgets.VBox([title, self._text, buttons, self._result, self._model_line, self._notice])
        self.widget.add_class("mk-card")
        set_enabled(self._model, "compare a text of your own first")

    def _compare(self) -> None:
        comparison = self._explain.compare(self._task, self._text.value)
        self._notice.value = notice_line(notice) if (notice := self._explain.progress.notice) else ""
        if comparison is None:
            self._result.value = f'<p class="mk-hint" role="status">{EMPTY}</p>'
            return
        self._result.value = result(comparison)
        set_enabled(self._model, None)

    def _toggle_model(self) -> None:
        shown = bool(self._model_line.value)
        self._model_line.value = "" if shown else f'<p class="mk-hint" role="status">{escape(self._task.model)}</p>'
        self._model.description = "Model answer" if shown else "Hide model answer"


def result(comparison: Comparison) -> str:
    """What a learner reads after Compare: each point, and what to add."""
    points = "".join(_line(point, verdict) for point, verdict in comparison.verdicts)
    tone = "mk-yes" if comparison.is_complete else "mk-no"
    return (
        f'<div class="mk-feedback {tone}" role="status"><p><b>{_summary(comparison)}</b>{_left_out(comparison)}</p>'
        f'<ul class="mk-points">{points}</ul><p class="mk-muted">{LIMITS}</p></div>'
    )


def _summary(comparison: Comparison) -> str:
    count = len(comparison.verdicts)
    return "Every point is mentioned." if comparison.is_complete else f"{comparison.mentioned} of {count} points found."


def _left_out(comparison: Comparison) -> str:
    if not comparison.left_out:
        return ""
    return f" Your text is very long: the first {LONGEST:,} characters were compared, {comparison.left_out:,} were not."


def _line(point: Point, verdict: Verdict) -> str:
    mark, tone, words = HEADS[verdict]
    advice = "" if verdict is Verdict.MENTIONED else f" Say {escape(point.advice)}"
    return (
        f'<li><span class="{tone}" aria-hidden="true">{mark}</span><span><b>{escape(point.name.capitalize())}.</b> '
        f'<span class="{tone}">{words}.</span>{advice}</span></li>'
    )
