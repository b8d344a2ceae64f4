"""The directory of a broker: one directory for each partition, and notes about all of them.

Source: ``core/.../log/LogManager``.
"""

from __future__ import annotations

import re
import shutil
import sys
import uuid
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from minikafka.engine.errors import Error, KafkaError
from minikafka.storage.checkpoint import OffsetCheckpoint
from minikafka.storage.data_file import flush_directory, replace_file
from minikafka.storage.disk_log import Checkpoints
from minikafka.storage.log_inspector import CLEAN_SHUTDOWN
from minikafka.storage.partition_metadata import new_topic_id, read_topic_id, write_topic_id

LOCK = ".lock"
RECOVERY_POINTS = "recovery-point-offset-checkpoint"
LOG_START_OFFSETS = "log-start-offset-checkpoint"
_PARTITION = re.compile(r"([a-zA-Z0-9._-]{1,249})-([0-9]{1,9})")
_DELETED = re.compile(r".+\.[0-9a-f]{32}-delete")
_NOT_A_TOPIC = "__cluster_metadata"  # the log of Kafka's controllers


class DataDirectory:
    """A directory that one process at a time may use, from here to ``close``.

    Raises:
        KafkaError: KAFKA_STORAGE_ERROR: it cannot be made or written to, or another process uses it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.mkdir(parents=True, exist_ok=True)
            self._lock = _lock(path / LOCK)
        except OSError as problem:
            explanation = f"{path}: {problem.strerror}; a broker needs a directory that it can write to"
            raise KafkaError(Error.KAFKA_STORAGE_ERROR, explanation) from problem
        try:
            self.was_closed = (path / CLEAN_SHUTDOWN).exists()
            self.checkpoints = Checkpoints(
                OffsetCheckpoint(path / RECOVERY_POINTS), OffsetCheckpoint(path / LOG_START_OFFSETS)
            )
        except BaseException:
            self._lock.close()
            raise

    def begin(self) -> None:
        """From now on the logs may change, so whoever does not ``close`` has crashed.

        Until then a start that fails leaves the directory as one that was closed, and nothing in it is cut off.
        """
        self._delete_deleted()
        (self.path / CLEAN_SHUTDOWN).unlink(missing_ok=True)

    def topics(self) -> dict[str, set[int]]:
        """The partitions of each topic that are here: a node of a cluster has some of them."""
        numbers: dict[str, set[int]] = defaultdict(set)
        for entry in sorted(self.path.iterdir()):
            found = _PARTITION.fullmatch(entry.name)
            if found and entry.is_dir() and found[1] != _NOT_A_TOPIC:
                numbers[found[1]].add(int(found[2]))
        return numbers

    def partition(self, topic: str, number: int) -> Path:
        """The directory of a partition, which is made if there is none."""
        directory = self.path / f"{topic}-{number}"
        if not directory.exists():
            directory.mkdir()
            write_topic_id(directory, self._topic_id(topic))
            flush_directory(self.path)
        return directory

    def _topic_id(self, topic: str) -> str:
        """All partitions of a topic share its id; the first one has a new one."""
        first = self.path / f"{topic}-0"
        known = read_topic_id(first) if first.exists() else None
        return known or new_topic_id()

    def delete(self, directory: Path) -> None:
        """Remove a partition: first its name, at once, then what is in it (``LogManager.asyncDelete``)."""
        deleted = directory.with_name(f"{directory.name}.{uuid.uuid4().hex}-delete")
        directory.rename(deleted)
        self.checkpoints.recovery_points.remove(directory.name)
        self.checkpoints.log_start_offsets.remove(directory.name)
        shutil.rmtree(deleted)

    def _delete_deleted(self) -> None:
        for entry in self.path.iterdir():
            if _DELETED.fullmatch(entry.name):
                shutil.rmtree(entry)

    @property
    def is_closed(self) -> bool:
        return self._lock.closed

    def close(self, recovery_points: Mapping[str, int], *, clean: bool) -> None:
        """Let others use the directory; ``clean`` says that nothing in it needs to be checked."""
        if clean:
            self.checkpoints.recovery_points.put_all(recovery_points)
            replace_file(self.path / CLEAN_SHUTDOWN, b'{"version":0,"brokerEpoch":-1}')
        self._lock.close()


def _lock(path: Path) -> IO[bytes]:
    """The lock goes with the process, however that ends, so a broker that was killed leaves none."""
    file = path.open("ab")
    try:
        _take(file)
    except (BlockingIOError, PermissionError) as problem:
        file.close()
        explanation = f"{path.parent} is in use by another broker; close that one, or take another directory"
        raise KafkaError(Error.KAFKA_STORAGE_ERROR, explanation) from problem
    return file


def _take(file: IO[bytes]) -> None:
    """Lock ``file`` by what the system has; in a browser there is one process, and nothing to lock by.

    Raises:
        OSError: another process has it.
    """
    if sys.platform == "win32":
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        return
    try:
        import fcntl
    except ImportError:
        return
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
