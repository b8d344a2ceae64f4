"""Plots: measured or simulated values over an axis with its unit, in the look of the course.

A notebook shows a drawing that follows the theme, with its values in words for those who do not see it; where no widget
can be shown, a picture on a light card. Series differ in marker, dashes and a label beside them, not in colour alone.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

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


class Plot:
    """A plot for a notebook. ``repr`` says what is drawn, not the values: those may be measured anew on each run."""

    def __init__(self, series: tuple[Series, ...], x: str, y: str, title: str) -> None:
        self.series = series
        self.x = x
        self.y = y
        self.title = title
        self._widget: Any = None

    def __repr__(self) -> str:
        names = ", ".join(f"{series.name} ({series.style})" for series in self.series)
        return f"Plot: {self.title}. {self.y}, over {self.x}: {names}."

    def _repr_mimebundle_(self, **_options: Any) -> dict[str, Any]:
        """The drawing as a widget, which alone can follow the theme; a picture; in plain text, what it shows.

        Without matplotlib it is told in words.
        """
        from minikafka.lesson.widgets.still import mimebundle

        try:
            self._widget = self._widget or self._make_widget()
        except ModuleNotFoundError as missing:
            return {"text/plain": f"{self.alternative}\nNot drawn: {missing}"}
        return mimebundle(self._widget, repr(self), self)

    @property
    def alternative(self) -> str:
        """What is drawn, and the values that matter, in words."""
        return f"{self!r} {'; '.join(series.words for series in self.series)}."

    @cached_property
    def svg(self) -> str:
        """The drawing as an SVG element whose colours are the tones of the panel."""
        from minikafka.lesson.views.plot_drawing import drawn_svg

        return drawn_svg(self)

    @property
    def html(self) -> str:
        """The drawing, with its alternative."""
        return f'<div class="mk-plot" role="img" aria-label="{escape(self.alternative)}">{self.svg}</div>'

    @cached_property
    def png(self) -> bytes:
        """The drawing as a picture on a light card."""
        from minikafka.lesson.views.plot_drawing import drawn_png

        return drawn_png(self)

    def _make_widget(self) -> Any:
        import ipywidgets as widgets

        from minikafka.lesson.widgets.chart_view import PANEL_CLASS, panel_style

        widget = widgets.VBox([panel_style(), widgets.HTML(self.html)])
        widget.add_class(PANEL_CLASS)
        return widget


def line_plot(series: Sequence[Series], *, x: str, y: str, title: str) -> Plot:
    """A plot of one or more series; ``x`` and ``y`` name the axes with their units, ``title`` is what to see.

    Raises:
        ValueError: there is no series, or bars are to share the plot with another one.
    """
    if not series:
        raise ValueError("a plot needs at least one series")
    if len(series) > 1 and any(one.style is Style.BARS for one in series):
        raise ValueError("bars stand alone in their plot: put what is to be compared into one series")
    return Plot(tuple(series), x, y, title)


def number_text(number: float) -> str:
    """A number as people read it: three digits that count, thousands apart, no powers of ten."""
    return f"{number:,.0f}" if abs(number) >= THREE_DIGITS else f"{number:.3g}"


def _text(value: Value) -> str:
    return value if isinstance(value, str) else number_text(value)
