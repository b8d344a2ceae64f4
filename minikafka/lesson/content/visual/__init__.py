"""What the Visual lesson shows: the questions of the page, and its key moments."""

from minikafka.lesson.content.visual.questions import MOMENTS, QUESTIONS
from minikafka.lesson.progress.progress import Kind

__all__ = ["ITEMS"]

ITEMS = (*Kind.STEP.of(MOMENTS), *Kind.ANSWER.of(QUESTIONS))
