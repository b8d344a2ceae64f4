"""What the Deep lesson shows: Kafka's rules row by row, each proved by a batch that meets it."""

from minikafka.lesson.content.deep.answers import Answers, answers, remembered, without_repeats
from minikafka.lesson.content.deep.decision_table import ROW_QUESTIONS, decision_table, rules
from minikafka.lesson.content.deep.limits import restarts
from minikafka.lesson.content.deep.myths import MYTHS, after_the_questions
from minikafka.lesson.content.deep.questions import PREDICTIONS, predict
from minikafka.lesson.lab.experiments import batch, commit_marker, unnumbered
from minikafka.lesson.progress.progress import Kind
from minikafka.lesson.widgets.question_cards import Fold, Prediction

__all__ = [
    "ITEMS",
    "MYTHS",
    "ROW_QUESTIONS",
    "Answers",
    "Fold",
    "Prediction",
    "after_the_questions",
    "answers",
    "batch",
    "commit_marker",
    "decision_table",
    "predict",
    "remembered",
    "restarts",
    "rules",
    "unnumbered",
    "without_repeats",
]

ITEMS = Kind.ANSWER.of((*PREDICTIONS, *MYTHS, *ROW_QUESTIONS))
