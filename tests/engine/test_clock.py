"""Time stands still until somebody moves it."""

from __future__ import annotations

import pytest

from minikafka.engine.clock import START_MS, ManualClock


def test_a_clock_starts_where_the_scenarios_start() -> None:
    """``clock_start_ms`` of sequence-check-scenarios.yaml."""
    assert ManualClock().now() == START_MS == 1_700_000_000_000


def test_time_stands_still() -> None:
    clock = ManualClock(5)
    assert [clock.now(), clock.now()] == [5, 5]


def test_advance_moves_the_clock() -> None:
    clock = ManualClock(5)
    clock.advance(86_400_000)
    clock.advance(0)
    assert clock.now() == 86_400_005


def test_sleep_passes_the_time_at_once() -> None:
    clock = ManualClock(5)
    clock.sleep(100)
    assert clock.now() == 105


def test_a_clock_never_runs_backwards() -> None:
    clock = ManualClock(5)
    with pytest.raises(ValueError, match="forward only, not by -1 ms"):
        clock.advance(-1)
    assert clock.now() == 5
