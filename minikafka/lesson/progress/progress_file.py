"""The files of a learner's progress: SQLite, one transaction at a time, and what to do when it cannot be read.

A file that is damaged or somebody else's is renamed, never deleted, and a new one is begun.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import TypeVar

VARIABLE = "MINIKAFKA_PROGRESS"
SECONDS_TO_WAIT = 10.0  # for another notebook's transaction, which takes milliseconds
APPLICATION = int.from_bytes(b"mkpr")  # SQLite's application_id: how we know a file of ours

_TABLE = """CREATE TABLE attempt (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, style TEXT NOT NULL, kind TEXT NOT NULL, item TEXT NOT NULL,
    correct INTEGER NOT NULL
)"""
_UNREADABLE = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
# What SQLite keeps beside a database goes with it, and first: a new database must not find it.
_PARTS = ("-journal", "-wal", "-shm", "")

Answer = TypeVar("Answer")
Work = Callable[[sqlite3.Connection], Answer]
Written = TypeVar("Written")


class ForeignFileError(Exception):
    """The file is a database, but not one of ours."""


_DOUBTFUL = (sqlite3.DatabaseError, ForeignFileError, TypeError, ValueError)


class ProgressFile:
    """One file, and what is wrong with it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._cannot_write = self._cannot_read = self._begun_anew = ""

    @property
    def notice(self) -> str:
        """A sentence for the learner, empty if nothing is wrong. It goes when its cause is gone.

        A file that can be read again may still refuse to be written to. That one was set aside stays true.
        """
        return self._cannot_write or self._cannot_read or self._begun_anew

    def write(self, work: Work[Answer], otherwise: Answer) -> Answer:
        """Do ``work`` in one transaction, in a new file if there is none; ``otherwise`` if that is not possible."""
        answer, self._cannot_write = self._tried(lambda: self._written(work), otherwise)
        self._cannot_read = self._cannot_write
        return answer

    def read(self, work: Work[Answer], otherwise: Answer) -> Answer:
        """Do ``work``, which changes nothing; ``otherwise`` if there is no file or nothing in it."""
        answer, self._cannot_read = self._tried(lambda: self._read(work, otherwise), otherwise)
        return answer

    def _written(self, work: Work[Answer]) -> Answer:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with _transaction(self.path, "IMMEDIATE") as connection:
            if _is_new(connection):
                connection.execute(f"PRAGMA application_id = {APPLICATION}")
                connection.execute(_TABLE)
            return work(connection)

    def _read(self, work: Work[Answer], otherwise: Answer) -> Answer:
        if not self.path.exists():
            return otherwise
        with _transaction(self.path, "DEFERRED") as connection:
            return otherwise if _is_new(connection) else work(connection)

    def _tried(self, attempt: Callable[[], Answer], otherwise: Answer) -> tuple[Answer, str]:
        """What came of ``attempt``, and what is in its way, if anything."""
        try:
            try:
                return attempt(), ""
            except _DOUBTFUL as problem:
                if not _is_unreadable(problem):
                    raise
                return self._begun_again(attempt), ""
        except (sqlite3.Error, OSError) as problem:
            return otherwise, f"Your progress is not kept: {self.path} cannot be used ({problem})."

    def _begun_again(self, attempt: Callable[[], Answer]) -> Answer:
        with _alone(self.path):
            try:
                return attempt()  # another notebook may have begun a new file meanwhile
            except _DOUBTFUL as problem:
                if not _is_unreadable(problem):
                    raise
            kept = _set_aside(self.path)
            self._begun_anew = (
                f"The file with your progress could not be read. It is kept as {kept}; a new one is begun."
            )
            return attempt()


def progress_file() -> Path:
    """The file that ``MINIKAFKA_PROGRESS`` names; without it, ``progress.sqlite`` in the user's data folder."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    from platformdirs import user_data_path  # a page in a browser names the file, and need not wait for this

    return user_data_path("minikafka", appauthor=False) / "progress.sqlite"


@contextmanager
def _transaction(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, timeout=SECONDS_TO_WAIT, isolation_level=None)) as connection:
        connection.execute(f"BEGIN {mode}")
        yield connection
        connection.execute("COMMIT")  # without it, closing takes everything back


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let one notebook at a time rename the file, or the second would rename what the first has begun."""
    with _transaction(path.with_name(f"{path.name}.lock"), "EXCLUSIVE"):
        yield


def _is_new(connection: sqlite3.Connection) -> bool:
    """True of a database in which nothing is.

    Raises:
        ForeignFileError: it has something, but not ours.
    """
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application != APPLICATION and (application or tables):
        raise ForeignFileError
    return not tables


def _is_unreadable(problem: Exception) -> bool:
    """True when the content is wrong, not when the file is out of reach or full or in use."""
    return getattr(problem, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF in _UNREADABLE


def _set_aside(path: Path) -> Path:
    names = (path.with_name(f"{path.stem}.damaged-{number}{path.suffix}") for number in count(1))
    kept = next(name for name in names if not name.exists())
    for part in _PARTS:
        beside = path.with_name(path.name + part)
        if beside.exists():
            beside.rename(kept.with_name(kept.name + part))
    return kept


def new_file(path: Path, write: Callable[[Path], Written]) -> tuple[Path, Written]:
    """Have ``write`` make the file ``path``, or ``name-2`` beside it if that is there, and so on.

    Returns the file, and what ``write`` returned.

    Raises:
        OSError: whatever ``write`` raises, but ``FileExistsError``: then the next name is tried.
    """
    for number in count(1):
        tried = path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
        try:
            return tried, write(tried)
        except FileExistsError:
            continue
    raise AssertionError("there is always another number")
