"""minikafka beside Apache Kafka: the same client with the same load, one broker after the other in one run.

minikafka runs as `minikafka broker` does, in memory and with a data directory, Apache Kafka with the options of its own
start script. Each is one broker on the loopback address, so ``acks=all`` waits for one replica.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import confluent_kafka

from benchmarks.broker_process import BrokerProcess
from benchmarks.figures import Figure, number_text, percentile
from benchmarks.processes import age_seconds, resident_bytes
from benchmarks.wire import RECORD_SIZE, RECORDS, idempotent_producer, records_per_second
from minikafka.lesson.content import perf
from minikafka.lesson.content.perf.clients import FILE, SideBySide, to_json
from minikafka.wire.client import connect
from tools.kafka.broker import running_kafka
from tools.kafka.jars import KafkaUnavailable, kafka_jars

ROUNDS = 5  # a virtual machine of Java gets faster with each of the first ones
WARM_UP, REQUESTS = 2_000, 5_000
MEGABYTE = 10**6
KEPT = Path(perf.__file__).parent / FILE


class Running(Protocol):
    """A broker in a process of its own."""

    @property
    def address(self) -> str: ...

    @property
    def pid(self) -> int: ...


Start = Callable[[], AbstractContextManager[Running]]


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured of one broker, as name, value and unit."""

    broker: str
    values: tuple[tuple[str, float, str], ...]


def measure() -> Iterator[Figure]:
    """Each figure of each broker; one line that says why, where there is no Apache Kafka."""
    try:
        brokers = measured()
    except KafkaUnavailable as problem:
        yield Figure(f"beside Apache Kafka, skipped: {problem}", None, "")
        return
    for figures in zip(*(broker.values for broker in brokers), strict=True):
        for broker, (what, value, unit) in zip(brokers, figures, strict=True):
            yield Figure(f"{what}, {broker.broker}", value, unit)


@cache
def measured() -> tuple[Measured, ...]:
    """All three brokers, in turn.

    Raises:
        KafkaUnavailable: there is no Apache Kafka here; then nothing is measured at all.
    """
    kafka = next(kafka_jars().glob("kafka_2.13-*.jar")).stem.rpartition("-")[2]
    with TemporaryDirectory(dir=Path.cwd()) as directory:
        starts: dict[str, Start] = {
            "minikafka": BrokerProcess,
            "minikafka on disk": lambda: BrokerProcess("--data-dir", directory),
            f"Apache Kafka {kafka}": running_kafka,
        }
        return tuple(Measured(name, tuple(_values(start))) for name, start in starts.items())


def keep(day: str, machine: str) -> None:
    """Write what was measured where the Perf notebook reads it."""
    brokers = measured()
    client = f"confluent-kafka {version('confluent-kafka')}"
    rows = zip(*(broker.values for broker in brokers), strict=True)
    cells = tuple((row[0][0], *(f"{number_text(value)} {unit}" for _, value, unit in row)) for row in rows)
    kept = SideBySide(day, f"{machine}, with {client}", tuple(broker.broker for broker in brokers), cells)
    KEPT.write_text(to_json(kept), encoding="utf-8")


def _values(start: Start) -> Iterator[tuple[str, float, str]]:
    with start() as broker:
        connect(broker.address).close()
        yield "from its start to its first answer", age_seconds(broker.pid), "s"
        yield "resident memory after the start", resident_bytes(broker.pid) / MEGABYTE, "MB"
        where = {"bootstrap.servers": broker.address}
        pace = max(records_per_second(where) for _ in range(ROUNDS))
        yield f"{RECORDS:,} records of {RECORD_SIZE} bytes, idempotent", pace, "records/s"
        yield f"resident memory after {ROUNDS} times that", resident_bytes(broker.pid) / MEGABYTE, "MB"
        milliseconds = acks_one_by_one(where)
        for percent in (50, 99):
            yield f"one record and its ack, acks=all, p{percent}", percentile(milliseconds, percent), "ms"


def acks_one_by_one(where: Mapping[str, object]) -> list[float]:
    """Send records one by one; how long each waited for its ack, in milliseconds."""
    producer = idempotent_producer(where, {"linger.ms": 0, "acks": "all"})
    return [_milliseconds(producer) for _ in range(WARM_UP + REQUESTS)][WARM_UP:]


def _milliseconds(producer: confluent_kafka.Producer) -> float:
    start = time.perf_counter()
    producer.produce("topic", b"message1")
    producer.flush()
    return (time.perf_counter() - start) * 1_000
