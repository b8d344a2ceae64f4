"""What the Why lesson shows: an account that believes its topic, and how duplicates grow with what is lost."""

from minikafka.lesson.content.why.account import Account
from minikafka.lesson.content.why.losses import Losses, expected_duplicates, simulate
from minikafka.lesson.content.why.questions import QUESTIONS
from minikafka.lesson.progress.progress import Kind

__all__ = ["ITEMS", "QUESTIONS", "Account", "Losses", "expected_duplicates", "simulate"]

ITEMS = Kind.ANSWER.of(QUESTIONS)
