"""The review as a widget: how far the check has come, what is wrong, and the table of Kafka's rules."""

from __future__ import annotations

from html import escape

import ipywidgets as widgets

from minikafka.lesson.content.project.grading import Result
from minikafka.lesson.content.project.review import HEADINGS, Review, StepReview
from minikafka.lesson.widgets.chart_view import PANEL_CLASS, panel_style
from minikafka.lesson.widgets.panel_html import notice_line

_MARKS = {Result.CORRECT: "✓", Result.NOT_YET: "✗", Result.TO_DO: "·"}
_TONES = {Result.CORRECT: "mk-good", Result.NOT_YET: "mk-warn", Result.TO_DO: "mk-muted"}


def review_panel(review: Review) -> widgets.VBox:
    """What a notebook shows of a review."""
    card = widgets.VBox([widgets.HTML(_summary(review)), widgets.HTML(_table(review))])
    card.add_class("mk-card")
    panel = widgets.VBox([panel_style(), card])
    panel.add_class(PANEL_CLASS)
    return panel


def _summary(review: Review) -> str:
    steps = "".join(map(_step, review.steps))
    notice = notice_line(review.notice) if review.notice else ""
    return (
        f'<h3>Review</h3><ol class="mk-ladder">{steps}</ol>'
        f'<div class="mk-feedback mk-verdict {_side(review)}" role="status">'
        f"<p><b>{escape(review.headline)}</b></p><p>{escape(review.advice)}</p></div>{notice}"
    )


def _side(review: Review) -> str:
    result = review.current.result if review.current else Result.CORRECT
    return {Result.CORRECT: "mk-yes", Result.NOT_YET: "mk-no", Result.TO_DO: ""}[result]


def _step(step: StepReview) -> str:
    result = step.result
    return (
        f'<li><b>{step.step.number}. {step.step.name}</b> <span class="{_TONES[result]}">{_marked(result)}</span></li>'
    )


def _marked(result: Result) -> str:
    return f'<span aria-hidden="true">{_MARKS[result]}</span> {result}'


def _table(review: Review) -> str:
    heads = "".join(f'<th scope="col">{heading}</th>' for heading in HEADINGS)
    rows = "".join(map(_row, review.rows))
    return f'<table class="mk-rows"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def _row(cells: tuple[str, ...]) -> str:
    row, step, standing, answer, condition = map(escape, cells)
    breakable = answer.replace("_", "_<wbr>")
    result = next(result for result in Result if standing.startswith(result))
    marked = f'<span aria-hidden="true">{_MARKS[result]}</span> {standing}'
    return (
        f'<tr><td>{row}</td><td>{step}</td><td class="{_TONES[result]}">{marked}</td>'
        f"<td><code>{breakable}</code></td><td>{condition}</td></tr>"
    )
