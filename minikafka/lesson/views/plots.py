"""Plots: measured or simulated values over an axis with its unit, as a drawing and in words.

A figure is drawn in the light tones. In its SVG each of them is then replaced by the tone's variable, which makes the
drawing follow the theme. Lengths are in pixels of a figure 760 wide. matplotlib is imported when something is drawn.
"""

from __future__ import annotations

import enum
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from minikafka.lesson.views.theme import FONT_FAMILY, TONES, own_settings, var

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Value = float | str
THREE_DIGITS = 100  # from here on the whole part of a number has them
WIDTH, HEIGHT = 760, 400
POINTS_PER_INCH = 72  # at this resolution one of matplotlib's points is one pixel of ours
PIXELS_PER_POINT = 2  # of the picture
TITLE_TEXT, TEXT = 15, 13
LABEL_GAP = 20  # from the last point of a series to its name
LABEL_STEP = 18  # between two names
TONE_NAMES = ("accent", "rust", "green", "muted")
MARKERS = {"●": "o", "■": "s", "▲": "^", "◆": "D"}  # each by the sign that stands before the name of its series
DASHES: dict[str, Any] = {"—": "-", "- -": (0, (5, 3)), "···": (0, (1, 2)), "-·": (0, (5, 2, 1, 2))}
BAND = 0.18  # how much of the ground a band covers
WHISKERS: dict[str, Any] = {"elinewidth": 1.5, "ecolor": TONES["text"].light, "capsize": 4}
INKS = ("text", "line", "border", *TONE_NAMES)


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


def drawn_svg(plot: Plot) -> str:
    """Return an SVG element in the tones of the panel that it stands in."""
    target = io.StringIO()
    with own_settings():
        _figure(plot).savefig(target, format="svg", transparent=True, metadata={"Date": None})
    return _themed(target.getvalue())


def drawn_png(plot: Plot) -> bytes:
    """Return a PNG in the light theme."""
    target = io.BytesIO()
    with own_settings():
        dpi = POINTS_PER_INCH * PIXELS_PER_POINT
        _figure(plot).savefig(target, format="png", dpi=dpi, facecolor=TONES["page"].light)
    return target.getvalue()


def _figure(plot: Plot) -> Figure:
    from matplotlib.figure import Figure

    size = (WIDTH / POINTS_PER_INCH, HEIGHT / POINTS_PER_INCH)
    figure = Figure(figsize=size, dpi=POINTS_PER_INCH, layout="constrained")
    figure.suptitle(plot.title, x=0.01, ha="left", fontsize=TITLE_TEXT, fontweight="bold", color=_ink("text"))
    axes = figure.add_subplot()
    _draw_frame(axes, plot)
    for number, series in enumerate(plot.series):
        _draw_series(axes, series, number)
    if plot.is_logarithmic:
        _scale_by_tens(axes)
    elif min(min(series.ys) for series in plot.series) >= 0:
        axes.set_ylim(bottom=0)
    if len(plot.series) > 1:
        figure.draw_without_rendering()  # from now on the axes know where each value lies
        _name_series(axes, plot)
    return figure


def _draw_frame(axes: Axes, plot: Plot) -> None:
    """Axes with their units: the name of y lies above its axis, where it is read without turning the head."""
    from matplotlib.ticker import MaxNLocator

    axes.set_title(plot.y, loc="left", fontsize=TEXT, color=_ink("muted"), pad=12)
    axes.set_xlabel(plot.x, fontsize=TEXT, color=_ink("muted"), labelpad=8)
    axes.tick_params(labelsize=TEXT, labelcolor=_ink("text"), color=_ink("line"))
    axes.grid(axis="y", color=_ink("border"), linewidth=1)
    axes.set_axisbelow(True)
    axes.margins(x=0.015)
    if all(isinstance(x, int) for series in plot.series for x in series.xs):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))  # there is no run 1.5
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["bottom", "left"]].set_color(_ink("line"))


def _scale_by_tens(axes: Axes) -> None:
    """A scale of 1, 10, 100 and so on, with whole numbers beside it."""
    from matplotlib.ticker import FuncFormatter, NullLocator

    axes.set_yscale("log")
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: number_text(value)))
    axes.yaxis.set_minor_locator(NullLocator())


def _draw_series(axes: Axes, series: Series, number: int) -> None:
    colour = _colour(number)
    if series.style is Style.BARS:
        _draw_bars(axes, series, colour)
    elif series.style is Style.LINE:
        axes.plot(series.xs, series.ys, linestyle=DASHES[_sign(series, number)], color=colour, linewidth=2)
        if series.spread:
            axes.fill_between(series.xs, *_limits(series), color=colour, alpha=BAND, linewidth=0)
    else:
        marker = MARKERS[_sign(series, number)]
        axes.plot(series.xs, series.ys, marker, color=colour, markersize=7, clip_on=False, zorder=3)
        if series.spread:
            axes.errorbar(series.xs, series.ys, series.spread, fmt="none", **WHISKERS)


def _draw_bars(axes: Axes, series: Series, colour: str) -> None:
    """Bars with their values above them, so that nobody has to measure."""
    bars = axes.bar(series.xs, series.ys, 0.4, color=colour, yerr=series.spread or None, error_kw=WHISKERS)
    axes.bar_label(bars, [number_text(y) for y in series.ys], padding=4, fontsize=TEXT, color=_ink("text"))
    axes.tick_params(axis="x", length=0)
    axes.margins(x=0.3 / len(series.xs), y=0.1)


def _name_series(axes: Axes, plot: Plot) -> None:
    """Write each name at the end of its series; names that would touch are moved up."""
    ends = axes.transData.transform([(series.xs[-1], series.ys[-1]) for series in plot.series])
    names = sorted(zip(ends[:, 1], range(len(plot.series)), strict=True))
    lowest = float("-inf")
    for height, number in names:
        series = plot.series[number]
        place = max(height, lowest)
        lowest = place + LABEL_STEP
        axes.annotate(
            f"{_sign(series, number)} {series.name}",
            (series.xs[-1], series.ys[-1]),
            (LABEL_GAP, place - height),
            textcoords="offset points",
            va="center",
            fontsize=TEXT,
            fontweight="bold",
            color=_colour(number),
        )


def _limits(series: Series) -> tuple[list[float], list[float]]:
    pairs = list(zip(series.ys, series.spread, strict=True))
    return [y - spread for y, spread in pairs], [y + spread for y, spread in pairs]


def _sign(series: Series, number: int) -> str:
    """The sign of a series, by which it is known without its colour."""
    signs = list(DASHES if series.style is Style.LINE else MARKERS)
    return signs[number % len(signs)]


def _colour(number: int) -> str:
    return _ink(TONE_NAMES[number % len(TONE_NAMES)])


def _ink(tone: str) -> str:
    return TONES[tone].light


def _themed(svg: str) -> str:
    """Leave the element alone, let the page size it and set its font, and put the tones in place of their values."""
    element = re.sub(r"<(metadata|style).*?</\1>", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    element = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", element))
    element = re.sub(r"'DejaVu Sans'[^;\"]*", FONT_FAMILY, element)
    for tone in INKS:
        element = element.replace(_ink(tone), var(tone))
    return element
