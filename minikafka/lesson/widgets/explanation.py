"""A free explanation, compared point by point with what it must mention.

The comparison looks for words. It finds what is not mentioned and what reads as the opposite; whether an explanation
is good it cannot judge, and says so.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

LONGEST = 5_000  # characters that are compared; an explanation has some hundred

_END_OF_CLAUSE = re.compile(r"[.!?;:]+|\n\s*[\n*-]|,? but |,? although |,? whereas ")  # a line may be broken anywhere
_NO_WORD = re.compile(r"\W+")
_NEGATED = re.compile(r"\b(?:not|never|no|nor|nothing|neither|without|hardly)(?: \w+){0,2} $")


class Mention(enum.Enum):
    """How a point stands in a text."""

    MENTIONED = "mentioned"
    OPPOSITE = "opposite"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to mention.

    ``ways`` are the ways to mention it, each a tuple of word lists that must all be met in one clause. A word list is
    ``"resend*|sent again|same … batch"``: ``*`` ends a word in any way, ``…`` stands for up to three words. The last
    list carries the claim: after a negation it says the opposite, unless the point ``is_a_limit``, which one cannot
    name without one. ``advice`` tells what to add.
    """

    name: str
    advice: str
    ways: tuple[tuple[str, ...], ...]
    is_a_limit: bool = False

    def mention(self, clauses: list[str]) -> Mention:
        """The best that any clause says of the point."""
        found = {mention for clause in clauses for mention in self._mentions(clause)}
        return next((each for each in Mention if each in found), Mention.MISSING)

    def _mentions(self, clause: str) -> Iterator[Mention]:
        for *context, claim in self.ways:
            if all(_pattern(words).search(clause) for words in context):
                for found in _pattern(claim).finditer(clause):
                    is_denied = not self.is_a_limit and _NEGATED.search(clause[: found.start()])
                    yield Mention.OPPOSITE if is_denied else Mention.MENTIONED


@dataclass(frozen=True, slots=True)
class Task:
    """Something to explain: what it must mention, and how one could put it. Progress is kept under its name."""

    name: str
    text: str
    points: tuple[Point, ...]
    model: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a text mentions; ``left_out`` counts the characters at its end that were not compared."""

    mentions: tuple[tuple[Point, Mention], ...]
    left_out: int

    @property
    def mentioned(self) -> int:
        return sum(mention is Mention.MENTIONED for _, mention in self.mentions)

    @property
    def is_complete(self) -> bool:
        return self.mentioned == len(self.mentions)


def compare(text: str, points: tuple[Point, ...]) -> Comparison:
    """Look for each point in ``text``, in its first ``LONGEST`` characters."""
    clauses = _clauses(text[:LONGEST])
    mentions = tuple((point, point.mention(clauses)) for point in points)
    return Comparison(mentions, max(0, len(text) - LONGEST))


def _clauses(text: str) -> list[str]:
    """The statements of a text in small letters, as words with a space between them; contractions are written out."""
    plain = text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("cannot", "can not")
    plain = plain.replace("can't", "can not").replace("won't", "will not").replace("n't", " not")
    return [_NO_WORD.sub(" ", clause).strip() for clause in _END_OF_CLAUSE.split(plain)]


@cache
def _pattern(words: str) -> re.Pattern[str]:
    """A word list as a regular expression."""
    alternatives = re.escape(words).replace(r"\|", "|").replace(r"\*", r"\w*").replace(r"\ …\ ", r"(?: \w+){0,3} ")
    return re.compile(rf"\b(?:{alternatives})\b")
