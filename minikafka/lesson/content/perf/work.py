"""The work of the check, counted and not timed: how many lines of the broker's code run for a batch that is whole.

A count is the same on a slow machine and on a busy one, so what it says can be compared and tested.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING, Any, NamedTuple

from minikafka.engine.broker import Broker
from minikafka.lesson.content.perf.load import TOPIC, broker_after, valid_batch
from minikafka.lesson.views.table import table_of

if TYPE_CHECKING:
    from minikafka.lesson.views.data_frame import Table

COLUMNS = ("What grows", "From", "To", "Work for a retry", "Work for the next batch")
A_FIFTH = 0.2


@dataclass(frozen=True, slots=True)
class Case:
    """What a broker has before it, and how long the batch is that it is asked about."""

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
    return table_of(rows, columns=COLUMNS)


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
    """Count the lines of Python that run until ``call`` returns, as a debugger would step through them."""
    count = 0

    def step(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        call()
    finally:
        sys.settrace(before)
    return count
