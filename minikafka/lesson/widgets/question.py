"""A question whose true option is written nowhere, and its card.

Each option is a claim about what the broker did. ``answer`` runs the broker and finds the one option whose claim holds.
A card asks under one of two policies: try again until it is right, or commit once.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from markupsafe import Markup

from minikafka.lesson.widgets import card_html as html
from minikafka.lesson.widgets import card_words as words
from minikafka.lesson.widgets.card import Button, Choice, Entries, Face, Field

Evidence = TypeVar("Evidence")
OPTION, HINT = "option", "hint"


@dataclass(frozen=True, slots=True)
class Option(Generic[Evidence]):
    """One answer to choose: what it claims, why it is so or not, and the claim as a test of the evidence."""

    text: str
    reason: str
    holds: Callable[[Evidence], bool]


@dataclass(frozen=True, slots=True)
class Question(Generic[Evidence]):
    """A question with a hint; exactly one of its options holds for what ``evidence`` returns."""

    name: str
    evidence: Callable[[], Evidence]
    text: str
    hint: str
    options: tuple[Option[Evidence], ...]

    def answer(self) -> int:
        """The index of the option that a run of the broker proves.

        Raises:
            LookupError: not exactly one option holds; then the question is wrong, not the learner.
        """
        evidence = self.evidence()
        proven = [index for index, option in enumerate(self.options) if option.holds(evidence)]
        if len(proven) != 1:
            raise LookupError(f"question {self.name!r}: options {proven} hold, exactly one must")
        return proven[0]


@dataclass(slots=True)
class Answering:
    """One learner at one question: the option chosen, the one that was graded, and whether the hint is shown."""

    question: Question[Any]
    chosen: int | None = None
    graded: int | None = None
    hint_shown: bool = False

    @property
    def is_correct(self) -> bool:
        """True when the option that was graded is the one that a run proves."""
        return self.graded is not None and self.graded == self.question.answer()

    @property
    def options(self) -> list[Option[Any]]:
        return list(self.question.options)

    def checked_index(self, option: int) -> int:
        """``option`` itself.

        Raises:
            IndexError: the question has no such option.
        """
        last = len(self.question.options) - 1
        if not 0 <= option <= last:
            raise IndexError(f"question {self.question.name!r} has options 0 .. {last}, not {option}")
        return option


class Policy(ABC):
    """How often one may answer, and what one is told then. ``verb`` is what the button sends."""

    verb: str

    @abstractmethod
    def buttons(self, answering: Answering) -> tuple[Button, Button]:
        """The button that grades, and the one for the hint."""

    @abstractmethod
    def told(self, answering: Answering) -> tuple[Markup, Markup]:
        """The verdict on an answer that was graded, and what is to be read below it."""

    def is_open(self, _answering: Answering) -> bool:
        """Whether another option can be chosen."""
        return True

    def face(self, key: str, title: Markup, answering: Answering, *, round_number: int = 0) -> Face:
        """The card of a question."""
        question = answering.question
        choices = tuple(Choice(str(index), option.text) for index, option in enumerate(question.options))
        told, more = (html.NOTHING, html.NOTHING) if answering.graded is None else self.told(answering)
        return Face(
            key,
            title,
            (Field(OPTION, "", choices),),
            {} if answering.chosen is None else {OPTION: str(answering.chosen)},
            self.buttons(answering),
            told=(html.hint(question.hint) if answering.hint_shown else html.NOTHING) + told,
            more=more,
            is_open=self.is_open(answering),
            round=round_number,
        )


class TryAgain(Policy):
    """One may check as often as one likes; all reasons are told once the answer is right."""

    verb = "check"

    def buttons(self, answering: Answering) -> tuple[Button, Button]:
        refusal = words.CHOOSE_FIRST if answering.chosen is None else None
        return Button(self.verb, words.CHECK, refusal, is_primary=True), hint_button(answering)

    def told(self, answering: Answering) -> tuple[Markup, Markup]:
        assert answering.graded is not None, "only who has answered is told"
        chosen = answering.options[answering.graded]
        if not answering.is_correct:
            return html.told(words.WRONG, chosen.reason + " " + words.TRY_ANOTHER, correct=False), html.NOTHING
        others = [option for option in answering.options if option is not chosen]
        return html.told(words.CORRECT, chosen.reason, correct=True), other_reasons(others)


def evidence_table(answering: Answering) -> Markup:
    """The ``table`` of the evidence: what the broker did."""
    return Markup('<div class="mk-proof">{}</div>').format(html.shown(answering.question.evidence().table))


class CommitOnce(Policy):
    """The first answer stands; then one is told what is true, and shown the ``proof``."""

    verb = "commit"

    def __init__(self, proof: Callable[[Answering], Markup] = evidence_table) -> None:
        self._proof = proof

    def buttons(self, answering: Answering) -> tuple[Button, Button]:
        committed = answering.graded is not None
        refusal = words.COMMITTED if committed else words.CHOOSE_FIRST_ONCE if answering.chosen is None else None
        too_late = words.TOO_LATE_FOR_A_HINT if committed else None
        return Button(self.verb, words.COMMIT, refusal, is_primary=True), hint_button(answering, too_late)

    def is_open(self, answering: Answering) -> bool:
        return answering.graded is None

    def told(self, answering: Answering) -> tuple[Markup, Markup]:
        assert answering.graded is not None, "only who has committed is told"
        true, chosen = answering.options[answering.question.answer()], answering.options[answering.graded]
        if answering.is_correct:
            verdict = html.told(words.PREDICTED, true.reason, correct=True)
        else:
            truth = words.TRUE_IS.format(text=true.text)
            verdict = html.told(words.NOT_PREDICTED, f"{truth} {true.reason}", correct=False)
        others = [chosen] * (chosen is not true) + [each for each in answering.options if each not in (true, chosen)]
        return verdict, self._proof(answering) + other_reasons(others)


TRY_AGAIN, COMMIT_ONCE = TryAgain(), CommitOnce()


def hint_button(answering: Answering, refusal: str | None = None) -> Button:
    """The button that shows the hint and hides it."""
    return Button(HINT, words.HIDE_HINT if answering.hint_shown else words.HINT, refusal)


def entered_option(entries: Entries) -> int | None:
    """The index of the option chosen, if any."""
    entry = entries.get(OPTION, "")
    return int(entry) if entry.isdecimal() else None


def other_reasons(options: list[Option[Any]]) -> Markup:
    """Why it was none of these."""
    lines = (html.bold(words.QUOTED.format(text=option.text), option.reason) for option in options)
    return html.paragraph(words.WHY_NOT_THE_OTHERS) + html.listed(lines, "mk-others")
