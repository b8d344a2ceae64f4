"""Checkpoint files: a version, a count, and as many lines of words, as Kafka writes them.

Source: ``server-common/.../CheckpointFile``, ``OffsetCheckpointFile``, ``LeaderEpochCheckpointFile``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from minikafka.engine.errors import Error, KafkaError
from minikafka.storage.data_file import replace_file

VERSION = "0"


def read_checkpoint(path: Path) -> list[list[str]]:
    """The words of every line; none if there is no file, or nothing in it yet.

    Raises:
        KafkaError: KAFKA_STORAGE_ERROR, for a file of another form.
    """
    if not path.exists() or path.stat().st_size == 0:
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    if len(lines) < 2 or lines[0] != VERSION or lines[1] != str(len(lines) - 2):  # noqa: PLR2004 version and count
        raise KafkaError(
            Error.KAFKA_STORAGE_ERROR,
            f"{path} is no checkpoint of version 0 with as many lines as its second line says; "
            "restore it, or remove it to go on without what it says",
        )
    return [line.split() for line in lines[2:]]


def write_checkpoint(path: Path, lines: Iterable[str]) -> None:
    """Replace the file as a whole."""
    entries = list(lines)
    replace_file(path, "\n".join([VERSION, str(len(entries)), *entries, ""]).encode())


class OffsetCheckpoint:
    """One offset for each partition, in a file of the data directory; every change is written at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._offsets = {f"{topic}-{number}": int(offset) for topic, number, offset in read_checkpoint(path)}
        except ValueError as problem:
            raise KafkaError(Error.KAFKA_STORAGE_ERROR, f"{path}: a line is no topic, partition, offset") from problem

    def get(self, name: str) -> int:
        """The offset of the partition ``name``, ``<topic>-<number>``; 0 if there is none."""
        return self._offsets.get(name, 0)

    def put(self, name: str, offset: int) -> None:
        self.put_all({name: offset})

    def put_all(self, offsets: Mapping[str, int]) -> None:
        merged = {**self._offsets, **offsets}
        if merged != self._offsets:
            self._replace(merged)

    def remove(self, name: str) -> None:
        if name in self._offsets:
            self._replace({other: offset for other, offset in self._offsets.items() if other != name})

    def _replace(self, offsets: dict[str, int]) -> None:
        write_checkpoint(self._path, (f"{' '.join(name.rsplit('-', 1))} {offsets[name]}" for name in offsets))
        self._offsets = offsets
