"""A process table in which what happened again and again stands once."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from minikafka.lesson.views.frames import Table

STEP = "Step"


def without_repeats(table: Table) -> Table:
    """The rows of a process table, with one row for several that differ in nothing but their step."""
    from minikafka.lesson.views.frames import Table

    rows: list[dict[str, Any]] = table.to_dict("records")  # type: ignore[assignment]  # columns have names here
    groups = (list(group) for _, group in groupby(rows, key=lambda row: {**row, STEP: None}))
    return Table([_merged(group) for group in groups])


def _merged(group: list[dict[str, Any]]) -> dict[str, Any]:
    first, last = group[0], group[-1]
    return first if first is last else first | {STEP: f"{first[STEP]} to {last[STEP]}"}
