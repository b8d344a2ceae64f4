"""What the Learn lesson shows: the messages that a broker holds, and a cluster that refuses a new client."""

from minikafka.lesson.content.learn.questions import QUESTIONS, messages_in
from minikafka.lesson.lab.experiments import cluster_that_grants_no_producer_id
from minikafka.lesson.progress.progress import Kind

__all__ = ["ITEMS", "QUESTIONS", "cluster_that_grants_no_producer_id", "messages_in"]

ITEMS = Kind.ANSWER.of(QUESTIONS)
