"""Six timed problems, graded by running the broker."""

from minikafka.lesson.content.challenge.challenges import CHALLENGES, Challenges
from minikafka.lesson.progress.progress import Kind

__all__ = ["CHALLENGES", "ITEMS", "Challenges"]

ITEMS = Kind.CHALLENGE.of(CHALLENGES)
