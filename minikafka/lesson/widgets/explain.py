"""Explanations in the learner's own words, compared point by point with what each must mention."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from minikafka.lesson.progress.progress import Kind, Progress
from minikafka.lesson.views.words import counted
from minikafka.lesson.widgets import card_html as html
from minikafka.lesson.widgets import card_words as words
from minikafka.lesson.widgets.card import Button, Face, Field, Pressed, ShownAsCards
from minikafka.lesson.widgets.explanation import LONGEST, Comparison, Mention, Point, Task, compare

TEXT, COMPARE, MODEL = "text", "compare", "model"
HEADS = {
    Mention.MENTIONED: ("✓", "mk-good"),
    Mention.OPPOSITE: ("✗", "mk-warn"),
    Mention.MISSING: ("○", "mk-muted"),
}


class Explain(ShownAsCards):
    """Things to explain in one's own words. Display it in a notebook to write.

    ``compared`` holds the last comparison of each task by its name.
    """

    def __init__(self, tasks: Sequence[Task], *, style: str | None = None) -> None:
        self.tasks = tuple(tasks)
        self.style = style
        self.progress = Progress()
        self.compared: dict[str, Comparison] = {}
        self._texts: dict[str, str] = {}  # as they were compared last, empty ones too
        self._model_shown: set[str] = set()

    def __repr__(self) -> str:
        return f"Explain({counted(len(self.tasks), 'explanation')}, {len(self.compared)} compared)"

    def compare(self, task: Task, text: str) -> Comparison | None:
        """Compare a text with what the task asks for, and keep whether nothing is missing; ``None`` if it is empty."""
        self._texts[task.name] = text
        if not text.strip():
            return None
        comparison = compare(text, task.points)
        self.compared[task.name] = comparison
        if self.style:
            self.progress.record(self.style, Kind.ANSWER, task.name, correct=comparison.is_complete)
        self.refresh()
        return comparison

    # On the cards

    def faces(self) -> list[Face]:
        return [self._face(task) for task in self.tasks]

    def press(self, pressed: Pressed) -> None:
        if pressed.verb == MODEL:
            self._model_shown ^= {pressed.card}
        else:
            self.compare(next(task for task in self.tasks if task.name == pressed.card), pressed.entries[TEXT])

    def _face(self, task: Task) -> Face:
        is_shown = task.name in self._model_shown
        refusal = None if task.name in self.compared else words.COMPARE_FIRST
        buttons = (
            Button(COMPARE, words.COMPARE, is_primary=True),
            Button(MODEL, words.HIDE_MODEL if is_shown else words.MODEL, refusal),
        )
        field = Field(TEXT, words.YOUR_EXPLANATION, is_long=True)
        entries = {TEXT: self._texts.get(task.name, "")}
        model = html.hint(task.model) if is_shown else html.NOTHING
        face = Face(task.name, html.title(task.text), (field,), entries, buttons, told=self._told(task) + model)
        return face.with_notice(self.progress.notice)

    def _told(self, task: Task) -> Markup:
        if task.name in self._texts and not self._texts[task.name].strip():
            return html.hint(words.EMPTY)
        return result(self.compared[task.name]) if task.name in self.compared else html.NOTHING


def result(comparison: Comparison) -> Markup:
    """What a learner reads after Compare: each point, and what to add."""
    count, found = len(comparison.mentions), comparison.mentioned
    summary = words.ALL_MENTIONED if comparison.is_complete else words.FOUND.format(mentioned=found, count=count)
    left_out = words.LEFT_OUT.format(longest=LONGEST, left_out=comparison.left_out) if comparison.left_out else ""
    points = html.listed((_line(point, mention) for point, mention in comparison.mentions), "mk-points")
    lines = html.paragraph(html.bold(summary, left_out)) + points + html.paragraph(words.LIMITS, "mk-muted")
    return html.feedback(lines, correct=comparison.is_complete)


def _line(point: Point, mention: Mention) -> Markup:
    mark, tone = HEADS[mention]
    said = {
        Mention.MENTIONED: words.MENTIONED,
        Mention.OPPOSITE: words.OPPOSITE,
        Mention.MISSING: words.MISSING,
    }[mention]
    advice = "" if mention is Mention.MENTIONED else f" {words.ADD.format(advice=point.advice)}"
    return Markup(
        '<span class="{0}" aria-hidden="true">{1}</span><span><b>{2}.</b> <span class="{0}">{3}</span>{4}</span>'
    ).format(tone, mark, point.name[0].upper() + point.name[1:], said, advice)
