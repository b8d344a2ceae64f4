"""What idempotence takes in memory and in bytes: counted, or measured where the notebook runs."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import NamedTuple

from minikafka.engine.broker import Broker
from minikafka.engine.clock import ManualClock
from minikafka.engine.producer_state import NUM_BATCHES_TO_RETAIN, ProducerStates
from minikafka.engine.sequence_check import check
from minikafka.lesson.content.perf.work import TOPIC, batch, batch_without_id
from minikafka.lesson.views.plots import Series, Style
from minikafka.lesson.views.table import Table, table_of
from minikafka.lesson.widgets.pictures import ShownPlot, line_plot
from minikafka.storage.producer_snapshot import encode_snapshot

SENT = tuple(range(1, 11))
FEW_PRODUCERS = range(100)
PRODUCER_IDS = (0, 250, 500, 750, 1_000)
WINDOWS = (NUM_BATCHES_TO_RETAIN, 1)
FIRST_SEQUENCE = 1_000  # Python has the numbers up to 256 ready, so they would take no memory


def memory_of_window() -> ShownPlot:
    """Bytes that a partition keeps of one producer, after each batch that this one sends."""
    return line_plot(
        [Series("one producer id", SENT, window_bytes(), Style.LINE)],
        x="batches sent by the producer",
        y="bytes of memory",
        title="Memory for one producer id at one partition",
    )


def memory_of_producers() -> ShownPlot:
    """Kilobytes that a partition keeps of many producers, by the number of batches that it remembers of each."""
    return line_plot(
        [Series(f"{window} remembered of each", PRODUCER_IDS, kilobytes(window), Style.LINE) for window in WINDOWS],
        x="producer ids at the partition",
        y="kilobytes of memory",
        title="Memory for many producer ids",
    )


def window_bytes() -> list[float]:
    """Bytes for one producer id after 1, 2, 3, ... batches: the mean of a few."""
    states, found = ProducerStates(), []
    with _tracing():
        before = _bytes_in_use()
        for sent in SENT:
            _store(states, FEW_PRODUCERS, FIRST_SEQUENCE + sent)
            found.append((_bytes_in_use() - before) / len(FEW_PRODUCERS))
    return found


def kilobytes(window: int) -> list[float]:
    """Kilobytes for each number of ``PRODUCER_IDS``, in one growing partition."""
    states, found = ProducerStates(), [0.0]
    with _tracing():
        before = _bytes_in_use()
        for start, stop in pairwise(PRODUCER_IDS):
            for sequence in range(FIRST_SEQUENCE, FIRST_SEQUENCE + window):
                _store(states, range(start, stop), sequence)
            found.append((_bytes_in_use() - before) / 1_000)
    return found


def _store(states: ProducerStates, producer_ids: range, sequence: int) -> None:
    """Let each producer send its next batch, and keep the state that the check returns."""
    for producer_id in producer_ids:
        verdict = check(batch(sequence, producer_id=producer_id), states.get(producer_id), log_end_offset=sequence)
        assert verdict.state, "a batch that is stored leaves a state"
        states.update(verdict.state)


def _bytes_in_use() -> int:
    """The bytes that are in use now. Python frees some memory only when it collects garbage."""
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


@contextmanager
def _tracing() -> Iterator[None]:
    """Count memory. What was there before is left out, also by the garbage collector, which is quick then."""
    gc.freeze()
    tracemalloc.start()
    try:
        yield
    finally:
        tracemalloc.stop()
        gc.unfreeze()


# Bytes, counted


BYTES_COLUMNS = ("What takes bytes", "Without idempotence", "With idempotence")
SENT_BYTES = {"batch of 1 record, sent": 1, "batch of 100 records, sent": 100}
KEPT_BYTES = {"snapshot after 1 batch": 1, "snapshot after 1,000 batches": 1_000}


def bytes_of_idempotence() -> Table:
    """The same records with and without a producer id: the bytes sent, and the bytes kept."""
    sent = [(what, batch_sizes(records)) for what, records in SENT_BYTES.items()]
    kept = [(what, snapshot_sizes(batches)) for what, batches in KEPT_BYTES.items()]
    return table_of([(what, *(f"{size:,}" for size in sizes)) for what, sizes in (*sent, *kept)], columns=BYTES_COLUMNS)


def batch_sizes(records: int) -> tuple[int, int]:
    """Bytes of a batch without and with a producer id."""
    return batch_without_id(records=records).size_in_bytes, batch(0, records=records).size_in_bytes


def snapshot_sizes(batches: int) -> tuple[int, int]:
    """Bytes of a partition's snapshot after batches without a producer id, and after batches of one producer."""
    without, with_id = Broker(), Broker()
    for number in range(batches):
        without.produce(TOPIC, 0, batch_without_id())
        with_id.produce(TOPIC, 0, batch(number))
    return snapshot_size(without), snapshot_size(with_id)


def snapshot_size(broker: Broker) -> int:
    """Bytes of the snapshot of a broker's partition."""
    return len(encode_snapshot(broker.partition(TOPIC, 0).producers))


# A common mistake: a new idempotent producer for each message


KEPT_COLUMNS = (
    "Producers",
    "Records stored",
    "Producer ids kept",
    "Bytes of snapshot",
    "Kept an hour later",
    "A day later",
)
MESSAGES = 1_000
HOUR_MS, DAY_MS = 3_600_000, 86_400_000


class Kept(NamedTuple):
    """What a partition keeps of ``MESSAGES`` messages; the last three count producer ids."""

    records: int
    producer_ids: int
    snapshot_bytes: int
    after_an_hour: int
    after_a_day: int


def short_lived_producers() -> Table:
    """The same messages through one producer, and through a new one for each: what the partition keeps."""
    rows = [(producers, *kept(producers)) for producers in (1, MESSAGES)]
    return table_of([[f"{number:,}" for number in row] for row in rows], columns=KEPT_COLUMNS)


def kept(producers: int) -> Kept:
    """Send ``MESSAGES`` messages, as many through each producer, and let a day pass."""
    clock = ManualClock()
    broker = Broker(clock=clock)
    _write(broker, producers)
    records, snapshot_bytes = broker.log_end_offset(TOPIC, 0), snapshot_size(broker)
    now, after_an_hour, after_a_day = (
        _producer_ids_after(broker, clock, passed) for passed in (0, HOUR_MS, DAY_MS - HOUR_MS)
    )
    return Kept(records, now, snapshot_bytes, after_an_hour, after_a_day)


def _write(broker: Broker, producers: int) -> None:
    """Each producer asks for an id first."""
    for _ in range(producers):
        producer_id = broker.init_producer_id().producer_id
        for sequence in range(MESSAGES // producers):
            broker.produce(TOPIC, 0, batch(sequence, producer_id=producer_id))


def _producer_ids_after(broker: Broker, clock: ManualClock, milliseconds: int) -> int:
    clock.advance(milliseconds)
    broker.expire_producers()
    return len(broker.describe_producers(TOPIC, 0))
