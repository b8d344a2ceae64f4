"""Five timed problems, graded by running the broker."""

from minikafka.lesson.content.challenge.challenges import CHALLENGES, Challenges

__all__ = ["CHALLENGES", "Challenges"]
