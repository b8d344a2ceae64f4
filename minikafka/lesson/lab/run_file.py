"""The file that a learner names for a run: beside the notebook, and nowhere else."""

from __future__ import annotations

import re
from pathlib import Path

SUFFIX = ".json"
LONGEST_NAME = 80  # characters
_NAME = re.compile(r"\w[\w .-]*")


class NoRunFile(ValueError):
    """A name that no run can be kept under, or be found under."""


def run_file(name: str) -> Path:
    """The file of that name in the notebook's directory; ``.json`` is added if it is not there.

    Raises:
        NoRunFile: the name is empty, too long, or holds anything but letters, digits, spaces, ``.``, ``-`` and ``_``;
            or it is a link, which may lead elsewhere.
    """
    plain = name.strip().removesuffix(SUFFIX)
    if not _NAME.fullmatch(plain) or len(plain) > LONGEST_NAME:
        shown = f"“{name.strip()[:LONGEST_NAME]}”" if name.strip() else "nothing"
        raise NoRunFile(f"{shown} is no file name here: use letters, digits, spaces, “.”, “-” and “_”, as in my-run")
    path = Path.cwd() / f"{plain}{SUFFIX}"
    if path.is_symlink():
        raise NoRunFile(f"{path.name} is a link to another place")
    return path


def new_run_file(name: str) -> Path:
    """The same for a file that is not there yet.

    Raises:
        NoRunFile: as ``run_file``, and for a file that is there: nothing of a learner's is written over.
    """
    path = run_file(name)
    if path.exists():
        raise NoRunFile(f"{path.name} is there already, and is left as it is: choose another name")
    return path


def old_run_file(name: str) -> Path:
    """The same for a file that is there.

    Raises:
        NoRunFile: as ``run_file``, and when there is no such file.
    """
    path = run_file(name)
    if not path.is_file():
        raise NoRunFile(f"there is no file {path.name} beside this notebook")
    return path
