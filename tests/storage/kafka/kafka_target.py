"""The scenarios' target that is Apache Kafka's own ``UnifiedLog``: it gives the answers that they claim."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from minikafka.engine.errors import Error
from minikafka.storage.record_batch import encode
from tests.conformance.scenarios import Scenario
from tests.conformance.steps import (
    Advance,
    Answer,
    Appended,
    DeleteBefore,
    Describe,
    Described,
    Expire,
    Marker,
    Need,
    Produce,
    ProducerRow,
    Replicate,
    Restart,
    Roll,
    Step,
)
from tests.conformance.targets import PARTITIONS, Perform
from tests.storage.kafka.apache_kafka import KafkaLog

SEGMENT_BYTES = 2**20
INDEX_INTERVAL_BYTES = 4096


class KafkaTarget:
    """Logs without a broker around them: no requests, replicas or producer ids, and no times in the answers."""

    name = "Apache Kafka's UnifiedLog"
    profiles = frozenset({"kafka-2.5"})
    expresses = frozenset(
        {
            Need.PRODUCE,
            Need.TRANSACTIONS,
            Need.MARKER,
            Need.REPLICATE,
            Need.ADVANCE,
            Need.EXPIRE,
            Need.ROLL,
            Need.DELETE_BEFORE,
            Need.RESTART,
            Need.DAMAGE,
            Need.DESCRIBE,
        }
    )
    cannot_see = frozenset({"log_append_time", "log_start_offset"})

    def __init__(self, kafka: KafkaLog) -> None:
        self._kafka = kafka

    @contextmanager
    def new_topic(self, scenario: Scenario, profile: str) -> Iterator[Perform]:  # noqa: ARG002 it has one generation
        with TemporaryDirectory() as root:
            yield _KafkaSteps(self._kafka, Path(root), scenario.clock_start_ms).perform


class _KafkaSteps:
    def __init__(self, kafka: KafkaLog, root: Path, now: int) -> None:
        self._kafka = kafka
        self._now = now
        self._recovery_point = 0
        self._logs = [root / f"scenario-{number}" for number in range(PARTITIONS)]
        self._starts = [0] * PARTITIONS
        self._let_pass(0)
        for number in range(PARTITIONS):
            self._open(number, closed=False)

    def perform(self, step: Step) -> Sequence[Answer]:
        match step:
            case Produce() | Marker() | Replicate():
                return [self._append(step)]
            case Describe():
                self._use(step.partition)
                rows = [list(map(int, row.split(","))) for row in self._kafka.ask("producers")]
                return [Described(producers=frozenset(ProducerRow(**_columns(row)) for row in rows))]
            case _:
                self._let_happen(step)
                return []

    def _let_happen(self, step: Step) -> None:
        match step:
            case Advance():
                self._let_pass(step.ms)
            case Expire():
                for number in range(PARTITIONS):
                    self._use(number)
                    self._kafka.ask("expire")
            case Roll():
                self._use(step.partition)
                self._recovery_point = int(self._kafka.ask("roll")[0])
            case DeleteBefore():
                self._use(step.partition)
                self._starts[step.partition] = int(self._kafka.ask("delete", step.offset)[0])
            case Restart():
                self._restart(step)
            case _:
                raise TypeError(f"there is nothing for {step.written!r}")

    def _append(self, step: Produce | Marker | Replicate) -> Appended:
        self._use(step.partition)
        error, base_offset, duplicate = self._kafka.ask(*self._command(step))
        end = int(self._kafka.ask("offsets")[1])
        return Appended(error=Error[error], base_offset=int(base_offset), duplicate=duplicate == "true", leo=end)

    def _command(self, step: Produce | Marker | Replicate) -> tuple[object, ...]:
        match step:
            case Marker():
                return "marker", step.pid, step.epoch, step.result, step.coordinator_epoch
            case Replicate():
                end = int(self._kafka.ask("offsets")[1])
                return "replicate", encode(step.batch(self._now), end).hex()
            case _:
                return "append", encode(step.batch(self._now)).hex()

    def _let_pass(self, milliseconds: int) -> None:
        self._now += milliseconds
        self._kafka.ask("clock", self._now)

    def _use(self, partition: int) -> None:
        self._kafka.ask("use", self._logs[partition])

    def _open(self, number: int, *, closed: bool) -> None:
        start, recovery_point = self._starts[number], self._recovery_point if number == 0 else 0
        sizes = SEGMENT_BYTES, INDEX_INTERVAL_BYTES
        self._kafka.ask("open", self._logs[number], *sizes, start, recovery_point, str(closed).lower())

    def _restart(self, step: Restart) -> None:
        closed = step.mode == "clean"
        for number, log in enumerate(self._logs):
            self._use(number)
            if closed:
                self._kafka.ask("close")
            else:
                self._logs[number] = log.with_name(f"after-a-crash-{number}")
                shutil.copytree(log, self._logs[number])
        if step.damage_newest_snapshot:
            newest = max(self._logs[0].glob("*.snapshot"))
            newest.write_bytes(newest.read_bytes()[:-1] + b"\0")
        for number in range(PARTITIONS):
            self._open(number, closed=closed)


def _columns(row: Sequence[int]) -> dict[str, int]:
    pid, epoch, last_sequence, _, coordinator_epoch, txn_start = row
    return {
        "pid": pid,
        "epoch": epoch,
        "last_seq": last_sequence,
        "coordinator_epoch": coordinator_epoch,
        "txn_start": txn_start,
    }
