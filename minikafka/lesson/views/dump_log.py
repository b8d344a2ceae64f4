"""``minikafka dump-log`` in a notebook: what a file of a broker's data directory says, as a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def dump_log(path: Path | str, *columns: str) -> pd.DataFrame:
    """The batches of a segment, the entries of an index or the producers of a snapshot; ``columns`` chooses some.

    Raises:
        ValueError: the file is none of these by its name, or has no such column.
        KafkaError: CORRUPT_MESSAGE, for a file that is damaged.
        OSError: there is no such file.
    """
    from minikafka.lesson.views.frames import Table
    from minikafka.storage import dump_log as storage

    table = Table(storage.dump_log(path))
    unknown = [column for column in columns if column not in table.columns]
    if unknown:
        raise ValueError(f"there is no column {unknown[0]!r}: use {', '.join(table.columns)}")
    return Table(table[list(columns)]) if columns else table
