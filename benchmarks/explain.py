"""How fast a long log is read, and whether memory stays flat."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator
from time import process_time

from benchmarks.figures import Figure
from minikafka.clinic import explain
from minikafka.clinic.explanation import Explanation, explain_log

MEGABYTE = 1024 * 1024
MOST_NS, MOST_MB = 20, 20  # for a byte of other programs' lines: 50 MB in a second
LINES = 1_000_000

OTHERS = (
    b"2026-03-02 09:15:42,118 INFO [http-nio-8080-exec-4] com.acme.shop.OrderController - order 4711 handled in 12 ms\n"
    b'10.0.0.7 - - [02/Mar/2026:09:15:42 +0000] "GET /orders/4711 HTTP/1.1" 200 5123 "-" "curl/8.5.0"\n'
    b"[2026-03-02 09:15:42,118] INFO [GroupCoordinator 1]: Member consumer-7 in group shop has left (kafka)\n"
    b'{"level":"info","ts":1772442942.1,"caller":"shop/cart.go:88","msg":"cart stored","items":3,"user":"u-77120"}\n'
)
HEADER = (
    b"[2026-03-02 09:15:%02d,118] ERROR [ReplicaManager broker=2] Error processing append operation on partition a-3\n"
)
REFUSAL = (
    b"org.apache.kafka.common.errors.OutOfOrderSequenceException: Out of order sequence number for producer 4 at "
    b"offset 88120 in partition a-3: 61 (incoming seq. number), 57 (current end sequence number)\n"
)


class Repeated(io.RawIOBase):
    """A log that is never whole in memory: blocks, one after the other."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks, self._rest = blocks, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        self._rest = self._rest or next(self._blocks, b"")
        part, self._rest = self._rest[: len(view)], self._rest[len(view) :]
        view[: len(part)] = part
        return len(part)


def measure() -> Iterator[Figure]:
    """A gigabyte of other programs, a million lines of one error, and the memory that a part of the first takes."""
    explain(REFUSAL)  # what is loaded once
    block = OTHERS * (MEGABYTE // len(OTHERS))
    seconds, explanation = _timed(block for _ in range(1024))
    yield Figure("a byte of other programs' lines", 1e9 * seconds / (1024 * len(block)), "ns", at_most=MOST_NS)
    yield Figure("  a gigabyte of them", seconds, "s")
    assert not explanation.found
    pairs = b"".join(HEADER % second + REFUSAL for second in range(50))
    seconds, explanation = _timed(pairs for _ in range(LINES // 100))
    yield Figure(f"{LINES:,} lines of one error", seconds, "s")
    assert explanation.cases[0].attempts == LINES // 2
    yield Figure("most memory while reading", _memory(block), "MB", at_most=MOST_MB)


def _timed(blocks: Iterator[bytes]) -> tuple[float, Explanation]:
    begun = process_time()
    explanation = explain_log(Repeated(blocks))  # type: ignore[arg-type]
    return process_time() - begun, explanation


def _memory(block: bytes) -> float:
    tracemalloc.start()
    explain_log(Repeated(block for _ in range(64)))  # type: ignore[arg-type]
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / MEGABYTE
