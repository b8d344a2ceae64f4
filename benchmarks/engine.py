"""What the engine does in a second: sends from a producer to a broker in memory, and checks of a sequence alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from benchmarks.figures import Figure
from minikafka import Broker, Producer, Record, RecordBatch
from minikafka.engine.sequence_check import check

ROUNDS, CALLS = 5, 2_000


def measure() -> Iterator[Figure]:
    """The best of several rounds: what disturbs a round only makes it slower."""
    yield Figure("send and its ack, traced", _per_second(_sends), "/s")
    yield Figure("check of a batch that comes next", _per_second(_checks), "/s")


def _per_second(make: Callable[[], Callable[[], object]]) -> float:
    return max(CALLS / _seconds(make()) for _ in range(ROUNDS))


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    for _ in range(CALLS):
        call()
    return time.perf_counter() - start


def _sends() -> Callable[[], object]:
    producer = Producer(Broker())
    return lambda: producer.send("topic", b"message1")


def _checks() -> Callable[[], object]:
    first, second = (
        RecordBatch(producer_id=0, producer_epoch=0, base_sequence=sequence, records=(Record(value=b"message1"),))
        for sequence in range(2)
    )
    state = check(first, None, log_end_offset=0).state
    return lambda: check(second, state, log_end_offset=1)
