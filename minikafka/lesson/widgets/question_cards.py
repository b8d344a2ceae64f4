"""What asks questions in a notebook: a quiz, a prediction, and a case of the clinic."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup

from minikafka.engine.trace import Trace
from minikafka.lesson.progress.progress import Kind, Progress
from minikafka.lesson.views.time_diagram import drawing_of
from minikafka.lesson.views.words import counted
from minikafka.lesson.widgets import card_html as html
from minikafka.lesson.widgets import card_words as words
from minikafka.lesson.widgets.card import Button, Cards, Face, Pressed, ShownAsCards
from minikafka.lesson.widgets.question import (
    COMMIT_ONCE,
    HINT,
    TRY_AGAIN,
    Answering,
    CommitOnce,
    Question,
    entered_option,
)

SCORE, AGAIN = "score", "again"  # the card below the questions, and its button
LINES = "lines"
_LINE = Markup("<span>{}\n</span>")  # the end of a line for where our stylesheet is not
_ENDING = Markup('<div class="mk-ending">{}</div>')
_LOG = Markup('<pre class="mk-code mk-log">{}</pre>')


class Quiz(ShownAsCards):
    """Some questions, one attempt after the other. Display it in a notebook to answer them.

    ``attempts`` counts the checks. With a ``style``, as in ``"04-visual"``, each is kept in the learner's progress.
    """

    def __init__(self, questions: Sequence[Question[Any]], *, style: str | None = None) -> None:
        self.questions = tuple(questions)
        self.style = style
        self.progress = Progress()
        self.attempts = 0
        self._round = 0
        self._answering = self._fresh()

    def __repr__(self) -> str:
        return f"Quiz({counted(len(self.questions), 'question')}, {self.score} correct)"

    @property
    def score(self) -> int:
        """How many questions were checked last with the true option."""
        return sum(each.is_correct for each in self._answering.values())

    @property
    def chosen(self) -> dict[str, int]:
        """The index of the option chosen, by the name of a question."""
        return {name: each.chosen for name, each in self._answering.items() if each.chosen is not None}

    @property
    def checked(self) -> dict[str, int]:
        """The index of the option that was checked, by the name of a question."""
        return {name: each.graded for name, each in self._answering.items() if each.graded is not None}

    def choose(self, question: Question[Any], option: int) -> None:
        """Take an answer; nothing is graded yet, and what was graded before no longer stands.

        Raises:
            IndexError: the question has no such option.
        """
        answering = self._answering[question.name]
        answering.chosen, answering.graded = answering.checked_index(option), None
        self.refresh()

    def check(self, question: Question[Any]) -> bool | None:
        """Grade the answer chosen; ``None`` if none was chosen."""
        answering = self._answering[question.name]
        if answering.chosen is None:
            return None
        answering.graded = answering.chosen
        self.attempts += 1
        correct = answering.is_correct
        self.progress.record(self.style, Kind.ANSWER, question.name, correct=correct, choice=answering.graded)
        self.refresh()
        return correct

    def is_correct(self, question: Question[Any]) -> bool:
        """True when the option that was checked is the one that a run proves."""
        return self._answering[question.name].is_correct

    def try_again(self) -> None:
        """Forget every answer; the attempts stay counted."""
        self._answering = self._fresh()
        self._round += 1
        self.refresh()

    # On the cards

    def faces(self) -> list[Face]:
        cards = [
            TRY_AGAIN.face(name, html.title(each.question.text, f"{number}."), each, round_number=self._round)
            for number, (name, each) in enumerate(self._answering.items(), 1)
        ]
        return [*cards, self._score_face()]

    def enter(self, entered: Pressed) -> None:
        option, answering = entered_option(entered.entries), self._answering[entered.card]
        if option is not None and option != answering.chosen:
            self.choose(answering.question, option)

    def press(self, pressed: Pressed) -> None:
        if pressed.verb == AGAIN:
            self.try_again()
        elif pressed.verb == HINT:
            self._answering[pressed.card].hint_shown ^= True
        else:
            self.enter(pressed)
            self.check(self._answering[pressed.card].question)

    def _score_face(self) -> Face:
        count = len(self.questions)
        score = words.SCORE.format(score=self.score, count=count)
        line = html.paragraph(html.bold(score, words.WELL_DONE if self.score == count else ""), "mk-score")
        again = Button(AGAIN, words.TRY_AGAIN, None if self.chosen else words.NOTHING_ANSWERED)
        notice = html.notice(self.progress.notice)
        return Face(SCORE, html.NOTHING, buttons=(again,), remark=line, told=notice, is_plain=True)

    def _fresh(self) -> dict[str, Answering]:
        return {question.name: Answering(question) for question in self.questions}


class Prediction(ShownAsCards):
    """One question to be answered before its run is seen. Display it in a notebook to commit to an answer.

    With a ``style``, as in ``"03-deep"``, the answer is kept in the learner's progress.
    """

    def __init__(self, question: Question[Any], *, style: str | None = None) -> None:
        self.question = question
        self.style = style
        self.progress = Progress()
        self.policy = COMMIT_ONCE
        self._answering = Answering(question)

    def __repr__(self) -> str:
        return f"Predict: {self.question.text}"

    @property
    def committed(self) -> int | None:
        """The index of the option that the learner committed to, ``None`` before."""
        return self._answering.graded

    @property
    def is_correct(self) -> bool:
        """True when the learner committed to the option that a run proves."""
        return self._answering.is_correct

    def commit(self, option: int) -> bool:
        """Commit to an option; returns whether it is the true one. What was committed first stands.

        Raises:
            IndexError: the question has no such option.
        """
        answering = self._answering
        answering.checked_index(option)
        if answering.graded is None:
            answering.chosen = answering.graded = option
            answering.hint_shown = False
            correct = self.is_correct
            self.progress.record(self.style, Kind.ANSWER, self.question.name, correct=correct, choice=option)
            self.refresh()
        return self.is_correct

    def proof(self, shown: Any) -> Fold:
        """What a cell below shows: folded until the learner has committed, so that nobody reads it by accident."""
        committed = self.committed is not None
        return Fold(words.PROOF if committed else words.FOLDED_PROOF, shown, is_open=committed)

    # On the card

    def faces(self) -> list[Face]:
        title = html.title(self.question.text, html.muted(words.PREDICT))
        face = self.policy.face(self.question.name, title, self._answering)
        return [face.with_notice(self.progress.notice)]

    def enter(self, entered: Pressed) -> None:
        option = entered_option(entered.entries)
        if option is not None:
            self._answering.chosen = self._answering.checked_index(option)

    def press(self, pressed: Pressed) -> None:
        if pressed.verb == HINT:
            self._answering.hint_shown ^= True
            return
        self.enter(pressed)
        if self._answering.chosen is not None:
            self.commit(self._answering.chosen)


class Fold:
    """``content`` behind a line to click; plain text shows it at once, so that nbval compares it."""

    def __init__(self, line: str, content: Any, *, is_open: bool = False) -> None:
        self._line = line
        self._content = content
        self._is_open = is_open

    def __repr__(self) -> str:
        return str(self._content)

    def _repr_html_(self) -> str:
        is_open = Markup(" open") if self._is_open else ""
        return Markup("<details{}><summary>{}</summary>{}</details>").format(is_open, self._line, self._html())

    def _html(self) -> Markup:
        if isinstance(self._content, str):
            return Markup("<pre>{}</pre>").format(self._content)
        return Markup(self._content._repr_html_())  # noqa: S704  a table escapes its own cells


@dataclass(frozen=True)
class ClinicCase:
    """A case.

    ``lines`` are as they came in; what of their numbers the run decides was taken from the run. ``traces`` gives each
    run by what it is called. ``question`` is what to commit to before the run; its answer is what the run proves.
    """

    number: int
    title: str
    story: str
    lines: Callable[[], tuple[str, ...]]
    question: Question[Any]
    traces: Callable[[], Mapping[str, Trace]]
    cause: str
    cure: tuple[str, ...]


class ClinicCard(Prediction):
    """One case. Display it in a notebook to read its lines and to commit to an answer."""

    def __init__(self, case: ClinicCase, *, style: str | None = None) -> None:
        super().__init__(case.question, style=style)
        self.case = case
        self.policy = CommitOnce(lambda _: self._ending)

    def __repr__(self) -> str:
        return "\n".join((f"Case {self.case.number}. {self.case.title}", *self.case.lines(), super().__repr__()))

    def draw(self) -> Cards:
        _ = self._ending  # before it is asked for: the first drawing takes half a second
        return super().draw()

    @cached_property
    def _ending(self) -> Markup:
        """The runs of the case, its cause and its cure."""
        runs = html.joined(_run(name, trace) for name, trace in self.case.traces().items())
        cause = html.paragraph(html.bold(words.CAUSE, self.case.cause))
        cure = html.paragraph(html.bold(words.CURE)) + html.listed(self.case.cure, "mk-others")
        return _ENDING.format(runs + cause + cure)

    def faces(self) -> list[Face]:
        lines = _LOG.format(html.joined(map(_LINE.format, self.case.lines())))
        return [Face(LINES, lines, is_plain=True), *super().faces()]


def _run(name: str, trace: Trace) -> Markup:
    heading = html.paragraph(html.bold(words.RUN.format(name=name)))
    diagram = Markup(drawing_of(trace))  # noqa: S704  the drawing escapes its own words
    return heading + Markup('<div class="mk-proof">{}{}</div>').format(diagram, html.shown(trace))
