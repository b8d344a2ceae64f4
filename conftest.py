"""What holds for every run of pytest, nbval's too.

Nothing touches the progress of whoever runs it, the cells of a notebook run in their order, and kernels that start at
the same moment do not take each other's ports.
"""

import os
import tempfile
from pathlib import Path
from typing import Any
from uuid import uuid4

import nbval.kernel
import pytest
from jupyter_client.manager import KernelManager

_own = pytest.StashKey[tempfile.TemporaryDirectory[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Name files that go when the run is over."""
    config.stash[_own] = tempfile.TemporaryDirectory()
    own = Path(config.stash[_own].name)
    os.environ["MINIKAFKA_PROGRESS"] = str(own / "progress.sqlite")
    if os.name == "posix":
        nbval.kernel.KernelManager = lambda **options: _listens_on_files(own, **options)


def _listens_on_files(own: Path, **options: Any) -> KernelManager:
    """A port that was free may be taken by the time a kernel wants it; a file of one's own may not."""
    return KernelManager(transport="ipc", connection_file=str(own / f"{uuid4()}.json"), **options)


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
