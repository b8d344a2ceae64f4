"""A learner's progress: one row for each attempt, in one small SQLite file of the learner's own.

Each attempt is one transaction, so notebooks that are open at once lose nothing. No lesson fails because its progress
cannot be kept: ``notice`` says so then. Nothing leaves the machine, unless somebody stands in ``OBSERVERS``.
"""

from __future__ import annotations

import csv
import enum
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from minikafka.lesson.progress.progress_file import ProgressFile, progress_file

LONGEST_NAME = 100  # characters of a style or an item
LARGEST_CSV = 10_000_000  # bytes that are read of a file from elsewhere
MOST_ATTEMPTS = 20_000  # beyond, the oldest go: the file stays below three megabytes

_COLUMNS = ("at", "style", "kind", "item", "correct")
_INSERT = "INSERT INTO attempt (at, style, kind, item, correct) VALUES (?, ?, ?, ?, ?)"
_FORGET_OLDEST = "DELETE FROM attempt WHERE id <= (SELECT max(id) FROM attempt) - ?"
_SELECT = "SELECT at, style, kind, item, correct FROM attempt ORDER BY id"


class Named(Protocol):
    """Whatever progress is kept of under its name."""

    @property
    def name(self) -> str: ...


class Kind(enum.StrEnum):
    """What was attempted."""

    STEP = "step"
    ANSWER = "answer"
    CHALLENGE = "challenge"
    CARD = "card"

    def of(self, things: Iterable[Named]) -> tuple[Item, ...]:
        """What progress is kept of under the names of these things."""
        return tuple((self, thing.name) for thing in things)


Item = tuple[Kind, str]  # what is attempted, by its kind and its name


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt: when (in UTC), in which style, at what, and whether it succeeded."""

    at: datetime
    style: str
    kind: Kind
    item: str
    correct: bool


@dataclass(frozen=True, slots=True)
class StyleProgress:
    """What was done in one style: how many attempts, and the items in which one of them succeeded."""

    attempts: int
    done: frozenset[tuple[Kind, str]]


Observer = Callable[[Attempt, int | None], None]
"""Hears of each attempt when it is kept, with the index of the option that was chosen, if it was one of several."""

OBSERVERS: list[Observer] = []  # of this process: a class that the learner takes part in


class Progress:
    """The attempts in one file, by default the learner's own; nothing is opened before it is needed.

    ``clock`` returns the time in UTC.
    """

    def __init__(self, path: Path | str | None = None, *, clock: Callable[[], datetime] | None = None) -> None:
        self._file = ProgressFile(Path(path) if path else progress_file())
        self.clock = clock or (lambda: datetime.now(UTC))

    def __repr__(self) -> str:
        return "Progress()"

    @property
    def path(self) -> Path:
        """The file; it is there from the first attempt on."""
        return self._file.path

    @property
    def notice(self) -> str:
        """A sentence for the learner when progress could not be kept or read the last time, otherwise empty."""
        return self._file.notice

    def record(self, style: str | None, kind: Kind, item: str, *, correct: bool, choice: int | None = None) -> None:
        """Keep one attempt, in a transaction of its own; of what belongs to no style, nothing.

        The ``choice``, an index, is told to observers only.

        Raises:
            ValueError: ``style`` or ``item`` is empty or longer than ``LONGEST_NAME``.
        """
        if style is None:
            return
        for name in (style, item):
            if not 0 < len(name) <= LONGEST_NAME:
                raise ValueError(f"{name[:LONGEST_NAME]!r} has {len(name)} characters: use 1 to {LONGEST_NAME}")
        attempt = Attempt(self.clock(), style, kind, item, correct)
        self._file.write(lambda connection: _insert(connection, _written(attempt)), None)
        for observer in OBSERVERS:
            observer(attempt, choice)

    def rows(self) -> list[Attempt]:
        """Every attempt, in the order in which they were kept."""
        return self._file.read(lambda connection: [_attempt(*row) for row in connection.execute(_SELECT)], [])

    def summary(self) -> dict[str, StyleProgress]:
        """What was done, by style; a style without an attempt is not in it."""
        rows = self.rows()
        return {style: _style_progress(rows, style) for style in sorted({row.style for row in rows})}

    def to_csv(self, path: Path | str) -> int:
        """Write every attempt to a new CSV file, with a line of headings; returns how many.

        Raises:
            OSError: the file is there already, or cannot be written.
        """
        rows = self.rows()
        with Path(path).open("x", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_COLUMNS)
            writer.writerows((row.at.isoformat(), row.style, row.kind.value, row.item, row.correct) for row in rows)
        return len(rows)

    def from_csv(self, path: Path | str) -> int:
        """Take over the attempts of a file that ``to_csv`` has written, here or elsewhere; returns how many are new.

        Raises:
            ValueError: the file is not as ``to_csv`` writes it; the message names the line, and nothing is taken over.
            OSError: the file cannot be read.
        """
        if Path(path).stat().st_size > LARGEST_CSV:
            raise ValueError(f"it is larger than {LARGEST_CSV // 10**6} MB, and so no file of progress")
        try:
            with Path(path).open(encoding="utf-8", newline="") as file:
                rows = list(_read_csv(csv.reader(file)))
        except csv.Error as problem:
            raise ValueError(f"it is no CSV file: {problem}") from problem
        return self._file.write(lambda connection: _merge(connection, rows), 0)

    def reset(self) -> None:
        """Forget every attempt."""
        self._file.write(lambda connection: connection.execute("DELETE FROM attempt").rowcount, 0)


def _insert(connection: sqlite3.Connection, row: tuple[str, str, str, str, int]) -> None:
    connection.execute(_INSERT, row)
    connection.execute(_FORGET_OLDEST, (MOST_ATTEMPTS,))


def _merge(connection: sqlite3.Connection, rows: list[Attempt]) -> int:
    """Put the attempts among those that are kept, in the order of their times; returns how many are new."""
    kept = [_attempt(*row) for row in connection.execute(_SELECT)]
    new = set(rows) - set(kept)
    if new:
        connection.execute("DELETE FROM attempt")
        for row in sorted([*kept, *new], key=lambda row: row.at):
            _insert(connection, _written(row))
    return len(new)


def _read_csv(lines: Iterable[list[str]]) -> Iterator[Attempt]:
    for number, line in enumerate(lines, start=1):
        if number == 1 and tuple(line) == _COLUMNS:
            continue
        if number == 1 or number > MOST_ATTEMPTS + 1:
            raise ValueError(f"line {number}: this is no file of progress, or a longer one than is kept")
        try:
            at, style, kind, item, correct = line
            attempt = _attempt(at, style, kind, item, ("False", "True").index(correct))
        except ValueError as problem:
            raise ValueError(f"line {number} is no attempt: {problem}") from problem
        if not (0 < len(style) <= LONGEST_NAME and 0 < len(item) <= LONGEST_NAME and attempt.at.tzinfo):
            raise ValueError(f"line {number} is no attempt: a name or the time is not as it is kept")
        yield attempt


def _written(row: Attempt) -> tuple[str, str, str, str, int]:
    return row.at.isoformat(timespec="milliseconds"), row.style, row.kind.value, row.item, int(row.correct)


def _attempt(at: str, style: str, kind: str, item: str, correct: int) -> Attempt:
    return Attempt(datetime.fromisoformat(at), style, Kind(kind), item, bool(correct))


def _style_progress(rows: list[Attempt], style: str) -> StyleProgress:
    attempts = [row for row in rows if row.style == style]
    return StyleProgress(len(attempts), frozenset((row.kind, row.item) for row in attempts if row.correct))
