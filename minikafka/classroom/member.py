"""A learner in a class: each attempt that is kept as progress is sent, too, and what the room is asked appears."""

from __future__ import annotations

import atexit
from collections.abc import Callable
from typing import TYPE_CHECKING

from minikafka.classroom.courier import Connect, Courier, cluster
from minikafka.classroom.membership import Membership
from minikafka.classroom.record import Answer, Asked, decode_asked
from minikafka.lesson.progress.progress import Attempt, Kind

if TYPE_CHECKING:
    from minikafka.engine.log import StoredRecord

NOT_SENT = (Kind.CARD,)  # how well somebody remembers a card is between the learner and the card


class Member:
    """What sends and hears for one kernel.

    ``on_asked`` hears of each question to the room, in another thread.
    """

    def __init__(self, membership: Membership, connect: Connect | None = None) -> None:
        self.membership = membership
        self.on_asked: Callable[[Asked], object] = lambda _asked: None
        topics = membership.topics
        self.courier = Courier(
            connect or cluster(membership.address, f"{topics.answers}-learner"),
            topics.create,
            {topics.asked: self._hear},
        )
        atexit.register(self.courier.close)

    def attempted(self, attempt: Attempt, choice: int | None) -> None:
        """Send an attempt, unless the learner does not want it; an observer of ``Progress``."""
        if attempt.kind not in NOT_SENT:
            self.send(Answer.to(attempt, choice, self.membership.pseudonym))

    def send(self, answer: Answer) -> None:
        """Send an answer, unless the learner does not want it."""
        if self.membership.sends:
            self.courier.send(self.membership.topics.answers, answer.learner.encode(), answer.encode())

    def switch(self, *, on: bool) -> None:
        """Send from now on, or send nothing more: neither what is still waiting."""
        self.membership.switch(on=on)
        if not on:
            self.courier.drop()

    def close(self) -> None:
        """Send what waits, for a moment, and end."""
        self.courier.close()
        atexit.unregister(self.courier.close)

    def _hear(self, record: StoredRecord) -> None:
        asked = decode_asked(record.value)
        if asked:
            self.on_asked(asked)
