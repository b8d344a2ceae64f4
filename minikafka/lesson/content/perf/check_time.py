"""The time of the check, measured here, against the window."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from functools import partial
from time import perf_counter

from minikafka.engine.producer_state import NUM_BATCHES_TO_RETAIN
from minikafka.engine.sequence_check import check
from minikafka.lesson.content.perf.load import TOPIC, batch, broker_after
from minikafka.lesson.views.plots import Series, Style
from minikafka.lesson.widgets.plot import ShownPlot, line_plot

WINDOWS = tuple(range(1, NUM_BATCHES_TO_RETAIN + 1))
CALLS, ROUNDS = 20, 60
Call = Callable[[], object]


def time_of_window() -> ShownPlot:
    """How long the check alone takes, by its answer and by the number of batches that it remembers."""
    answers = {
        "out of order": [_check(window, sequence=window + 10) for window in WINDOWS],
        "comes next": [_check(window, sequence=window) for window in WINDOWS],
        "duplicate": [_check(window, sequence=window - 1) for window in WINDOWS],
    }
    return line_plot(
        _lines(answers, WINDOWS),
        x="batches remembered of the producer",
        y="microseconds for one check",
        title="Time of one check, by its answer",
    )


def microseconds(calls: Sequence[Callable[[], object]]) -> list[float]:
    """The time of one call of each, the best of several rounds: what disturbs a round only makes it slower.

    The rounds are taken in turns, so that a machine that slows down slows all of them.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        rounds = [[_microseconds(call) for call in calls] for _ in range(ROUNDS)]
    finally:
        if collecting:
            gc.enable()
    return [min(times) for times in zip(*rounds, strict=True)]


def _microseconds(call: Callable[[], object]) -> float:
    start = perf_counter()
    for _ in range(CALLS):
        call()
    return (perf_counter() - start) / CALLS * 1e6


def _check(window: int, sequence: int) -> Call:
    state = broker_after(batches=window).producer_state(TOPIC, 0, 0)
    return partial(check, batch(sequence), state, window)


def _lines(calls: dict[str, list[Call]], xs: tuple[int, ...]) -> list[Series]:
    """One line for each name, all measured in turns."""
    times = iter(microseconds([call for row in calls.values() for call in row]))
    return [Series(name, xs, [next(times) for _ in row], Style.LINE) for name, row in calls.items()]
