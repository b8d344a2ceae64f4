"""A question whose true option is written nowhere: each option is a claim about what the broker did.

``answer`` runs the broker and finds the one option whose claim holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Evidence = TypeVar("Evidence")


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
