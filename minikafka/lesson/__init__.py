"""What a notebook shows: tables, chart, panel and quiz, each of them read from a run of the broker."""

from minikafka.lesson.content.start.learning_styles import learning_styles
from minikafka.lesson.content.visual.questions import KeyMoments, Quiz
from minikafka.lesson.views.flow_chart import flow_chart
from minikafka.lesson.views.narration import transcript
from minikafka.lesson.views.run_tables import process_table, status_tracker
from minikafka.lesson.widgets.panel import Lab, save_html
from minikafka.lesson.widgets.pictures import time_diagram
from minikafka.lesson.widgets.search_lab import SearchLab

__all__ = [
    "KeyMoments",
    "Lab",
    "Quiz",
    "SearchLab",
    "flow_chart",
    "learning_styles",
    "process_table",
    "save_html",
    "status_tracker",
    "time_diagram",
    "transcript",
]
