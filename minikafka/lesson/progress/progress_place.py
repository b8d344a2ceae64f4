"""Where a learner's progress is kept: in one file, in the folder where this system keeps a user's data."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_data_path

VARIABLE = "MINIKAFKA_PROGRESS"


def progress_file() -> Path:
    """The file that ``MINIKAFKA_PROGRESS`` names; without it, ``progress.sqlite`` in the user's data folder."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else user_data_path("minikafka", appauthor=False) / "progress.sqlite"
