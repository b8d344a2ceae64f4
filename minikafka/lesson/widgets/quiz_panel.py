"""The quiz as widgets: options to choose, a hint, Check, and a reason for what was chosen."""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets as widgets

from minikafka.lesson.content.visual.quiz import Quiz
from minikafka.lesson.widgets.chart_view import PANEL_CLASS, panel_style
from minikafka.lesson.widgets.controls import button, row, set_enabled
from minikafka.lesson.widgets.panel_html import notice_line
from minikafka.lesson.widgets.question import Question


class QuizPanel:
    """The widgets of one quiz; ``widget`` is what a notebook shows."""

    def __init__(self, quiz: Quiz) -> None:
        self._quiz = quiz
        self._score = widgets.HTML()
        self._notice = widgets.HTML()
        self._again = button("Try again", self._try_again)
        self._cards = [_Card(quiz, number, self.refresh) for number in range(len(quiz.questions))]
        footer = row("mk-controls", self._again, self._score)
        self.widget = widgets.VBox([panel_style(), *(card.widget for card in self._cards), footer, self._notice])
        self.widget.add_class(PANEL_CLASS)
        self.refresh()

    def refresh(self) -> None:
        """Show the score as it is now."""
        quiz = self._quiz
        words = f"{quiz.score} of {len(quiz.questions)} correct"
        done = " Well done: the broker agrees with you." if quiz.score == len(quiz.questions) else ""
        self._score.value = f'<p class="mk-score" role="status"><b>{words}.</b>{done}</p>'
        self._notice.value = notice_line(quiz.progress.notice) if quiz.progress.notice else ""
        set_enabled(self._again, None if quiz.chosen else "nothing is answered yet")

    def _try_again(self) -> None:
        self._quiz.try_again()
        for card in self._cards:
            card.clear()
        self.refresh()


class _Card:
    """One question."""

    def __init__(self, quiz: Quiz, number: int, on_check: Any) -> None:
        self._quiz = quiz
        self._question = quiz.questions[number]
        self._on_check = on_check
        self._options = widgets.RadioButtons(
            options=[(option.text, index) for index, option in enumerate(self._question.options)], value=None
        )
        self._options.observe(self._take_choice, "value")
        self._check = button("Check", self._grade, "mk-primary")
        self._hint = button("Hint", self._toggle_hint)
        self._hint_line, self._feedback = widgets.HTML(), widgets.HTML()
        title = widgets.HTML(f"<h3>{number + 1}. {escape(self._question.text)}</h3>")
        buttons = row("mk-controls", self._check, self._hint)
        self.widget = widgets.VBox([title, self._options, buttons, self._hint_line, self._feedback])
        self.widget.add_class("mk-card")
        set_enabled(self._check, "choose an answer first")

    def clear(self) -> None:
        """As if nobody had answered."""
        self._options.value = None
        self._hint_line.value = self._feedback.value = ""
        self._hint.description = "Hint"
        set_enabled(self._check, "choose an answer first")

    def _take_choice(self, change: dict[str, Any]) -> None:
        if change["new"] is None:
            return
        self._quiz.choose(self._question, change["new"])
        self._feedback.value = ""
        set_enabled(self._check, None)
        self._on_check()

    def _grade(self) -> None:
        self._quiz.check(self._question)
        self._feedback.value = feedback(self._quiz, self._question)
        self._on_check()

    def _toggle_hint(self) -> None:
        shown = bool(self._hint_line.value)
        self._hint_line.value = "" if shown else f'<p class="mk-hint" role="status">{escape(self._question.hint)}</p>'
        self._hint.description = "Hint" if shown else "Hide hint"


def feedback(quiz: Quiz, question: Question[Any]) -> str:
    """What a learner reads after Check: the reason of the choice, and all the others once it is right."""
    chosen = question.options[quiz.checked[question.name]]
    if not quiz.is_correct(question):
        return f'<p class="mk-feedback mk-no" role="status"><b>Not so.</b> {escape(chosen.reason)} Try another one.</p>'
    others = "".join(
        f"<li><b>{escape(option.text)}</b> {escape(option.reason)}</li>"
        for option in question.options
        if option is not chosen
    )
    return (
        f'<div class="mk-feedback mk-yes" role="status"><p><b>Correct.</b> {escape(chosen.reason)}</p>'
        f"<p>Why not the others:</p><ul>{others}</ul></div>"
    )
