"""A quiz: questions that may be answered again and again, graded by what the broker does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from minikafka.lesson.progress.progress import Kind, Progress
from minikafka.lesson.views.words import counted
from minikafka.lesson.widgets import card_html as html
from minikafka.lesson.widgets import card_words as words
from minikafka.lesson.widgets.card import Button, Face, Pressed, ShownAsCards
from minikafka.lesson.widgets.question import Question
from minikafka.lesson.widgets.question_card import HINT, TRY_AGAIN, Answering, entered_option

SCORE, AGAIN = "score", "again"  # the card below the questions, and its button


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
        if self.style:
            correct, choice = answering.is_correct, answering.graded
            self.progress.record(self.style, Kind.ANSWER, question.name, correct=correct, choice=choice)
        self.refresh()
        return answering.is_correct

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
