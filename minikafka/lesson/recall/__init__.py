"""Recall: cards that come back in time, questions, and explanations in the learner's own words."""

from minikafka.lesson.recall.deck import Deck
from minikafka.lesson.recall.explain import Explain
from minikafka.lesson.recall.questions import QUESTIONS

__all__ = ["QUESTIONS", "Deck", "Explain"]
