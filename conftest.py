"""What holds for every run of pytest, nbval's too: nothing touches the progress of whoever runs it."""

import os
import tempfile
from pathlib import Path

import pytest

_own = pytest.StashKey[tempfile.TemporaryDirectory[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Name a file that goes when the run is over."""
    config.stash[_own] = tempfile.TemporaryDirectory()
    os.environ["MINIKAFKA_PROGRESS"] = str(Path(config.stash[_own].name) / "progress.sqlite")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Let the file go."""
    config.stash[_own].cleanup()
