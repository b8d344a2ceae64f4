"""The quiz of the lesson's page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from minikafka.lesson.content.visual.questions import QUESTIONS
from minikafka.lesson.widgets import quiz
from minikafka.lesson.widgets.question import Question


class Quiz(quiz.Quiz):
    """Some questions, by default those of the page. Display it in a notebook to answer them.

    ``attempts`` counts the checks. With a ``style``, as in ``"04-visual"``, each is kept in the learner's progress.
    """

    def __init__(self, questions: Sequence[Question[Any]] = QUESTIONS, *, style: str | None = None) -> None:
        super().__init__(questions, style=style)
