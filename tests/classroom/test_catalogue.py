"""What the room can be shown is what the course asks."""

from __future__ import annotations

from minikafka.classroom.catalogue import STYLES, questions_of
from tests.lesson.course_questions import course_questions


def test_every_question_of_the_course_is_in_it() -> None:
    listed = {entry.place: entry.question for style in STYLES for entry in questions_of(style)}
    assert listed == course_questions()
