"""Figures of minikafka beside those of Apache Kafka: measured once, and kept with their day and machine."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from minikafka.lesson.views.table import table_of

if TYPE_CHECKING:
    from minikafka.lesson.views.data_frame import Table

FILE = "side_by_side.json"


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The figures that were kept, shown as a table under the day and the machine of their run."""

    date: str
    machine: str
    brokers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __repr__(self) -> str:
        return f"{self.heading}\n\n{self.table!r}"

    def _repr_html_(self) -> str:
        return f"<p>{self.heading}</p>{self.table._repr_html_()}"

    @property
    def heading(self) -> str:
        """When and where; without that a figure means nothing."""
        return f"Measured on {self.date}, on {self.machine}."

    @property
    def table(self) -> Table:
        """One row for each figure, one column for each broker."""
        return table_of(self.rows, columns=("Figure", *self.brokers))


@cache
def side_by_side() -> SideBySide:
    """What ``make bench KEEP=1`` has written."""
    return from_json(files("minikafka.lesson.content.perf").joinpath(FILE).read_text(encoding="utf-8"))


def from_json(text: str) -> SideBySide:
    """Read what ``to_json`` wrote."""
    kept: dict[str, Any] = json.loads(text)
    return SideBySide(kept["date"], kept["machine"], tuple(kept["brokers"]), tuple(map(tuple, kept["rows"])))


def to_json(figures: SideBySide) -> str:
    """The text of the file."""
    kept = {"date": figures.date, "machine": figures.machine, "brokers": figures.brokers, "rows": figures.rows}
    return json.dumps(kept, indent=1) + "\n"
