"""A review of a learner's program: how far it has come, what is wrong, and the rules that it was asked about."""

from __future__ import annotations

import enum
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from minikafka.engine.trace import Trace
from minikafka.lesson.views.table import table_of
from minikafka.lesson.widgets import card_html as html
from minikafka.lesson.widgets import card_words as words
from minikafka.lesson.widgets.card import Face, ShownAsCards
from minikafka.lesson.widgets.shown import Shown


class Result(enum.StrEnum):
    """How a question, a row or a step stands."""

    CORRECT = enum.auto()
    NOT_YET = enum.auto()
    TO_DO = enum.auto()

    @property
    def words(self) -> str:
        """The result as a learner reads it."""
        return words.RESULTS[self.value]


_MARKS = {Result.CORRECT: "✓", Result.NOT_YET: "✗", Result.TO_DO: "·"}
_TONES = {Result.CORRECT: "mk-good", Result.NOT_YET: "mk-warn", Result.TO_DO: "mk-muted"}
_SIDES = {Result.CORRECT: "mk-yes", Result.NOT_YET: "mk-no", Result.TO_DO: ""}


@dataclass(frozen=True, slots=True)
class StepReview:
    """One step: its number and name, how it stands, and what a learner reads who has come to it.

    ``advice`` is the first mistake, or what to do; ``rule`` tells what the step asks for, ``hint`` how to begin.
    """

    number: int
    name: str
    result: Result
    advice: str
    rule: str
    hint: str

    @property
    def line(self) -> str:
        """The step in a line."""
        return words.STEP.format(number=self.number, name=self.name, result=self.result.words)


@dataclass(frozen=True, slots=True)
class RuleReview:
    """One rule: its row, the step that adds it, how it stands and how far, the right answer, and its condition."""

    row: str
    step: int
    result: Result
    right: int
    count: int
    answer: str
    condition: str

    @property
    def standing(self) -> str:
        """How it stands, in words; of a rule that is half right, how many questions are."""
        if self.right and self.result is not Result.CORRECT:
            return words.PARTLY.format(result=self.result.words, right=self.right, count=self.count)
        return self.result.words

    @property
    def cells(self) -> tuple[str, ...]:
        return self.row, str(self.step), self.standing, self.answer, self.condition


@dataclass(frozen=True, slots=True)
class SearchedRuns:
    """What a search has found out about the program: a sentence, and, if something breaks, the actions and the run."""

    sentence: str
    actions: tuple[str, ...] = ()
    run: Trace | None = None

    @property
    def lines(self) -> list[str]:
        """The same as text."""
        return [self.sentence, *(f"{number}. {action}" for number, action in enumerate(self.actions, 1))]


class ShownReview(ShownAsCards):
    """A review, as a card and in plain text. ``notice`` is about the learner's progress."""

    notice = ""

    @property
    @abstractmethod
    def headline(self) -> str:
        """How far the program has come, in a sentence."""

    @property
    @abstractmethod
    def steps(self) -> Sequence[StepReview]:
        """The steps in their order."""

    @property
    @abstractmethod
    def advice(self) -> str:
        """The first mistake in the current step, or what to do next."""

    @property
    @abstractmethod
    def rows(self) -> Sequence[RuleReview]:
        """The rules in their order."""

    @property
    @abstractmethod
    def searched_runs(self) -> SearchedRuns | None:
        """What a search has found; ``None`` as long as the program is not ready for one."""

    @property
    def current(self) -> StepReview | None:
        """The first step that is not correct; ``None`` once all are."""
        return next((step for step in self.steps if step.result is not Result.CORRECT), None)

    @property
    def revealed(self) -> list[RuleReview]:
        """The rules up to the current step: what is asked later is not told before."""
        last = self.current.number if self.current else len(self.steps)
        return [row for row in self.rows if row.step <= last]

    def __repr__(self) -> str:
        steps = [step.line for step in self.steps]
        table = repr(table_of([row.cells for row in self.revealed], words.RULES))
        rule = [self.current.rule] if self.current else []
        searched = ["", *self.searched_runs.lines] if self.searched_runs else []
        return "\n".join([self.headline, *steps, "", self.advice, *rule, *searched, "", table])

    stored = Shown.stored  # nothing: the plain text says it all

    def faces(self) -> list[Face]:
        result = self.current.result if self.current else Result.CORRECT
        steps = html.listed(map(_step, self.steps), "mk-ladder", is_ordered=True)
        verdict = Markup('<div class="mk-feedback mk-verdict {}"><p><b>{}</b></p><p>{}</p></div>').format(
            _SIDES[result], self.headline, self.advice
        )
        rule = _rule(self.current) if self.current else Markup()
        more = rule + _searched(self.searched_runs) + html.table(words.RULES, map(_row, self.revealed), "mk-rows")
        face = Face("review", html.title(words.REVIEW) + steps, told=verdict, more=more)
        return [face.with_notice(self.notice)]


def _searched(found: SearchedRuns | None) -> Markup:
    """What a search has found: the run as its actions, and step by step."""
    if found is None:
        return Markup()
    told = html.paragraph(html.bold(words.EVERY_RUN, found.sentence))
    return told + (html.listed(found.actions, is_ordered=True) + html.shown(found.run) if found.run else Markup())


def _rule(step: StepReview) -> Markup:
    """What the current step asks for, and a hint that opens when a learner wants it."""
    folded = Markup("<p>{}</p><details><summary>{}</summary><p>{}</p></details>")
    return folded.format(step.rule, words.HINT_FOR_STEP.format(number=step.number), step.hint)


def _step(step: StepReview) -> Markup:
    line = Markup('<b>{}. {}</b> <span class="{}">{}</span>')
    return line.format(step.number, step.name, _TONES[step.result], _marked(step.result, step.result.words))


def _marked(result: Result, said: str) -> Markup:
    return Markup('<span aria-hidden="true">{}</span> {}').format(_MARKS[result], said)


def _row(rule: RuleReview) -> Markup:
    row, step, standing, answer, condition = rule.cells
    code = Markup("<code>{}</code>").format(html.breakable(answer))
    contents = (row, step, _marked(rule.result, standing), code, condition)
    return html.row(contents, ("", "", _TONES[rule.result], "", ""))
