"""What it costs an application to be watched, and how quickly a log is read.

The application sends 100,000 records a second, no more: a wiretap is for an application at work, and not for a race.
Straight and through the wiretap take turns, because figures from two runs say nothing about each other.
"""

from __future__ import annotations

import io
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from benchmarks.broker_process import BrokerProcess
from benchmarks.figures import Figure
from benchmarks.wire import idempotent_producer
from minikafka.clinic.explanation import explain_log

ROUNDS = 7
RECORDS, RECORD_SIZE, PER_SECOND = 200_000, 100, 100_000
LOG_BYTES = 64 * 1024 * 1024
EQUAL_LINES = 200_000
PARTS = 100  # of the records, each sent when its time has come
ORDINARY = (
    b"2026-03-02 09:15:42,118 INFO [http-nio-8080-exec-4] com.acme.OrderController - order 4711 handled in 12 ms\n"
)
OURS = (
    b"org.apache.kafka.common.errors.OutOfOrderSequenceException: Out of order sequence number for producer 4 at "
    b"offset 88120 in partition a-3: 61 (incoming seq. number), 57 (current end sequence number)\n"
)


def measure() -> Iterator[Figure]:
    """The figures of both."""
    yield from watching()
    yield from reading()


def watching() -> Iterator[Figure]:
    """Records a second, straight and through ``minikafka watch``."""
    straight, watched = [], []
    for _ in range(ROUNDS):
        with BrokerProcess() as broker:
            straight.append(paced(broker.address))
        with BrokerProcess() as broker, watch_process(broker.address) as address:
            watched.append(paced(address))
    what = f"records of {RECORD_SIZE} bytes, sent at {PER_SECOND:,} a second"
    yield Figure(f"{what}, straight", median(straight), "/s")
    yield Figure(f"{what}, watched", median(watched), "/s")
    cost = median(1 - late / early for early, late in zip(straight, watched, strict=True))
    yield Figure("what watching costs of the throughput", max(0.0, 100 * cost), "%", at_most=15)


def reading() -> Iterator[Figure]:
    """Megabytes and lines a second, of processor time."""
    log = ORDINARY * (LOG_BYTES // len(ORDINARY))
    seconds = _processor_seconds(log)
    yield Figure("explain: a log with none of our lines, time for 50 MB", 50e6 * seconds / len(log), "s", at_most=1)
    yield Figure("explain: a line of ours", _processor_seconds(OURS * EQUAL_LINES) / EQUAL_LINES * 1e6, "us")


def _processor_seconds(log: bytes) -> float:
    started = time.process_time()
    explain_log(io.BytesIO(log))
    return time.process_time() - started


def paced(address: str) -> float:
    """Send at the pace, wait for every ack, and give the records a second that this was."""
    producer = idempotent_producer(
        {"bootstrap.servers": address}, {"linger.ms": 5, "queue.buffering.max.messages": RECORDS}
    )
    value, part = bytes(RECORD_SIZE), RECORDS // PARTS
    started = time.perf_counter()
    for number in range(PARTS):
        for _ in range(part):
            producer.produce("topic", value)
        producer.poll(0)
        time.sleep(max(0.0, started + (number + 1) * part / PER_SECOND - time.perf_counter()))
    assert producer.flush(300) == 0
    return RECORDS / (time.perf_counter() - started)


@contextmanager
def watch_process(upstream: str) -> Iterator[str]:
    """The address of ``minikafka watch`` in a process of its own."""
    command = [sys.executable, "-m", "minikafka", "watch", "--upstream", upstream]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own
    try:
        assert process.stdout is not None
        yield process.stdout.readline().split()[4].rstrip(",")
    finally:
        process.terminate()
        process.communicate(timeout=60)
