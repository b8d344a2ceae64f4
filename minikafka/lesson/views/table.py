"""A table: rows of named cells, shown as text and as HTML; a DataFrame where pandas is installed.

The course in the browser has no pandas until somebody asks for it, and shows the same tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from minikafka.lesson.views.plain_table import PlainTable

if TYPE_CHECKING:
    from minikafka.lesson.views.data_frame import Table as Table  # noqa: PLC0414  for whoever returns one
else:
    Table = PlainTable  # the DataFrame's own class waits until a table is made


def table_of(
    rows: Iterable[Mapping[str, Any] | Sequence[Any]],
    columns: Sequence[str] | None = None,
    notes: Sequence[str] = (),
) -> Table:
    """A table of ``rows``: cells by the names of their columns, or in the order of ``columns``.

    ``columns`` may be left out when there is a row that names its cells; ``notes`` are sentences that stand below.
    Without pandas it is a ``PlainTable``.

    Raises:
        KeyError: a row lacks a column.
        ValueError: a row has more or fewer cells than there are columns.
    """
    rows = list(rows)
    names = tuple(columns if columns is not None else rows[0] if rows else ())
    cells = [_cells(row, names) for row in rows]
    if find_spec("pandas") is None:
        return cast("Table", PlainTable(names, tuple(cells), tuple(notes)))
    from minikafka.lesson.views.data_frame import Table

    table = Table(cells, columns=list(names))
    table.attrs["notes"] = tuple(notes)
    return table


def named_rows(table: Table | PlainTable) -> list[dict[str, Any]]:
    """The rows of a table, each with its cells by the names of their columns."""
    plain = table if isinstance(table, PlainTable) else table.plain
    return [dict(zip(plain.columns, row, strict=True)) for row in plain.rows]


def _cells(row: Mapping[str, Any] | Sequence[Any], columns: tuple[str, ...]) -> tuple[Any, ...]:
    if isinstance(row, Mapping):
        return tuple(row[column] for column in columns)
    if len(row) != len(columns):
        raise ValueError(f"{len(columns)} columns, but a row of {len(row)} cells: {row!r}")
    return tuple(row)


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
