"""A new file beside others: what a learner has is never written over."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import TypeVar

Written = TypeVar("Written")


def new_file(path: Path, write: Callable[[Path], Written]) -> tuple[Path, Written]:
    """Have ``write`` make the file ``path``, or ``name-2`` beside it if that is there, and so on.

    Returns the file, and what ``write`` returned.

    Raises:
        OSError: whatever ``write`` raises, but ``FileExistsError``: then the next name is tried.
    """
    for number in count(1):
        tried = path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
        try:
            return tried, write(tried)
        except FileExistsError:
            continue
    raise AssertionError("there is always another number")
