"""What became of a learner's check: the four steps, the rows of Kafka's rules, and the core scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from typing import Any

from minikafka.engine.sequence_check import RULES, Branch, Rule
from minikafka.lesson.content.project.arrival import DUPLICATE, STORE, LearnersCheck
from minikafka.lesson.content.project.grading import Grade, Result, grades, result_of
from minikafka.lesson.content.project.own_check import OwnCheck
from minikafka.lesson.content.project.scenarios import scenarios
from minikafka.lesson.content.project.steps import STEPS, Step, step_of

HEADINGS = ("Row", "Step", "Your check", "Kafka's answer", "When")


@dataclass(frozen=True, slots=True)
class StepReview:
    """One step: how it stands, and what a learner reads who has come to it."""

    step: Step
    result: Result
    advice: str

    @property
    def line(self) -> str:
        """The step in a line."""
        return f"Step {self.step.number}, {self.step.name}: {self.result}"


class Review:
    """What ``review`` found; display it in a notebook.

    ``passed`` counts the core scenarios in which every answer is Kafka's. ``notice`` is about the learner's progress.
    """

    def __init__(self, graded: Sequence[Grade], passed: int) -> None:
        self._graded = graded
        self.passed = passed
        self.notice = ""
        self._panel: Any = None

    def __repr__(self) -> str:
        steps = [step.line for step in self.steps]
        return "\n".join([self.headline, *steps, "", self.advice, "", *_aligned([HEADINGS, *self.rows])])

    def _repr_mimebundle_(self, **_options: Any) -> dict[str, Any]:
        """The review as a widget; in plain text, all that it says."""
        from minikafka.lesson.content.project.review_panel import review_panel
        from minikafka.lesson.widgets.still import mimebundle

        self._panel = self._panel or review_panel(self)
        return mimebundle(self._panel, repr(self))

    @property
    def headline(self) -> str:
        """How far the check has come, in a sentence."""
        done = sum(step.result is Result.CORRECT for step in self.steps)
        core = sum(scenario.is_core for scenario in scenarios())
        if done == len(STEPS) and self.passed == core:
            return f"Correct: your check answers as Kafka does, in all {core} core scenarios."
        if all(grade.result is Result.TO_DO for grade in self._graded):
            return f"To do: {len(STEPS)} steps, {core} core scenarios."
        return f"{done} of {len(STEPS)} steps, {self.passed} of {core} core scenarios."

    @property
    def steps(self) -> tuple[StepReview, ...]:
        """The four steps."""
        return tuple(_step_review(step, [it for it in self._graded if step_of(it.case) is step]) for step in STEPS)

    @property
    def current(self) -> StepReview | None:
        """The first step that is not correct; ``None`` once all are."""
        return next((step for step in self.steps if step.result is not Result.CORRECT), None)

    @property
    def advice(self) -> str:
        """The first mistake in the current step, or what to do next."""
        return self.current.advice if self.current else "Now let a real client ask it."

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows of Kafka's rules, under ``HEADINGS``."""
        return tuple(_row(rule, [it for it in self._graded if it.case.rule is rule]) for rule in RULES)


def review(check: LearnersCheck) -> Review:
    """Ask ``check`` every question, and play the core scenarios on brokers that ask it."""
    own = OwnCheck(check)
    with redirect_stdout(StringIO()):
        passed = sum(scenario.is_core and scenario.passes(own) for scenario in scenarios())
    return Review(grades(check), passed)


def _step_review(step: Step, graded: Sequence[Grade]) -> StepReview:
    rows = f"{'row' if len(step.rows) == 1 else 'rows'} {', '.join(step.rows)}"
    next_up = f"Next is step {step.number}, {step.name}: {rows} of the table."
    return StepReview(step, result_of(graded), next((grade.sentence for grade in graded if grade.sentence), next_up))


def _row(rule: Rule, graded: Sequence[Grade]) -> tuple[str, ...]:
    result, right = result_of(graded), sum(grade.result is Result.CORRECT for grade in graded)
    standing = f"{result} ({right} of {len(graded)})" if right and result is not Result.CORRECT else str(result)
    step = next(step.number for step in STEPS if rule.row in step.rows)
    return rule.row, str(step), standing, _kafkas_answer(rule), rule.condition


def _kafkas_answer(rule: Rule) -> str:
    return {Branch.NEW: STORE.name, Branch.DUPLICATE: DUPLICATE.name}.get(rule.branch, rule.error.name)


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns as wide as what is in them."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
