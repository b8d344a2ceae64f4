"""A table without pandas: names of columns and rows of cells, shown as text and as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

GAP = "  "
# Words are read from the left and from the top. The style is on the cell, as GitHub and others drop style sheets.
_HEAD = Markup('<th style="text-align: left; vertical-align: top">{}</th>')
_CELL = Markup('<td style="text-align: left; vertical-align: top">{}</td>')
_ROW = Markup("<tr>{}</tr>")
_NOTE = Markup("<p>{}</p>")
_WHOLE = Markup('<span style="white-space: nowrap">{}</span>')
_HYPHENED = re.compile(r"\b([\w.]{1,12}-\d{1,4})\b")
_TABLE = Markup('<table class="dataframe"><thead>{}</thead><tbody>{}</tbody></table>')


@dataclass(frozen=True, slots=True, repr=False)
class PlainTable:
    """Names of columns, and rows of as many cells; ``notes`` are sentences that stand below."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, column: str) -> list[Any]:
        """The cells of one column, as a DataFrame has them.

        Raises:
            KeyError: there is no such column.
        """
        if column not in self.columns:
            raise KeyError(column)
        return [row[self.columns.index(column)] for row in self.rows]

    def equals(self, other: object) -> bool:
        """Whether the other table has the same columns and cells; named as a DataFrame names it."""
        return self == other

    def __repr__(self) -> str:
        lines = [self.columns, *(tuple(map(str, row)) for row in self.rows)]
        widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
        aligned = (GAP.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)
        return "\n".join([*(line.rstrip() for line in aligned), *self.notes])

    def _repr_html_(self) -> str:
        rows = Markup("\n").join(_html_row(_CELL, row) for row in self.rows)
        return _TABLE.format(_html_row(_HEAD, self.columns), rows) + Markup("").join(map(_NOTE.format, self.notes))


def _html_row(cell: Markup, values: Iterable[Any]) -> Markup:
    return _ROW.format(Markup("").join(cell.format(unbroken(str(value))) for value in values))


def unbroken(text: str) -> Markup:
    """A text as HTML that breaks no line within the name of a partition, or a range of sequences, that is short."""
    parts = _HYPHENED.split(text)
    return Markup("").join(_WHOLE.format(part) if place % 2 else escape(part) for place, part in enumerate(parts))
