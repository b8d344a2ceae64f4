"""What is written into the topics is read again, and nothing else is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minikafka.classroom.record import (
    LONGEST_ANSWER,
    LONGEST_TEXT,
    MOST_OPTIONS,
    Answer,
    Asked,
    decode_answer,
    decode_asked,
    new_id,
)
from minikafka.lesson.progress.progress import LONGEST_NAME
from tests.classroom.answers import ANA, ATTEMPT, answer


@pytest.mark.parametrize("choice", [None, 0, 3])
def test_an_attempt_is_read_as_it_was(choice: int | None) -> None:
    sent = Answer.to(ATTEMPT, choice, ANA)
    assert decode_answer(sent.encode()) == sent
    assert (sent.learner, sent.item, sent.choice, sent.correct) == (ANA, "first-ack", choice, True)


def test_the_longest_answer_is_read() -> None:
    sent = answer(style="ä" * LONGEST_NAME, item="€" * LONGEST_NAME)
    assert len(sent.encode()) <= LONGEST_ANSWER
    assert decode_answer(sent.encode()) == sent


def test_no_two_answers_have_the_same_id() -> None:
    assert Answer.to(ATTEMPT, 1, ANA).id != Answer.to(ATTEMPT, 1, ANA).id


@pytest.mark.parametrize(
    "wrong",
    [
        {"v": 2},
        {"id": "x" * 32},
        {"id": 5},
        {"learner": "Ana Müller"},
        {"learner": "<b>-otter-4711"},
        {"learner": ["quiet"]},
        {"at": "2026-11-24T12:00:00"},
        {"at": "noon"},
        {"style": ""},
        {"item": "x" * (LONGEST_NAME + 1)},
        {"kind": "essay"},
        {"choice": True},
        {"choice": -1},
        {"choice": MOST_OPTIONS},
        {"choice": "1"},
        {"correct": 1},
        {"correct": "yes"},
    ],
    ids=str,
)
def test_an_answer_with_a_wrong_field_is_none(wrong: dict[str, Any]) -> None:
    fields = json.loads(answer().encode())
    assert decode_answer(json.dumps(fields).encode())
    assert decode_answer(json.dumps(fields | wrong).encode()) is None


@pytest.mark.parametrize("field", ["id", "learner", "at", "style", "kind", "item", "choice", "correct"])
def test_an_answer_without_a_field_is_none(field: str) -> None:
    fields = json.loads(answer().encode())
    del fields[field]
    assert decode_answer(json.dumps(fields).encode()) is None


@pytest.mark.parametrize(
    "value", [None, b"", b"[]", b"null", b"\xff", b"[" * 900, b" " * (LONGEST_ANSWER + 1)], ids=repr
)
def test_what_is_no_answer_is_none(value: bytes | None) -> None:
    assert decode_answer(value) is None
    assert decode_asked(value) is None


@given(
    st.binary(max_size=200) | st.recursive(st.none() | st.text() | st.integers(), st.lists).map(repr).map(str.encode)
)
def test_whatever_is_in_a_topic_raises_nothing(value: bytes) -> None:
    assert decode_answer(value) is None
    assert decode_asked(value) is None


def test_a_question_to_the_room_is_read_as_it_was_and_so_is_its_end() -> None:
    asked = Asked(new_id(), "04-visual", "first-ack", "Which step?", ("one", "two"))
    assert decode_asked(asked.encode()) == asked
    assert asked.is_open
    assert not asked.closed().is_open
    assert decode_asked(asked.closed().encode()) == asked.closed()


@pytest.mark.parametrize("options", [("x" * (LONGEST_TEXT + 1), "y"), ("x",) * (MOST_OPTIONS + 1), (1, 2), "ab"])
def test_a_question_with_wrong_options_is_none(options: Any) -> None:
    fields = json.loads(Asked(new_id(), "room", "x", "?", ("one", "two")).encode())
    assert decode_asked(json.dumps(fields | {"options": options}).encode()) is None
