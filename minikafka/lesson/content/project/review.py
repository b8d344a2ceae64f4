"""What became of a learner's check: graded question by question, and reviewed by steps, rows and core scenarios."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from functools import cached_property
from io import StringIO

from minikafka import search
from minikafka.engine.sequence_check import RULES, Branch, Check, Rule
from minikafka.lesson.content.project.cases import STEPS, Case, Step, cases, question_text, scenarios, step_of, why
from minikafka.lesson.content.project.learners_check import (
    DUPLICATE,
    STORE,
    Answer,
    CheckFailed,
    LearnersCheck,
    OwnCheck,
    ask,
    short,
)
from minikafka.lesson.progress.progress import Kind, Progress
from minikafka.lesson.views.words import counted
from minikafka.lesson.widgets.review import Result, RuleReview, SearchedRuns, ShownReview, StepReview
from minikafka.search.play import PlayedDifferently
from minikafka.search.promises import Promise, in_words


@dataclass(frozen=True, slots=True)
class Grade:
    """One question and what came of it; ``sentence`` tells a learner what is wrong, and is empty otherwise.

    ``answer`` is ``None`` when there was none.
    """

    case: Case
    result: Result
    sentence: str = ""
    answer: Answer | None = None


class Review(ShownReview):
    """What ``review`` found; display it in a notebook.

    ``passed`` counts the core scenarios in which every answer is Kafka's; ``own`` is the check itself, in a broker.
    """

    def __init__(self, graded: Sequence[Grade], passed: int, own: OwnCheck) -> None:
        self._graded = graded
        self._own = own
        self.passed = passed

    @property
    def headline(self) -> str:
        done = sum(step.result is Result.CORRECT for step in self.steps)
        core = sum(scenario.is_core for scenario in scenarios())
        if done == len(STEPS) and self.passed == core:
            return f"Correct: your check answers as Kafka does, in all {core} core scenarios."
        if all(grade.result is Result.TO_DO for grade in self._graded):
            return f"To do: {len(STEPS)} steps, {core} core scenarios."
        return f"{done} of {len(STEPS)} steps, {self.passed} of {core} core scenarios."

    @property
    def steps(self) -> tuple[StepReview, ...]:
        return tuple(_step_review(step, [it for it in self._graded if step_of(it.case) is step]) for step in STEPS)

    @property
    def advice(self) -> str:
        return self.current.advice if self.current else "Now let a real client ask it."

    @cached_property
    def searched_runs(self) -> SearchedRuns | None:
        """The shortest run that breaks a promise, if the check has an answer to every question."""
        if any(grade.answer is None for grade in self._graded):
            return None
        with redirect_stdout(StringIO()):
            return search_runs(self._own)

    @property
    def rows(self) -> tuple[RuleReview, ...]:
        return tuple(_rule_review(rule, [it for it in self._graded if it.case.rule is rule]) for rule in RULES)


class Project:
    """One learner's work on one check. With a ``style``, as in ``"07-project"``, progress is kept."""

    def __init__(self, *, style: str | None = None) -> None:
        self.style = style
        self.progress = Progress()
        self._done: set[str] = set()

    def __repr__(self) -> str:
        return "Project()"

    def review(self, check: LearnersCheck) -> Review:
        """Grade ``check`` as it is now; no mistake of the check is raised here."""
        found = review(check)
        if self.style:
            self._keep(self.style, found)
            found.notice = self.progress.notice
        return found

    def _keep(self, style: str, found: Review) -> None:
        """A step that is done is kept once; a mistake in the current one is an attempt."""
        for step in found.steps:
            item = item_of(step)
            if step.result is Result.CORRECT and item not in self._done:
                self._done.add(item)
                self.progress.record(style, Kind.STEP, item, correct=True)
        if found.current and found.current.result is Result.NOT_YET:
            self.progress.record(style, Kind.STEP, item_of(found.current), correct=False)


def review(check: LearnersCheck) -> Review:
    """Ask ``check`` every question, and play the core scenarios on brokers that ask it."""
    own = OwnCheck(check)
    with redirect_stdout(StringIO()):
        passed = sum(scenario.is_core and scenario.passes(own) for scenario in scenarios())
    return Review(grades(check), passed, own)


def grades(check: LearnersCheck) -> tuple[Grade, ...]:
    """Put every question to ``check``."""
    return tuple(_grade(check, case) for case in cases())


def result_of(graded: Iterable[Grade]) -> Result:
    """One wrong answer makes it "not yet"; without one, a missing answer makes it "to do"."""
    results = {grade.result for grade in graded}
    return next((result for result in (Result.NOT_YET, Result.TO_DO) if result in results), Result.CORRECT)


def _grade(check: LearnersCheck, case: Case) -> Grade:
    """One question. What the check prints is shown for a mistake only, or a notebook would be full of it."""
    with redirect_stdout(StringIO()) as printed:
        grade = _asked(check, case)
    if grade.sentence and printed.getvalue():
        return replace(grade, sentence=f"{grade.sentence} It printed: {short(printed.getvalue().strip())}")
    return grade


def _asked(check: LearnersCheck, case: Case) -> Grade:
    try:
        answer = ask(check, case.question)
    except NotImplementedError:
        return Grade(case, Result.TO_DO)
    except CheckFailed as failed:
        return Grade(case, Result.NOT_YET, _failed(case, failed))
    if answer is case.right:
        return Grade(case, Result.CORRECT, answer=answer)
    return Grade(case, Result.NOT_YET, _wrong(case, answer), answer)


def _failed(case: Case, failed: CheckFailed) -> str:
    return f"Not yet, row {case.rule.row}: your check {failed}. It was asked about {question_text(case.question)}."


def _wrong(case: Case, answer: Answer) -> str:
    asked = question_text(case.question)
    return f"Not yet, row {case.rule.row}: your check answered {answer.name} to {asked}. {why(case)}"


def item_of(step: StepReview) -> str:
    """The name of a step in a learner's progress."""
    return STEPS[step.number - 1].item


def _step_review(step: Step, graded: Sequence[Grade]) -> StepReview:
    next_up = f"Next is step {step.number}, {step.name}."
    advice = next((grade.sentence for grade in graded if grade.sentence), next_up)
    return StepReview(step.number, step.name, result_of(graded), advice, step.rule, step.hint)


def _rule_review(rule: Rule, graded: Sequence[Grade]) -> RuleReview:
    right = sum(grade.result is Result.CORRECT for grade in graded)
    step = next(step.number for step in STEPS if rule.row in step.rows)
    return RuleReview(rule.row, step, result_of(graded), right, len(graded), _kafkas_answer(rule), rule.condition)


def _kafkas_answer(rule: Rule) -> str:
    return {Branch.NEW: STORE.name, Branch.DUPLICATE: DUPLICATE.name}.get(rule.branch, rule.error.name)


# The shortest run that breaks a promise, which says more than the name of a scenario


# With Kafka's own check none of these runs breaks one of these promises.
SETTINGS = search.Settings(generation="kafka-4.5")
ACTIONS = search.NETWORK | {search.Kind.SEND_AGAIN, search.Kind.GIVE_UP}
DEPTH = 4
PROMISED = ("no-duplicates", "nothing-acknowledged-is-missing", "order-is-kept")  # what can be seen in the log


def search_runs(check: Check) -> SearchedRuns | None:
    """What a search finds on brokers that ask ``check``; ``None`` if the check does not always answer the same."""
    try:
        result = search.shortest(_is_kept, SETTINGS, ACTIONS, DEPTH, decide=check)
        return _found(result, check) if result.run else _none(result)
    except (search.PromiseFailed, PlayedDifferently):
        return None


def _is_kept(world: search.World) -> bool:
    return _broken(world) is None


def _broken(world: search.World) -> Promise | None:
    return next((search.PROMISES[name] for name in PROMISED if not search.PROMISES[name](world)), None)


def _found(result: search.Result, check: Check) -> SearchedRuns | None:
    assert result.run, "a run was found"
    world = search.World(result.settings, check)
    for action in result.run:
        world.take(action)
    promise = _broken(world)
    if promise is None:
        return None
    sentence = f"A run of {counted(len(result.run), 'action')} breaks a promise: {in_words(promise)}"
    return SearchedRuns(sentence.replace("`", ""), tuple(map(str, result.run)), result.trace)


def _none(result: search.Result) -> SearchedRuns:
    depth = counted(result.depth, "action")
    return SearchedRuns(f"None of {result.runs:,} runs of up to {depth} breaks a promise.")
