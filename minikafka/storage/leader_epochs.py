"""``leader-epoch-checkpoint``: which leader epoch began at which offset.

Source: ``storage/.../epoch/LeaderEpochFileCache``.
"""

from __future__ import annotations

from pathlib import Path

from minikafka.engine.errors import Error, KafkaError
from minikafka.storage.checkpoint import read_checkpoint, write_checkpoint

FILE_NAME = "leader-epoch-checkpoint"


class LeaderEpochs:
    """Pairs of an epoch and its first offset, both increasing. Every change is written at once."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / FILE_NAME
        try:
            self._entries = [(int(epoch), int(start)) for epoch, start in read_checkpoint(self._path)]
        except ValueError as problem:
            raise KafkaError(Error.KAFKA_STORAGE_ERROR, f"{self._path}: a line is no epoch and offset") from problem

    def create(self) -> None:
        """Make the file, empty, if there is none."""
        self._path.touch()

    @property
    def latest(self) -> int:
        """The latest epoch, -1 if there is none."""
        return self._entries[-1][0] if self._entries else -1

    def assign(self, epoch: int, start_offset: int) -> None:
        """Note that ``epoch`` begins here, if it is newer than all others (``LeaderEpochFileCache.assign``)."""
        if epoch > self.latest:
            self._replace([*self._entries, (epoch, start_offset)])

    def truncate_from_end(self, end_offset: int) -> None:
        """Forget the epochs that begin at ``end_offset`` or later."""
        self._replace([entry for entry in self._entries if entry[1] < end_offset])

    def truncate_from_start(self, start_offset: int) -> None:
        """Let the epoch that holds ``start_offset`` begin there, and forget the earlier ones."""
        begun = [epoch for epoch, start in self._entries if start <= start_offset]
        later = [entry for entry in self._entries if entry[1] > start_offset]
        self._replace([*((epoch, start_offset) for epoch in begun[-1:]), *later])

    def _replace(self, entries: list[tuple[int, int]]) -> None:
        if entries != self._entries:
            self._entries = entries
            self._write()

    def _write(self) -> None:
        write_checkpoint(self._path, (f"{epoch} {start}" for epoch, start in self._entries))
