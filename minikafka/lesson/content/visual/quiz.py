"""The quiz: keeps what a learner chose, and grades it by what the broker does."""

from __future__ import annotations

from typing import Any

from minikafka.lesson.content.visual.questions import QUESTIONS
from minikafka.lesson.progress.progress import Kind, Progress
from minikafka.lesson.views.words import counted
from minikafka.lesson.widgets.question import Question


class Quiz:
    """Some questions, one attempt after the other. Display it in a notebook to answer them.

    ``chosen`` and ``checked`` hold, by the name of a question, the index of an option; ``attempts`` counts the checks.
    With a ``style``, as in ``"04-visual"``, each check is kept in the learner's progress.
    """

    def __init__(self, questions: tuple[Question[Any], ...] = QUESTIONS, *, style: str | None = None) -> None:
        self.questions = questions
        self.style = style
        self.progress = Progress()
        self.chosen: dict[str, int] = {}
        self.checked: dict[str, int] = {}
        self.attempts = 0
        self._panel: Any = None

    def __repr__(self) -> str:
        return f"Quiz({counted(len(self.questions), 'question')}, {self.score} correct)"

    def _repr_mimebundle_(self, **_options: Any) -> dict[str, Any]:
        """The questions as widgets; in plain text, how many are answered."""
        from minikafka.lesson.widgets.quiz_panel import QuizPanel
        from minikafka.lesson.widgets.still import mimebundle

        self._panel = self._panel or QuizPanel(self)
        return mimebundle(self._panel.widget, repr(self))

    @property
    def score(self) -> int:
        """How many questions were checked last with the true option."""
        return sum(self.is_correct(question) for question in self.questions)

    def choose(self, question: Question[Any], option: int) -> None:
        """Take an answer; nothing is graded yet, and what was graded before no longer stands.

        Raises:
            IndexError: the question has no such option.
        """
        if not 0 <= option < len(question.options):
            raise IndexError(f"question {question.name!r} has options 0 .. {len(question.options) - 1}, not {option}")
        self.chosen[question.name] = option
        self.checked.pop(question.name, None)

    def check(self, question: Question[Any]) -> bool | None:
        """Grade the answer chosen; ``None`` if none was chosen."""
        if question.name not in self.chosen:
            return None
        self.checked[question.name] = self.chosen[question.name]
        self.attempts += 1
        correct = self.is_correct(question)
        if self.style:
            self.progress.record(self.style, Kind.ANSWER, question.name, correct=correct)
        return correct

    def is_correct(self, question: Question[Any]) -> bool:
        """True when the option that was checked is the one that a run proves."""
        return self.checked.get(question.name) == question.answer()

    def try_again(self) -> None:
        """Forget every answer; the attempts stay counted."""
        self.chosen.clear()
        self.checked.clear()
