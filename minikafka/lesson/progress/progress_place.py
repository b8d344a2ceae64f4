"""Where a learner's progress is kept: in one file, in the folder where this system keeps a user's data."""

from __future__ import annotations

import os
import sys
from pathlib import Path

VARIABLE = "MINIKAFKA_PROGRESS"


def progress_file() -> Path:
    """The file that ``MINIKAFKA_PROGRESS`` names; without it, ``minikafka/progress.sqlite`` in the user's data folder.

    That folder is ``XDG_DATA_HOME`` or ``~/.local/share``, on macOS ``~/Library/Application Support``, on Windows
    ``LOCALAPPDATA``.
    """
    named = os.environ.get(VARIABLE)
    return Path(named) if named else _data_folder() / "minikafka" / "progress.sqlite"


def _data_folder() -> Path:
    if sys.platform == "darwin":
        return _home() / "Library" / "Application Support"
    if sys.platform == "win32":
        return _named_folder("LOCALAPPDATA") or _home() / "AppData" / "Local"
    return _named_folder("XDG_DATA_HOME") or _home() / ".local" / "share"


def _named_folder(variable: str) -> Path | None:
    named = Path(os.environ.get(variable, ""))
    return named if named.is_absolute() else None  # as the XDG base directory specification has it


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:  # a container may give its user no home
        return Path.cwd()
