"""A process table in which what happened again and again stands once."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from minikafka.lesson.views.table import named_rows, table_of

if TYPE_CHECKING:
    from minikafka.lesson.views.data_frame import Table

STEP = "Step"


def without_repeats(table: Table) -> Table:
    """The rows of a process table, with one row for several that differ in nothing but their step."""
    groups = (list(group) for _, group in groupby(named_rows(table), key=lambda row: {**row, STEP: None}))
    return table_of([_merged(group) for group in groups])


def _merged(group: list[dict[str, Any]]) -> dict[str, Any]:
    first, last = group[0], group[-1]
    return first if first is last else first | {STEP: f"{first[STEP]} to {last[STEP]}"}
