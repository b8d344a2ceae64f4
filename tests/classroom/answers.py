"""Answers of learners, as tests need them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from minikafka.classroom.record import Answer, new_id
from minikafka.lesson.progress.progress import Attempt, Kind

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ANA, BEN = "quiet-otter-4711", "brave-fox-1234"
ATTEMPT = Attempt(NOON, "04-visual", Kind.ANSWER, "first-ack", correct=True)


def answer(**fields: Any) -> Answer:
    usual: dict[str, Any] = {
        "id": new_id(), "learner": ANA, "at": NOON, "style": "04-visual", "kind": Kind.ANSWER, "item": "first-ack",
        "choice": 1, "correct": True,
    }  # fmt: skip
    return Answer(**(usual | fields))
