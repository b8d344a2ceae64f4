"""A class without a class: learners who answer at random, so that somebody can practise before the room is full."""

from __future__ import annotations

import random
from datetime import UTC, datetime

from minikafka.classroom.catalogue import Entry, questions_of
from minikafka.classroom.pseudonym import new_pseudonym
from minikafka.classroom.record import Answer, new_id
from minikafka.classroom.room_cards import RoomCards
from minikafka.lesson.progress.progress import Kind

NAME = "rehearsal"
SHARE_OF_TRUTH = 0.6  # of those who answer; the others take any option


def rehearse(cards: RoomCards, learners: int = 30) -> str:
    """Let so many learners answer every question of the notebook in hand; says what was sent.

    Raises:
        ValueError: the class has another name, so that real learners may be in it.
    """
    room = cards.room
    if room.topics.name != NAME:
        raise ValueError(f"{room.topics.name!r} may be a real class: open one that is called {NAME!r}")
    names = [new_pseudonym() for _ in range(learners)]
    entries = questions_of(cards.notebook)
    for entry in entries:
        for name in names:
            answer = _answer(entry, name)
            room.courier.send(room.topics.answers, name.encode(), answer.encode())
    return f"{learners} learners answer {len(entries)} questions."


def _answer(entry: Entry, learner: str) -> Answer:
    truth = entry.answer()
    knows = truth is not None and random.random() < SHARE_OF_TRUTH  # noqa: S311  nobody is graded by it
    choice = truth if knows else random.randrange(len(entry.options))  # noqa: S311
    return Answer(new_id(), learner, datetime.now(UTC), entry.style, Kind.ANSWER, entry.item, choice, choice == truth)
