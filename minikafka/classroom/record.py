"""What is written into the topics of a class, as JSON: an answer of a learner, and a question to the room.

Whoever can write to a topic can write anything. What cannot be read is ``None`` here, whatever is wrong with it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from minikafka.classroom.pseudonym import is_pseudonym
from minikafka.lesson.progress.progress import LONGEST_NAME, Attempt, Kind

VERSION = 1
LONGEST_ANSWER = 1_000  # bytes of a record
LONGEST_QUESTION = 8_000
LONGEST_TEXT = 500  # characters of a question, and of an option
MOST_OPTIONS = 8
ROOM = "room"  # the style of a question that was written on the spot
_ID = frozenset("0123456789abcdef")
_LENGTH_OF_ID = 32


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, prediction, solved problem or step, by a pseudonym.

    ``id`` is the same when the record comes twice. ``choice`` is the index of an option, ``None`` where there are none;
    ``correct`` is ``None`` where nobody has judged it. ``at`` is the time of the learner's own clock.
    """

    id: str
    learner: str
    at: datetime
    style: str
    kind: Kind
    item: str
    choice: int | None
    correct: bool | None

    @classmethod
    def to(cls, attempt: Attempt, choice: int | None, learner: str) -> Answer:
        """The answer that an attempt is."""
        return cls(new_id(), learner, attempt.at, attempt.style, attempt.kind, attempt.item, choice, attempt.correct)

    def encode(self) -> bytes:
        """The value of a record."""
        at = self.at.isoformat(timespec="milliseconds")
        return _json(
            id=self.id, learner=self.learner, at=at, style=self.style, kind=self.kind.value, item=self.item,
            choice=self.choice, correct=self.correct,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the room; with the same ``id`` and without options it is closed."""

    id: str
    style: str
    item: str
    text: str
    options: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        return bool(self.options)

    def closed(self) -> Asked:
        """What closes it."""
        return Asked(self.id, self.style, self.item, self.text, ())

    def encode(self) -> bytes:
        """The value of a record."""
        return _json(id=self.id, style=self.style, item=self.item, text=self.text, options=self.options)


def new_id() -> str:
    """An id that nobody else has."""
    return uuid4().hex


def decode_answer(value: bytes | None) -> Answer | None:
    """The answer in a record, ``None`` if there is none."""
    fields = _fields(value, LONGEST_ANSWER)
    try:
        return _answer(fields)
    except (KeyError, TypeError, ValueError):
        return None


def decode_asked(value: bytes | None) -> Asked | None:
    """The question in a record, ``None`` if there is none."""
    fields = _fields(value, LONGEST_QUESTION)
    try:
        options = tuple(_text(option, LONGEST_TEXT) for option in _list(fields["options"]))
        return Asked(
            _id(fields["id"]),
            _text(fields["style"], LONGEST_NAME),
            _text(fields["item"], LONGEST_NAME),
            _text(fields["text"], LONGEST_TEXT),
            options,
        )
    except (KeyError, TypeError, ValueError):
        return None


def _answer(fields: Mapping[str, Any]) -> Answer:
    at = datetime.fromisoformat(_text(fields["at"], LONGEST_NAME))
    learner = _text(fields["learner"], LONGEST_NAME)
    choice, correct = fields["choice"], fields["correct"]
    is_choice = choice is None or (type(choice) is int and 0 <= choice < MOST_OPTIONS)
    if at.tzinfo is None or not is_pseudonym(learner) or not is_choice or type(correct) not in {bool, type(None)}:
        raise ValueError("a field is not as it is written")
    style, item = _text(fields["style"], LONGEST_NAME), _text(fields["item"], LONGEST_NAME)
    return Answer(_id(fields["id"]), learner, at, style, Kind(fields["kind"]), item, choice, correct)


def _fields(value: bytes | None, longest: int) -> Mapping[str, Any]:
    """The fields of a record of our version; none of any other."""
    if value is None or len(value) > longest:
        return {}
    try:
        fields = json.loads(value)
    except (ValueError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) and fields.get("v") == VERSION else {}


def _json(**fields: object) -> bytes:
    return json.dumps({"v": VERSION, **fields}, ensure_ascii=False, separators=(",", ":")).encode()


def _id(value: Any) -> str:
    if not isinstance(value, str) or len(value) != _LENGTH_OF_ID or not set(value) <= _ID:
        raise ValueError("no id")
    return value


def _text(value: Any, longest: int) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        raise ValueError("no text, or a longer one than is read")
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > MOST_OPTIONS:
        raise ValueError("no options, or too many")
    return value
