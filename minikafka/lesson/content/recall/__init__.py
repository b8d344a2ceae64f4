"""Recall: cards that come back in time, questions, and explanations in the learner's own words."""

from minikafka.lesson.content.recall.deck import Deck
from minikafka.lesson.content.recall.explanations import Explain
from minikafka.lesson.content.recall.questions import QUESTIONS

__all__ = ["QUESTIONS", "Deck", "Explain"]
