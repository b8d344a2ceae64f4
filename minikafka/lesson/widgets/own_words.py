"""What learners say in their own words: an explanation that is compared point by point, and an answer said aloud.

The comparison looks for words. It finds what is not mentioned and what reads as the opposite; whether an explanation
is good it cannot judge, and says so.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup

from minikafka.lesson.progress.progress import Kind, Progress
from minikafka.lesson.views.words import counted
from minikafka.lesson.widgets import card_html as html
from minikafka.lesson.widgets import card_words as words
from minikafka.lesson.widgets.card import Button, Face, Field, Pressed, ShownAsCards

LONGEST = 5_000  # characters that are compared; an explanation has some hundred

_END_OF_CLAUSE = re.compile(r"[.!?;:]+|\n\s*[\n*-]|,? but |,? although |,? whereas ")  # a line may be broken anywhere
_NO_WORD = re.compile(r"\W+")
_NEGATED = re.compile(r"\b(?:not|never|no|nor|nothing|neither|without|hardly)(?: \w+){0,2} $")
TEXT, COMPARE, MODEL, SHOW = "text", "compare", "model", "show"


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


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the answer; ``proof`` counts, and says what it found."""

    text: str
    proof: Callable[[], str]


class Interview(ShownAsCards):
    """The question; the answer appears when it is asked for. Display it in a notebook."""

    def __init__(self, text: str, answer: Sequence[Sentence]) -> None:
        self.text = text
        self.answer = tuple(answer)
        self._counted: tuple[str, ...] = ()  # while the answer is shown

    def __repr__(self) -> str:
        return f"Interview({self.text!r})"

    def faces(self) -> list[Face]:
        head = html.title(self.text) + html.paragraph(words.INVITATION)
        button = Button(SHOW, words.HIDE_ANSWER if self._counted else words.SHOW_ANSWER, is_primary=True)
        return [Face("interview", head, buttons=(button,), told=self._told())]

    def press(self, pressed: Pressed) -> None:
        assert pressed.verb == SHOW, "there is one button"
        self._counted = () if self._counted else tuple(sentence.proof() for sentence in self.answer)

    def _told(self) -> Markup:
        lines = (
            html.paragraph(sentence.text) + html.paragraph(words.COUNTED.format(proof=proof), "mk-muted")
            for sentence, proof in zip(self.answer, self._counted, strict=False)
        )
        return html.listed(lines, "mk-answer", is_ordered=True) if self._counted else html.NOTHING
