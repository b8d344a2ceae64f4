"""A class as the one in front has it: everything that came from the beginning on, and what the room is asked now."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from minikafka.classroom.catalogue import is_of_the_course
from minikafka.classroom.class_topics import ClassTopics
from minikafka.classroom.courier import Connect, Courier
from minikafka.classroom.record import ROOM, Answer, Asked, decode_answer, decode_asked
from minikafka.classroom.tally import Tally

if TYPE_CHECKING:
    from minikafka.engine.log import StoredRecord
    from minikafka.wire.client import RemoteBroker

MOST_ASKED = 1_000  # questions that were written on the spot


class Room:
    """Reads the topics of a class, and asks it. ``on_look`` is called in another thread, after each look at them.

    Hold ``lock`` while you read ``tally``, ``asked`` or ``written``.
    """

    def __init__(self, topics: ClassTopics, connect: Connect, on_look: Callable[[], object] = lambda: None) -> None:
        self.topics = topics
        self.lock = threading.RLock()
        self.tally = Tally(self._is_known)
        self.asked: Asked | None = None  # now
        self.written: dict[str, Asked] = {}  # on the spot, by their items
        self.was_there: bool | None = None  # before this room was opened; unknown at first
        # What was asked is read first: so nobody answers what we do not know of.
        hears = {topics.asked: self.hear, topics.answers: self.take}
        self.courier = Courier(connect, self._prepare, hears, on_look)

    def ask(self, asked: Asked) -> None:
        """Ask the room; nobody else is asked meanwhile."""
        with self.lock:
            self.close_question()
            self._note(asked)
            self._tell(asked)

    def close_question(self) -> None:
        """Close the question that is open, if one is."""
        with self.lock:
            if self.asked:
                self._tell(self.asked.closed())
                self.asked = None

    def _tell(self, asked: Asked) -> None:
        self.courier.send(self.topics.asked, asked.id.encode(), asked.encode())

    def _is_known(self, answer: Answer) -> bool:
        return answer.item in self.written if answer.style == ROOM else is_of_the_course(answer)

    # In the courier's thread

    def _prepare(self, remote: RemoteBroker) -> None:
        is_new = self.topics.create(remote)
        if self.was_there is None:
            self.was_there = not is_new

    def take(self, record: StoredRecord) -> Answer | None:
        """Count a record of the answers; returns the answer, unless it is ignored."""
        answer = decode_answer(record.value)
        with self.lock:
            return answer if self.tally.take(answer) else None

    def hear(self, record: StoredRecord) -> None:
        """Take a record of what was asked."""
        asked = decode_asked(record.value)
        if asked is None:
            return
        with self.lock:
            if asked.is_open:
                self._note(asked)
            elif self.asked and self.asked.id == asked.id:
                self.asked = None

    def _note(self, asked: Asked) -> None:
        self.asked = asked
        if asked.style == ROOM and len(self.written) < MOST_ASKED:
            self.written[asked.item] = asked
