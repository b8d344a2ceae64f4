"""What holds for every run of pytest, nbval's too.

Nothing touches the progress of whoever runs it, and the cells of a notebook run in their order.
"""

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


@pytest.hookimpl(trylast=True)  # after pytest-randomly has shuffled
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring the cells of each notebook back into their order: a cell needs those above it."""
    cells = [number for number, item in enumerate(items) if item.path.suffix == ".ipynb"]
    in_order = sorted((items[number] for number in cells), key=lambda item: (item.path, getattr(item, "cell_num", 0)))
    for number, item in zip(cells, in_order, strict=True):
        items[number] = item
