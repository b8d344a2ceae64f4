"""Plots: measured or simulated values over an axis with its unit, and what they show in words."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

Value = float | str
THREE_DIGITS = 100  # from here on the whole part of a number has them


class Style(enum.StrEnum):
    """How a series is drawn; bars stand alone in their plot."""

    POINTS = "points"
    LINE = "line"
    BARS = "bars"


@dataclass(frozen=True, slots=True)
class Series:
    """Some values under one name; ``xs`` are numbers, or words under bars.

    ``spread`` says how far each value may lie off, up or down: a band around a line, a whisker on anything else.

    Raises:
        ValueError: the series is empty, or not every x has one y, and one spread if there are any.
    """

    name: str
    xs: Sequence[Value]
    ys: Sequence[float]
    style: Style = Style.POINTS
    spread: Sequence[float] = ()

    def __post_init__(self) -> None:
        if not self.xs or not len(self.xs) == len(self.ys) == len(self.spread or self.ys):
            counts = f"{len(self.xs)} xs, {len(self.ys)} ys, {len(self.spread)} spreads"
            raise ValueError(f"{self.name!r} has {counts}: each point needs an x, a y, and a spread if there are any")

    @property
    def words(self) -> str:
        """Where the series begins, where it ends, and its extremes."""
        first, last = (f"{number_text(self.ys[end])} at {_text(self.xs[end])}" for end in (0, -1))
        extremes = f"least {number_text(min(self.ys))}, most {number_text(max(self.ys))}"
        return f"{self.name}: from {first} to {last}, {extremes}"


@dataclass(frozen=True, slots=True, repr=False)
class Plot:
    """One or more series; ``x`` and ``y`` name the axes with their units, ``title`` is what to see.

    ``verdict`` is a sentence on what was measured, for below the drawing. With ``is_logarithmic`` each line across is
    ten times the one below it. ``repr`` says what is drawn, not the values: those may be measured anew on each run.

    Raises:
        ValueError: there is no series, bars are to share the plot with another one, or a logarithm of 0 is asked for.
    """

    series: tuple[Series, ...]
    x: str
    y: str
    title: str
    verdict: str = ""
    is_logarithmic: bool = False

    def __post_init__(self) -> None:
        if self.is_logarithmic and any(min(one.ys) <= 0 for one in self.series):
            raise ValueError("a logarithmic plot shows only what is more than 0")
        if not self.series:
            raise ValueError("a plot needs at least one series")
        if len(self.series) > 1 and any(one.style is Style.BARS for one in self.series):
            raise ValueError("bars stand alone in their plot: put what is to be compared into one series")

    def __repr__(self) -> str:
        names = ", ".join(f"{series.name} ({series.style})" for series in self.series)
        return f"Plot: {self.title}. {self.y}, over {self.x}: {names}."

    @property
    def alternative(self) -> str:
        """What is drawn, and the values that matter, in words."""
        return f"{self!r} {'; '.join(series.words for series in self.series)}. {self.verdict}".rstrip()


def number_text(number: float) -> str:
    """A number as people read it: three digits that count, thousands apart, no powers of ten."""
    return f"{number:,.0f}" if abs(number) >= THREE_DIGITS else f"{number:.3g}"


def _text(value: Value) -> str:
    return value if isinstance(value, str) else number_text(value)
