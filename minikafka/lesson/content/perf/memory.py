"""The memory of the check, measured here: for a producer id and its window, and for many producer ids."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

from minikafka.engine.producer_state import NUM_BATCHES_TO_RETAIN, ProducerStates
from minikafka.engine.sequence_check import check
from minikafka.lesson.content.perf.load import batch
from minikafka.lesson.views.plots import Series, Style
from minikafka.lesson.widgets.plot import ShownPlot, line_plot

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
    """Let each producer send its next batch, and keep what the check says is to be kept."""
    for producer_id in producer_ids:
        verdict = check(batch(sequence, producer_id=producer_id), states.get(producer_id), log_end_offset=sequence)
        assert verdict.state, "a batch that is stored leaves a state"
        states.update(verdict.state)


def _bytes_in_use() -> int:
    """Python keeps some of what it has freed for its own use, until it collects garbage."""
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


@contextmanager
def _tracing() -> Iterator[None]:
    """What was there before is left out, also of the search for garbage, which is quick then."""
    gc.freeze()
    tracemalloc.start()
    try:
        yield
    finally:
        tracemalloc.stop()
        gc.unfreeze()
