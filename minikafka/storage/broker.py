"""A broker with a data directory: what it stored, and what it knows of its producers, outlives it."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any, Self

from minikafka.engine.broker import Broker
from minikafka.engine.clock import Clock
from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.log import Log
from minikafka.engine.producer_ids import Controller
from minikafka.storage.absent_log import AbsentLog
from minikafka.storage.clock import SystemClock
from minikafka.storage.data_directory import DataDirectory
from minikafka.storage.disk_log import DiskLog
from minikafka.storage.log_loader import LogLoader
from minikafka.storage.log_settings import LogSettings
from minikafka.storage.partition_metadata import read_topic_id
from minikafka.storage.producer_ids import StoredController, StoredTransactionalIds
from minikafka.storage.producer_state_manager import Expiration


class DiskBroker(Broker):
    """A ``Broker`` whose logs are directories in Kafka's layout; made by ``open_broker``.

    ``close`` it, or use it in a ``with`` statement. A broker that is not closed has crashed, as far as its files are
    concerned: the next one checks them and cuts off a batch that was not written to its end.
    """

    def __init__(self, directory: DataDirectory, log_settings: LogSettings, **settings: Any) -> None:
        self._directory = directory
        self._log_settings = log_settings
        self._logs: dict[tuple[str, int], DiskLog] = {}
        self._present = directory.topics()
        super().__init__(open_log=self._load_log, transactional_ids=StoredTransactionalIds(directory.path), **settings)
        try:
            self._load_logs()
            directory.begin()
        except BaseException:
            for log in self._logs.values():
                log.go_offline("the broker did not start")
            raise

    def _load_logs(self) -> None:
        """All are looked at before the first is brought in order: a start that is refused changes nothing."""
        for topic, numbers in self._present.items():
            for number in sorted(numbers):
                directory = self._directory.partition(topic, number)
                read_topic_id(directory)
                self._loader(directory).ensure_loadable()
        for topic, numbers in self._present.items():
            self._add_topic(topic, max(numbers) + 1)
        self._present = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Put everything on the disk, with a snapshot of each partition's producers; the next start has no work.

        Raises:
            KafkaError: KAFKA_STORAGE_ERROR: the disk did not take it all, and the next start checks what is there.
        """
        if self._directory.is_closed:
            return
        problems = [problem for log in self._logs.values() if (problem := _close(log))]
        offsets = {log.directory.name: log.recovery_point for log in self._logs.values()}
        self._directory.close(offsets, clean=not problems)
        if problems:
            raise problems[0]

    def restart(self) -> None:
        """Not in place: ``close`` this broker, or kill its process, and open its directory again.

        Raises:
            NotImplementedError: always.
        """
        raise NotImplementedError("a broker with files is closed, and its directory opened again")

    def create_topic(self, topic: str, partitions: int | None = None, *, max_message_bytes: int | None = None) -> None:
        try:
            super().create_topic(topic, partitions, max_message_bytes=max_message_bytes)
        except OSError as problem:
            explanation = f"{self._directory.path}: {problem.strerror}; {topic!r} was not created"
            raise KafkaError(Error.KAFKA_STORAGE_ERROR, explanation) from problem

    def delete_topic(self, topic: str) -> None:
        """Forget a topic and delete its directories; errors as ``Broker.delete_topic``."""
        partitions = self.topics.get(topic, 0)
        super().delete_topic(topic)
        for number in range(partitions):
            log = self._logs.pop((topic, number), None)
            if log is not None:
                log.go_offline("the topic was deleted")
                self._directory.delete(log.directory)

    def log(self, topic: str, partition: int) -> DiskLog:
        """The log of a partition, to ``roll`` it or to look at its segments.

        Raises:
            KafkaError: UNKNOWN_TOPIC_OR_PARTITION, or NOT_LEADER_OR_FOLLOWER if this directory lacks it.
        """
        self.partition(topic, partition)
        try:
            return self._logs[topic, partition]
        except KeyError:
            explanation = f"{topic}-{partition} is not in {self._directory.path}"
            raise KafkaError(Error.NOT_LEADER_OR_FOLLOWER, explanation) from None

    def delete_old_segments(self) -> int:
        """Delete what retention no longer keeps, as Kafka's periodic task does; returns the number of segments."""
        return sum(log.delete_old_segments() for log in self._logs.values())

    def _load_log(self, topic: str, number: int) -> Log:
        if topic in self._present and number not in self._present[topic]:
            return AbsentLog(f"{topic}-{number}")
        directory = self._directory.partition(topic, number)
        log = DiskLog(self._loader(directory).load(), self._log_settings, self._directory.checkpoints, self.clock)
        self._logs[topic, number] = log
        return log

    def _loader(self, directory: Path) -> LogLoader:
        checkpoints = self._directory.checkpoints
        return LogLoader(
            directory=directory,
            index_interval_bytes=self._log_settings.index_interval_bytes,
            expiration=Expiration(self.clock, self.settings.producer_id_expiration_ms),
            clean=self._directory.was_closed,
            recovery_point=checkpoints.recovery_points.get(directory.name),
            log_start_offset=checkpoints.log_start_offsets.get(directory.name),
        )


def _close(log: DiskLog) -> KafkaError | None:
    try:
        log.close()
    except KafkaError as problem:
        return problem
    return None


def open_broker(
    directory: str | Path,
    *,
    segment_bytes: int = LogSettings.segment_bytes,
    index_interval_bytes: int = LogSettings.index_interval_bytes,
    retention_bytes: int = LogSettings.retention_bytes,
    retention_ms: int = LogSettings.retention_ms,
    flush_messages: int = LogSettings.flush_messages,
    clock: Clock | None = None,
    controller: Controller | None = None,
    **settings: Any,
) -> DiskBroker:
    """A broker that keeps Kafka's own files in ``directory``, and goes on from what is there.

    What a restart remembers is what Kafka remembers: of each producer its epoch and its *last* batch.

    What an ack promises: by default that the batch outlives the broker's process, however that ends; with
    ``flush_messages=1`` that it outlives the machine too (see ``LogSettings``).

    Args:
        directory: made if it is not there. One process at a time may use it.
        segment_bytes: size at which a segment is closed and the next one begun (``segment.bytes``).
        index_interval_bytes: bytes between two entries of an index (``index.interval.bytes``).
        retention_bytes: size above which ``delete_old_segments`` deletes, -1 for none (``retention.bytes``).
        retention_ms: age above which it deletes, in ms, -1 for none (``retention.ms``).
        flush_messages: records after which the disk itself must have them, -1 to leave it to the operating system
            (``flush.messages``).
        clock: the time; by default the machine's own.
        controller: grants producer ids; by default one of this directory.
        settings: those of ``Broker``.

    Raises:
        KafkaError: KAFKA_STORAGE_ERROR: the directory cannot be used, or a file in it is damaged beyond recovery.
        ValueError: a setting out of range.
    """
    log_settings = LogSettings(
        segment_bytes=segment_bytes,
        index_interval_bytes=index_interval_bytes,
        retention_bytes=retention_bytes,
        retention_ms=retention_ms,
        flush_messages=flush_messages,
    )
    data = DataDirectory(Path(directory))
    try:
        grants = controller or StoredController(data.path)
        return DiskBroker(data, log_settings, clock=clock or SystemClock(), controller=grants, **settings)
    except BaseException:
        data.close({}, clean=False)
        raise
