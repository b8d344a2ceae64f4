"""The work and the time of the check, and the runs of a search: what is counted, and that more would be noticed."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import pytest

from minikafka import Broker
from minikafka.engine.records import Batch
from minikafka.engine.results import ProduceResult
from minikafka.lesson.content.perf import search_growth, search_growth_plot, time_of_window, work, work_of_check
from minikafka.lesson.content.perf.work import DEPTH, in_words, levels, lines_run, microseconds
from minikafka.lesson.views.plots import Plot, Series
from minikafka.search import ONE_PRODUCER, shortest


def turns(count: int) -> int:
    total = 0
    for number in range(count):
        total += number
    return total


def test_each_turn_of_a_loop_counts_its_lines() -> None:
    assert lines_run(lambda: turns(10)) - lines_run(lambda: turns(9)) == 2


def test_lines_that_run_inside_another_call_count_too() -> None:
    assert lines_run(lambda: [turns(1), turns(1)]) == 2 * lines_run(lambda: turns(1)) - 1


def test_whoever_traces_already_goes_on_afterwards() -> None:
    before = sys.gettrace()
    with pytest.raises(ZeroDivisionError):
        lines_run(lambda: 1 / 0)
    assert sys.gettrace() is before


class Rubbish:
    """Something left behind, with much to do at its end."""

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        turns(1000)


def test_what_the_garbage_collector_does_is_no_work_of_the_broker() -> None:
    """It runs whenever something is made; the clients of the cells before may have left much behind."""

    def call() -> object:
        Rubbish()
        return [[number] for number in range(100)]

    before = gc.get_threshold()
    gc.set_threshold(10)
    try:
        assert lines_run(call) < lines_run(lambda: turns(1000))
    finally:
        gc.set_threshold(*before)
        gc.collect()
    assert gc.isenabled()


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [(100, 100, "the same"), (100, 120, "up to a fifth more"), (100, 121, "more"), (100, 99, "less")],
)
def test_what_is_said_of_two_counts(before: int, after: int, words: str) -> None:
    assert in_words(before, after) == words


# What the cells are to say follows from kafka-rules.md §1.1 to §1.3: a header, an entry, five batches.


def test_nothing_but_the_window_makes_work() -> None:
    same = ["the same", "the same"]
    assert work_of_check().to_numpy().tolist() == [
        ["records in the batch", "1", "1,000", *same],
        ["batches in the log", "5", "1,000", *same],
        ["producer ids at the partition", "1", "1,000", *same],
        ["batches remembered", "1", "5", "up to a fifth more", "up to a fifth more"],
    ]


class ReadsTheLog(Broker):
    """Looks through all that is stored before it answers."""

    def produce(self, topic: str, partition: int, batch: Batch, acks: int = -1) -> ProduceResult:
        if topic in self.topics:
            for stored in self.fetch(topic, partition, 0).batches:
                if stored.base_offset < 0:
                    break
        return super().produce(topic, partition, batch, acks)


def test_a_broker_that_reads_its_log_would_be_noticed() -> None:
    work = work_of_check(ReadsTheLog)
    assert work["Work for a retry"][1] == "more"
    assert work["Work for the next batch"][1] == "more"


class ReadsTheRecords(Broker):
    """Looks at every record before it answers."""

    def produce(self, topic: str, partition: int, batch: Batch, acks: int = -1) -> ProduceResult:
        if any(record.value is None for record in batch.records):
            raise ValueError
        return super().produce(topic, partition, batch, acks)


def test_a_broker_that_reads_the_records_would_be_noticed() -> None:
    assert work_of_check(ReadsTheRecords)["Work for a retry"].tolist()[:2] == ["more", "the same"]


# The calls that are timed are the ones that the plots speak of


def test_what_takes_longer_is_measured_longer() -> None:
    nothing, something = microseconds([lambda: None, lambda: sum(range(10_000))])
    assert 0 < nothing < something


def asked(monkeypatch: pytest.MonkeyPatch, number: Callable[[Any], float]) -> None:
    """Instead of times, let a plot show a number for what each call returns."""

    def numbers(calls: Sequence[Callable[[], object]]) -> list[float]:
        return [number(call()) for call in calls]

    monkeypatch.setattr(work, "microseconds", numbers)


def test_the_lines_of_the_checks_are_what_their_names_say(monkeypatch: pytest.MonkeyPatch) -> None:
    branches = {"refused": 1.0, "new": 2.0, "duplicate": 3.0}
    asked(monkeypatch, lambda verdict: branches[verdict.rule.branch.value])
    lines = {series.name: list(series.ys) for series in time_of_window().series}
    assert lines == {"out of order": [1.0] * 5, "comes next": [2.0] * 5, "duplicate": [3.0] * 5}


def test_the_check_is_timed_with_one_to_five_batches_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    asked(monkeypatch, lambda verdict: float(len(verdict.state.batches)))
    (refused,) = (series for series in time_of_window().series if series.name == "out of order")
    assert list(refused.xs) == list(refused.ys) == [1, 2, 3, 4, 5]


def test_what_a_notebook_stores_holds_no_time() -> None:
    assert repr(time_of_window()) == repr(time_of_window())


# The counts of a search hold against making every single run


def test_the_runs_are_as_many_as_without_any_reduction() -> None:
    every_run = shortest(lambda _world: True, actions=ONE_PRODUCER, depth=3, merge_equal=False).levels
    assert [level.runs for level in levels()[:3]] == [level.steps for level in every_run]


def test_each_reduction_leaves_less() -> None:
    for level in levels()[1:]:
        assert level.runs > level.steps > level.tried > level.states


def test_the_table_has_a_row_for_each_number_of_actions() -> None:
    table = search_growth()
    assert list(table["Actions"]) == [str(depth) for depth in range(1, DEPTH + 1)]
    assert list(table["Runs"]) == [f"{level.runs:,}" for level in levels()]


def test_the_plot_says_the_values_to_who_does_not_see_it() -> None:
    plot = search_growth_plot()
    assert f"every run: from {levels()[0].runs} at 1 to {levels()[-1].runs:,} at {DEPTH}" in plot.alternative
    assert plot.png.startswith(b"\x89PNG")


def test_the_sentence_of_the_notebook_holds() -> None:
    """About fourteen times as many runs, about six times as many new states."""
    later = levels()[1:]
    assert all(13 <= after.runs / before.runs <= 16 for before, after in pairwise(later))
    assert all(5 <= after.states / before.states <= 8 for before, after in pairwise(later))


def test_of_0_there_is_no_logarithm() -> None:
    with pytest.raises(ValueError, match="only what is more than 0"):
        Plot((Series("x", [1, 2], [0, 1]),), "x", "y", "title", is_logarithmic=True)
