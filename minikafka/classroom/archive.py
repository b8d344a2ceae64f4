"""The end of a class: what was answered as a CSV file, and then no topic any more."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from minikafka.classroom.class_topics import ClassTopics
from minikafka.classroom.record import Answer
from minikafka.classroom.room import Room
from minikafka.lesson.progress.progress_file import new_file

if TYPE_CHECKING:
    from minikafka.engine.log import StoredRecord
    from minikafka.wire.client import RemoteBroker

COLUMNS = ("offset", "at", "learner", "style", "kind", "item", "choice", "correct", "question")
_FORMULA = tuple("=+-@\t\r")  # how a cell begins that a spreadsheet would calculate


def end(remote: RemoteBroker, topics: ClassTopics, directory: Path) -> tuple[Path, int]:
    """Write every answer that counts to a new CSV file, and delete the topics; returns the file, and how many.

    Raises:
        LookupError: there is no such class.
        OSError: the file cannot be written; then nothing is deleted.
        KafkaError: the cluster does not answer, or deletes nothing.
    """
    if topics.answers not in remote.topics:
        raise LookupError(f"there is no class {topics.name!r} on this cluster")
    room = Room(topics, lambda: remote)
    for record in _records(remote, topics.asked):
        room.hear(record)
    path, rows = _write(directory, topics, _rows(room, _records(remote, topics.answers)))
    topics.delete(remote)
    return path, rows


def _records(remote: RemoteBroker, topic: str) -> Iterator[StoredRecord]:
    """Everything that is in a topic, if it is there."""
    if topic not in remote.topics:
        return
    offset = remote.log_start_offset(topic, 0)
    while fetched := remote.fetch(topic, 0, offset).records:
        yield from fetched
        offset = fetched[-1].offset + 1


def _rows(room: Room, records: Iterable[StoredRecord]) -> Iterator[tuple[object, ...]]:
    for record in records:
        if answer := room.take(record):
            written = room.written.get(answer.item)
            yield record.offset, *_cells(answer), _harmless(written.text) if written else ""


def _cells(answer: Answer) -> tuple[object, ...]:
    at = answer.at.isoformat(timespec="milliseconds")
    return at, answer.learner, answer.style, answer.kind.value, answer.item, answer.choice, answer.correct


def _harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula; whoever can write to the topic may have written it."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _write(directory: Path, topics: ClassTopics, rows: Iterable[tuple[object, ...]]) -> tuple[Path, int]:
    written = list(rows)

    def write(path: Path) -> int:
        with path.open("x", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([COLUMNS, *written])
        return len(written)

    return new_file(directory / f"{topics.answers}.csv", write)
