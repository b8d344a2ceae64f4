"""``minikafka dump-log`` in a notebook: what a file of a broker's data directory says, as a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from minikafka.lesson.views.table import table_of

if TYPE_CHECKING:
    from minikafka.lesson.views.data_frame import Table


def dump_log(path: Path | str, *columns: str) -> Table:
    """The batches of a segment, the entries of an index or the producers of a snapshot; ``columns`` chooses some.

    Of a file that is torn, the rows that it holds are there; what could not be read is named below the table.

    Raises:
        ValueError: the file is none of these by its name, or has no such column.
        KafkaError: CORRUPT_MESSAGE: nothing in the file could be read.
        OSError: there is no such file.
    """
    from minikafka.storage import dump_log as storage

    rows = storage.dump_log(path)
    known = list(rows[0]) if rows else []
    unknown = [column for column in columns if column not in known]
    if unknown:
        raise ValueError(f"there is no column {unknown[0]!r}: use {', '.join(known)}")
    return table_of(rows, columns or known, rows.problems)
