"""A learner's progress in a file of the test's own, by a clock that goes on by a minute at each look."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from minikafka.lesson.progress.progress import Progress

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "minikafka" / "progress.sqlite"


@pytest.fixture
def progress(path: Path) -> Progress:
    minutes = count()
    return Progress(path, clock=lambda: NOON + timedelta(minutes=next(minutes)))
