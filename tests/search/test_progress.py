"""How far a search is, and how long it still takes at most."""

from __future__ import annotations

from itertools import pairwise

import pytest

from minikafka.search import ALL, Progress, Search, Settings


def test_each_report_is_further_than_the_one_before() -> None:
    reports = list(Search(lambda _world: True, Settings(), ALL, depth=3).steps())
    assert [report.depth for report in reports] == sorted(report.depth for report in reports)
    for before, after in pairwise(reports):
        assert after.tried >= before.tried
        assert after.states >= before.states
        assert after.done > before.done or after.depth > before.depth
    assert (reports[-1].done, reports[-1].depth) == (1, 3)


def test_states_that_are_left_take_as_long_as_those_before() -> None:
    """100 of 300 states of this depth have brought 200 new ones in two seconds; one depth follows."""
    report = Progress(depth=3, of_depth=4, tried=5000, states=510, level=300, looked_at=100, found=200, seconds=2.0)
    assert report.done == pytest.approx(1 / 3)
    looked_at = 510 - 200 - 300 + 100
    left_here, at_the_next = 200, 600
    assert report.seconds_left == pytest.approx((left_here + at_the_next) * 2.0 / looked_at)


def test_of_too_few_states_nothing_is_said() -> None:
    report = Progress(depth=1, of_depth=6, tried=12, states=13, level=1, looked_at=1, found=12, seconds=0.01)
    assert report.seconds_left is None


def test_at_its_end_nothing_is_left() -> None:
    report = Progress(depth=4, of_depth=4, tried=5000, states=900, level=300, looked_at=300, found=500, seconds=2.0)
    assert report.seconds_left == 0
