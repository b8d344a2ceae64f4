"""The work of the check, counted in lines of code and measured in time; and the work of a search, counted in runs.

A count is the same on a slow machine and on a busy one, so what it says can be compared and tested.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from time import perf_counter
from types import FrameType
from typing import Any, NamedTuple

from minikafka.engine.broker import Broker
from minikafka.engine.producer_state import NUM_BATCHES_TO_RETAIN
from minikafka.engine.records import RecordBatch
from minikafka.engine.sequence_check import check
from minikafka.lesson.lab import experiments as kit
from minikafka.lesson.views.plots import Series, Style
from minikafka.lesson.views.table import Table, table_of
from minikafka.lesson.widgets.pictures import ShownPlot, line_plot
from minikafka.search import ONE_PRODUCER, Level, World, shortest
from minikafka.search.uncollected import uncollected
from minikafka.storage.record_batch import EncodedBatch, encode

TOPIC = "topic"
VALUE, TIME_MS = bytes(100), 1_700_000_000_000


def batch(sequence: int, *, records: int = 1, producer_id: int = 0) -> EncodedBatch:
    """A batch of ``records`` records of 100 bytes, as its bytes."""
    return EncodedBatch(encode(valid_batch(sequence, records=records, producer_id=producer_id)))


def valid_batch(sequence: int, *, records: int = 1, producer_id: int = 0) -> RecordBatch:
    """The same, already checked for damage; a broker does that for every batch, with a producer id or without."""
    return kit.batch(sequence, records, producer_id=producer_id, value=VALUE, timestamp=TIME_MS)


def batch_without_id(*, records: int = 1) -> EncodedBatch:
    """The same records from a producer without idempotence."""
    return EncodedBatch(encode(kit.unnumbered(records, value=VALUE, timestamp=TIME_MS)))


def broker_after(
    *, batches: int, records: int = 1, producers: int = 1, make_broker: Callable[[], Broker] = Broker
) -> Broker:
    """A broker with ``batches`` batches of producer 0 in its log, after one batch of each of the other producers."""
    broker = make_broker()
    for producer_id in range(1, producers):
        broker.produce(TOPIC, 0, batch(0, producer_id=producer_id))
    for number in range(batches):
        broker.produce(TOPIC, 0, batch(number * records, records=records))
    return broker


A_FIFTH = 0.2


@dataclass(frozen=True, slots=True)
class Case:
    """What a broker has stored, and how many records the batch has that arrives."""

    records: int = 1
    batches: int = 5
    producers: int = 1


class Lines(NamedTuple):
    """How many lines run to answer a retry, and to store the batch that comes next."""

    retry: int
    following: int


# What a check might depend on: a small and a large case that differ in this alone.
GROWTHS = (
    ("records in the batch", "records", Case(records=1), Case(records=1_000)),
    ("batches in the log", "batches", Case(batches=5), Case(batches=1_000)),
    ("producer ids at the partition", "producers", Case(producers=1), Case(producers=1_000)),
    ("batches remembered", "batches", Case(batches=1), Case(batches=5)),
)


def work_of_check(make_broker: Callable[[], Broker] = Broker) -> Table:
    """For each thing that may grow: whether the broker has more to do for a retry, and for the batch after it."""
    rows = []
    for what, field, small, large in GROWTHS:
        little, much = (lines_for(case, make_broker) for case in (small, large))
        compared = (in_words(before, after) for before, after in zip(little, much, strict=True))
        rows.append((what, f"{getattr(small, field):,}", f"{getattr(large, field):,}", *compared))
    return table_of(rows, columns=("What grows", "From", "To", "Work for a retry", "Work for the next batch"))


def lines_for(case: Case, make_broker: Callable[[], Broker] = Broker) -> Lines:
    """Lines run for a retry of the latest batch, and for the batch after it."""
    broker = broker_after(batches=case.batches, records=case.records, producers=case.producers, make_broker=make_broker)
    numbers = case.batches - 1, case.batches
    latest, following = (valid_batch(number * case.records, records=case.records) for number in numbers)
    return Lines(*(lines_run(partial(broker.produce, TOPIC, 0, sent)) for sent in (latest, following)))


def in_words(before: int, after: int) -> str:
    """How much more ``after`` is than ``before``."""
    if after == before:
        return "the same"
    return "up to a fifth more" if before < after <= before * (1 + A_FIFTH) else "more" if after > before else "less"


def lines_run(call: Callable[[], object]) -> int:
    """Count the lines of Python that run until ``call`` returns, as a debugger would step through them.

    Python's garbage collector waits: it calls what others have left behind, and their lines are none of the broker's.
    """
    count = 0

    def step(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return step

    before = sys.gettrace()
    with uncollected():
        sys.settrace(step)
        try:
            call()
        finally:
            sys.settrace(before)
    return count


# Time, measured here


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
    with uncollected():
        rounds = [[_microseconds(call) for call in calls] for _ in range(ROUNDS)]
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


# The runs of a search: how they grow with their number of actions, and how few have to be made


DEPTH = 4


def search_growth() -> Table:
    """For each number of actions: all runs, how many are left by each reduction, and the new states."""
    return table_of([{name: f"{count:,}" for name, count in _counts(level).items()} for level in levels()])


def search_growth_plot() -> ShownPlot:
    """The same on a logarithmic scale."""
    depths = [each.depth for each in levels()]
    counted = {
        "every run": [each.runs for each in levels()],
        "equal states once": [each.steps for each in levels()],
        "new states": [each.states for each in levels()],
    }
    return line_plot(
        [Series(name, depths, counts, Style.LINE) for name, counts in counted.items()],
        x="actions of a run",
        y="how many there are",
        title="What a search spares",
        is_logarithmic=True,
    )


@cache
def levels() -> tuple[Level, ...]:
    """One producer, two messages, and everything that can happen to them and to the broker."""
    return shortest(_anything, actions=ONE_PRODUCER, depth=DEPTH).levels


def _counts(level: Level) -> dict[str, int]:
    return {
        "Actions": level.depth,
        "Runs": level.runs,
        "Equal states met once": level.steps,
        "And what commutes in one order": level.tried,
        "New states": level.states,
    }


def _anything(_world: World) -> bool:
    """Nothing is promised, so no run ends the search."""
    return True
