"""A progress file of each test's own."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MINIKAFKA_PROGRESS", str(tmp_path / "progress.sqlite"))
    return tmp_path / "progress.sqlite"
