"""How long a call takes."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from time import perf_counter

CALLS, ROUNDS = 20, 60


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
