"""The counts of a search: those of all runs hold against making every single one."""

from __future__ import annotations

from itertools import pairwise

import pytest

from minikafka.lesson.content.perf import search_growth, search_growth_plot
from minikafka.lesson.content.perf.search_growth import DEPTH, levels
from minikafka.lesson.views.plots import Plot, Series
from minikafka.search import ONE_PRODUCER, shortest


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
