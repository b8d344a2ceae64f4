"""A challenge as widgets: Start, the problem, its fields, Check, Hint, and what a run says."""

from __future__ import annotations

from html import escape

import ipywidgets as widgets

from minikafka.lesson.content.challenge.field import Answers, Field
from minikafka.lesson.content.challenge.problem import Problem, Verdict
from minikafka.lesson.content.challenge.sitting import Phase, Sitting
from minikafka.lesson.content.challenge.stopwatch import stopwatch
from minikafka.lesson.widgets.chart_view import PANEL_CLASS, panel_style
from minikafka.lesson.widgets.controls import button, row, set_enabled
from minikafka.lesson.widgets.panel_html import notice_line


class Card:
    """The widgets of one sitting; ``widget`` is what a notebook shows."""

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self._start = button("Start", self._press_start)
        self._check = button("Check", self._press_check)
        self._hint = button("Hint", self._press_hint)
        self._exhibit, self._time, self._notice = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self._hint_line, self._feedback = widgets.HTML(), widgets.HTML()
        self._posed: Problem | None = None
        self._inputs: dict[str, widgets.Widget] = {}
        self._fields = widgets.VBox()
        self._fields.add_class("mk-fields")
        challenge = sitting.challenge
        task = widgets.HTML(f"<h3>{sitting.number}. {escape(challenge.title)}</h3><p>{escape(challenge.task)}</p>")
        buttons = row("mk-controls", self._start, self._check, self._hint, self._time)
        body = [task, self._exhibit, self._fields, buttons, self._notice, self._hint_line, self._feedback]
        card = widgets.VBox(body)
        card.add_class("mk-card")
        self.widget = widgets.VBox([panel_style(), card])
        self.widget.add_class(PANEL_CLASS)
        self.refresh()

    def refresh(self) -> None:
        """Show the sitting as it stands."""
        sitting = self._sitting
        if sitting.problem is not self._posed:
            self._pose(sitting.problem)
        is_running = sitting.phase is Phase.RUNNING
        self._show_buttons()
        for entry in self._inputs.values():
            entry.disabled = not is_running
        self._time.value = stopwatch(sitting)
        self._notice.value = notice_line(sitting.notice)
        hint = sitting.challenge.hint
        self._hint_line.value = f'<p class="mk-hint" role="status">{escape(hint)}</p>' if sitting.hint_used else ""
        self._feedback.value = feedback(sitting)

    def _show_buttons(self) -> None:
        """The next thing to press is the primary one; a button that is off says why."""
        sitting = self._sitting
        is_running = sitting.phase is Phase.RUNNING
        closed = "press Start first" if sitting.phase is Phase.READY else "this round is over"
        self._start.description = "Play again" if sitting.phase in {Phase.SOLVED, Phase.SHOWN} else "Start"
        set_enabled(self._start, "the time runs already" if is_running else None)
        set_enabled(self._check, None if is_running else closed)
        set_enabled(self._hint, closed if not is_running else "the hint is shown" if sitting.hint_used else None)
        primary, other = (self._check, self._start) if is_running else (self._start, self._check)
        other.remove_class("mk-primary")
        primary.add_class("mk-primary")

    def _press_start(self) -> None:
        self._sitting.start()
        self.refresh()

    def _press_check(self) -> None:
        self._sitting.check({name: str(entry.value or "") for name, entry in self._inputs.items()})
        self.refresh()

    def _press_hint(self) -> None:
        self._sitting.take_hint()
        self.refresh()

    def _pose(self, problem: Problem | None) -> None:
        """Show the problem of a new round, with nothing filled in."""
        self._posed = problem
        self._exhibit.value = problem.exhibit if problem else ""
        self._inputs = {field.name: _entry(field) for field in problem.fields} if problem else {}
        self._fields.children = list(self._inputs.values())


def _entry(field: Field) -> widgets.Widget:
    """The widget in which a field is answered.

    No dropdown: JupyterLab takes the arrow keys and letters that are pressed in one for commands to the notebook.
    """
    if field.options:
        made = widgets.RadioButtons(options=field.options, value=None, description=field.label)
    else:
        made = widgets.Text(description=field.label, continuous_update=False)
    for name in ("mk-field", "mk-number") if field.is_number else ("mk-field",):
        made.add_class(name)
    return made


def feedback(sitting: Sitting) -> str:
    """What a learner reads after Check: the reasons, the run, and the solution once no attempt is left."""
    verdict = sitting.verdict
    if verdict is None:
        return ""
    if verdict.correct:
        return _told("Correct", verdict, f"Level reached: {sitting.level.words}.")
    if sitting.phase is Phase.RUNNING:
        return _told("Not so", verdict, "One attempt is left.")
    return _told("Not so", verdict) + _solution(sitting)


def _told(judgement: str, verdict: Verdict, remark: str = "") -> str:
    tone = "mk-yes" if verdict.correct else "mk-no"
    first, *others = [*verdict.reasons, *([remark] if remark else [])]
    more = "".join(f"<p>{escape(reason)}</p>" for reason in others)
    return (
        f'<div class="mk-feedback {tone}"><div role="status"><p><b>{judgement}.</b> {escape(first)}</p>{more}</div>'
        f"{verdict.shown}</div>"
    )


def _solution(sitting: Sitting) -> str:
    """A solution, and the run that proves it."""
    problem = sitting.problem
    assert problem, "a round that is over had a problem"
    answers: Answers = problem.solution()
    lines = "".join(f"<li>{escape(field.label)}: <b>{escape(answers[field.name])}</b></li>" for field in problem.fields)
    proof = problem.grade(answers)
    reasons = "".join(f"<p>{escape(reason)}</p>" for reason in proof.reasons)
    return (
        f'<div class="mk-feedback mk-answer"><p><b>A solution.</b> This round brings no badge; another one can.</p>'
        f"<ul>{lines}</ul>{reasons}{proof.shown}</div>"
    )
