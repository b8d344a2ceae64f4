"""What idempotence costs: time, memory and bytes, counted or measured where the notebook runs."""

from minikafka.lesson.content.perf.clients import client_pace, short_lived_pace, side_by_side, stored_by_clients
from minikafka.lesson.content.perf.memory import (
    bytes_of_idempotence,
    memory_of_producers,
    memory_of_window,
    short_lived_producers,
)
from minikafka.lesson.content.perf.questions import QUESTIONS, Interview
from minikafka.lesson.content.perf.work import search_growth, search_growth_plot, time_of_window, work_of_check
from minikafka.lesson.progress.progress import Kind

__all__ = [
    "ITEMS",
    "QUESTIONS",
    "Interview",
    "bytes_of_idempotence",
    "client_pace",
    "memory_of_producers",
    "memory_of_window",
    "search_growth",
    "search_growth_plot",
    "short_lived_pace",
    "short_lived_producers",
    "side_by_side",
    "stored_by_clients",
    "time_of_window",
    "work_of_check",
]

ITEMS = Kind.ANSWER.of(QUESTIONS)
