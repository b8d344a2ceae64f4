"""What the Why lesson shows: an account that believes its topic, and how duplicates grow with what is lost."""

from minikafka.lesson.why.account import Account
from minikafka.lesson.why.loss_experiment import LossExperiment
from minikafka.lesson.why.questions import QUESTIONS
from minikafka.lesson.why.simulation import expected_duplicates, simulate

__all__ = ["QUESTIONS", "Account", "LossExperiment", "expected_duplicates", "simulate"]
