"""One figure of the table, and the table."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HEADS = ("", "measured", "target", "verdict")


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured (``None`` where it cannot be), and the most it should be, if there is such a target."""

    what: str
    value: float | None
    unit: str
    at_most: float | None = None

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """The figure as a row of the table."""
        measured = "not measured" if self.value is None else f"{number_text(self.value)} {self.unit}"
        target = "-" if self.at_most is None else f"{number_text(self.at_most)} {self.unit}"
        return self.what, measured, target, self._verdict()

    def _verdict(self) -> str:
        if self.value is None or self.at_most is None:
            return "-"
        return "met" if self.value <= self.at_most else "MISSED"


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the value that ``percent`` of the values do not exceed; the values between two are in proportion."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def table(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as lines, each column as wide as its widest cell; the first one is aligned left, the others right."""
    cells = [HEADS, *rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(_line(row, widths) for row in cells)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    others = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
    return "  ".join((row[0].ljust(widths[0]), *others)).rstrip()


def number_text(value: float) -> str:
    """Three digits are enough."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"  # noqa: PLR2004  three digits
