"""A prediction: the learner commits to one answer, once, and only then hears what the broker does."""

from __future__ import annotations

from typing import Any

from minikafka.lesson.content.deep.answers import Answers
from minikafka.lesson.content.deep.fold import Fold
from minikafka.lesson.content.deep.questions import PREDICTIONS
from minikafka.lesson.progress.progress import Kind, Progress
from minikafka.lesson.widgets.question import Question

STYLE = "03-deep"


class Prediction:
    """One question to be answered before its run is seen. Display it in a notebook to commit to an answer.

    ``committed`` is the index of the option that the learner committed to, ``None`` before. With a ``style``, as in
    ``"03-deep"``, the answer is kept in the learner's progress.
    """

    def __init__(self, question: Question[Answers], *, style: str | None = None) -> None:
        self.question = question
        self.style = style
        self.progress = Progress()
        self.committed: int | None = None
        self._panel: Any = None

    def __repr__(self) -> str:
        return f"Predict: {self.question.text}"

    def _repr_mimebundle_(self, **_options: Any) -> dict[str, Any]:
        """The question as widgets; in plain text, the question alone."""
        from minikafka.lesson.content.deep.prediction_panel import PredictionPanel
        from minikafka.lesson.widgets.still import mimebundle

        self._panel = self._panel or PredictionPanel(self)
        return mimebundle(self._panel.widget, repr(self))

    @property
    def is_correct(self) -> bool:
        """True when the learner committed to the option that a run proves."""
        return self.committed == self.question.answer()

    def commit(self, option: int) -> bool:
        """Commit to an option; returns whether it is the true one. What was committed first stands.

        Raises:
            IndexError: the question has no such option.
        """
        if not 0 <= option < len(self.question.options):
            last = len(self.question.options) - 1
            raise IndexError(f"question {self.question.name!r} has options 0 .. {last}, not {option}")
        if self.committed is None:
            self.committed = option
            if self.style:
                self.progress.record(self.style, Kind.ANSWER, self.question.name, correct=self.is_correct)
        return self.is_correct

    def proof(self, shown: Any) -> Fold:
        """What a cell below shows: folded until the learner has committed, so that nobody reads it by accident."""
        if self.committed is None:
            return Fold("What the broker did. Commit to an answer above, then open this.", shown)
        return Fold("What the broker did", shown, is_open=True)


def predict(name: str) -> Prediction:
    """The prediction of this name, kept in the progress of this lesson.

    Raises:
        KeyError: there is none; the message names those that there are.
    """
    questions = {question.name: question for question in PREDICTIONS}
    if name not in questions:
        raise KeyError(f"there is no prediction {name!r}: use one of {', '.join(questions)}")
    return Prediction(questions[name], style=STYLE)
