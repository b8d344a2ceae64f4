"""A clock to move, and a progress file of each test's own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest


class HandClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def wait(self, **duration: float) -> None:
        self.now += timedelta(**duration)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(autouse=True)
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MINIKAFKA_PROGRESS", str(tmp_path / "progress.sqlite"))
    return tmp_path / "progress.sqlite"
