"""What the Deep lesson shows: Kafka's rules row by row, each proved by a batch that meets it."""

from minikafka.lesson.content.deep.answers import Answers, answers, remembered
from minikafka.lesson.content.deep.decision_table import decision_table, rules
from minikafka.lesson.content.deep.myths import MYTHS, after_the_questions
from minikafka.lesson.content.deep.questions import PREDICTIONS, predict
from minikafka.lesson.content.deep.repeats import without_repeats
from minikafka.lesson.content.deep.restart import restarts
from minikafka.lesson.content.deep.rows import ROW_QUESTIONS
from minikafka.lesson.lab.experiments import batch, commit_marker, unnumbered
from minikafka.lesson.progress.progress import Kind
from minikafka.lesson.widgets.prediction import Fold, Prediction

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
