"""How fast every run is searched, and what each reduction spares."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from time import process_time

from benchmarks.figures import Figure
from minikafka.search import ALL, NETWORK, ONE_PRODUCER, Kind, Result, Settings, World, shortest

DEEP, NARROW, DEPTH = 6, 5, 4
MOST_US, MOST_S, MOST_MB = 100, 60, 1024  # a state: 10 000 in a second


def measure() -> Iterator[Figure]:
    """All that can be done to two messages, by one producer and then by two; the time is that of one core."""
    seconds, narrow = _timed(Settings(), ONE_PRODUCER, NARROW)
    yield Figure(f"search of depth {NARROW}, one producer", seconds, "s")
    yield Figure("a state of it", 1e6 * seconds / narrow.tried, "us", at_most=MOST_US)
    seconds, deep = _timed(Settings(brokers=2), ALL, DEEP)
    yield Figure(f"search of depth {DEEP}, two producers, two brokers", seconds, "s", at_most=MOST_S)
    yield Figure("a state of it", 1e6 * seconds / deep.tried, "us", at_most=MOST_US)
    yield Figure("its memory", _megabytes(), "MB", at_most=MOST_MB)
    for level in deep.levels:
        yield Figure(f"runs of {level.depth} actions", level.runs, "")
        yield Figure("  last actions, equal states met once", level.steps, "")
        yield Figure("  tried, what commutes in one order", level.tried, "")
        yield Figure("  new states", level.states, "")
    yield from _without_reductions()


def _without_reductions() -> Iterator[Figure]:
    """The same runs, one by one."""
    seconds, reduced = _timed(Settings(), NETWORK, DEPTH)
    yield Figure(f"search of depth {DEPTH} on the network alone", seconds, "s")
    yield Figure("  tried", reduced.tried, "")
    seconds, full = _timed(Settings(), NETWORK, DEPTH, merge_equal=False)
    yield Figure("  every single run", seconds, "s")
    yield Figure("  tried", full.tried, "")


def _timed(settings: Settings, actions: Iterable[Kind], depth: int, **reductions: bool) -> tuple[float, Result]:
    begun = process_time()
    result = shortest(_always, settings, actions, depth, **reductions)
    return process_time() - begun, result


def _always(_world: World) -> bool:
    """Nothing is promised, so every run is looked at."""
    return True


def _megabytes() -> float | None:
    """The most memory that this process has had; unknown where there is no such call."""
    if sys.platform == "win32":
        return None
    import resource

    unit = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
