"""Recall: cards that come back in time, questions, and explanations in the learner's own words."""

from minikafka.lesson.content.recall.deck import CARDS, Deck
from minikafka.lesson.content.recall.explanations import TASKS, Explain
from minikafka.lesson.content.recall.questions import QUESTIONS
from minikafka.lesson.progress.progress import Kind

__all__ = ["ITEMS", "QUESTIONS", "Deck", "Explain"]

ITEMS = (*Kind.CARD.of(CARDS), *Kind.ANSWER.of((*QUESTIONS, *TASKS)))
