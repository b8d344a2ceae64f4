"""The measured times: that the calls which are timed are the ones that the plots speak of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from minikafka.lesson.content.perf import check_time, time_of_window
from minikafka.lesson.content.perf.check_time import microseconds


def test_what_takes_longer_is_measured_longer() -> None:
    nothing, something = microseconds([lambda: None, lambda: sum(range(10_000))])
    assert 0 < nothing < something


def asked(monkeypatch: pytest.MonkeyPatch, number: Callable[[Any], float]) -> None:
    """Instead of times, let a plot show a number for what each call returns."""

    def numbers(calls: Sequence[Callable[[], object]]) -> list[float]:
        return [number(call()) for call in calls]

    monkeypatch.setattr(check_time, "microseconds", numbers)


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
