"""A prediction: the learner commits to one answer, once, and only then hears what the broker does."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from minikafka.lesson.progress.progress import Kind, Progress
from minikafka.lesson.widgets import card_html as html
from minikafka.lesson.widgets import card_words as words
from minikafka.lesson.widgets.card import Face, Pressed, ShownAsCards
from minikafka.lesson.widgets.question import Question
from minikafka.lesson.widgets.question_card import COMMIT_ONCE, HINT, Answering, entered_option


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
            if self.style:
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
