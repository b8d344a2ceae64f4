"""What the Learn lesson shows: the messages that a broker holds, and what becomes of a producer's settings."""

from minikafka.lesson.content.learn.messages import messages_in
from minikafka.lesson.content.learn.questions import QUESTIONS
from minikafka.lesson.content.learn.settings_table import settings_table

__all__ = ["QUESTIONS", "messages_in", "settings_table"]
