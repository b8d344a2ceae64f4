"""What the Why lesson shows: an account that believes its topic, and how duplicates grow with what is lost."""

from minikafka.lesson.content.why.account import Account
from minikafka.lesson.content.why.loss_experiment import LossExperiment
from minikafka.lesson.content.why.questions import QUESTIONS
from minikafka.lesson.content.why.simulation import expected_duplicates, simulate
from minikafka.lesson.progress.progress import Kind

__all__ = ["ITEMS", "QUESTIONS", "Account", "LossExperiment", "expected_duplicates", "simulate"]

ITEMS = Kind.ANSWER.of(QUESTIONS)
