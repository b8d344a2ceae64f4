"""What a notebook shows: tables, chart, panel and quiz, each of them read from a run of the broker."""

from minikafka.lesson.flow_chart import flow_chart
from minikafka.lesson.key_moments import KeyMoments
from minikafka.lesson.lab import Lab
from minikafka.lesson.learning_styles import learning_styles
from minikafka.lesson.process_table import process_table
from minikafka.lesson.quiz import Quiz
from minikafka.lesson.status_tracker import status_tracker
from minikafka.lesson.transcript import transcript

__all__ = [
    "KeyMoments",
    "Lab",
    "Quiz",
    "flow_chart",
    "learning_styles",
    "process_table",
    "status_tracker",
    "transcript",
]
