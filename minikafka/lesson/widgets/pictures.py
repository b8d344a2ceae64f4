"""Pictures as a notebook shows them: a plot, a time diagram, and a slider with what thousands of runs came to.

A drawing follows the theme, and is told in words for who does not see it. Where no widget can be shown it is a picture
on a light page. Series differ in marker, dashes and a label beside them, not in colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib.resources import files
from typing import Any

import anywidget
import ipywidgets as widgets
import traitlets
from markupsafe import Markup

from minikafka.engine.trace import Trace
from minikafka.lesson.views.plots import Plot, Series, drawn_png, drawn_svg
from minikafka.lesson.views.time_diagram import TimeDiagram
from minikafka.lesson.widgets.shown import Shown, boxed, css, joined_module, stored_picture


class ShownPlot(Shown, Plot):
    """One plot. Importing matplotlib takes long, so it is imported when the first one is drawn."""

    def draw(self) -> Any:
        return boxed(widgets.HTML(self.html))

    def stored(self) -> dict[str, str]:
        return stored_picture(lambda: self.png)

    def _repr_mimebundle_(self, **options: Any) -> Any:
        try:
            return super()._repr_mimebundle_(**options)
        except ModuleNotFoundError as missing:  # without matplotlib it is told in words
            return {"text/plain": f"{self.alternative}\nNot drawn: {missing}"}

    @property
    def html(self) -> Markup:
        """The drawing, with its alternative."""
        figure = Markup('<div class="mk-plot" role="img" aria-label="{}">{}</div>')
        drawn = figure.format(self.alternative, Markup(self.svg))  # noqa: S704  matplotlib has escaped it
        return drawn + Markup("<p><b>{}</b></p>").format(self.verdict) if self.verdict else drawn

    @cached_property
    def svg(self) -> str:
        """The drawing as an SVG element whose colours are the tones of the panel."""
        return drawn_svg(self)

    @cached_property
    def png(self) -> bytes:
        """The drawing as a picture on a light card."""
        return drawn_png(self)


def line_plot(
    series: Sequence[Series], *, x: str, y: str, title: str, verdict: str = "", is_logarithmic: bool = False
) -> ShownPlot:
    """A plot of one or more series; see ``Plot``."""
    return ShownPlot(tuple(series), x, y, title, verdict, is_logarithmic)


class ShownTimeDiagram(Shown, TimeDiagram):
    """A picture for a cell, a print and a page: ``svg`` has the tones of a panel, ``png`` a light page."""

    def draw(self) -> Any:
        return boxed(widgets.HTML(self.svg))

    def stored(self) -> dict[str, str]:
        return stored_picture(lambda: self.png)


def time_diagram(trace: Trace, position: int | None = None) -> ShownTimeDiagram:
    """The time diagram of a run up to ``position`` (an index into the trace, ``None`` is its end).

    Raises:
        IndexError: the trace has no such position.
    """
    return ShownTimeDiagram(trace, position)


class LossSlider(anywidget.AnyWidget):
    """What a notebook shows of ``shares``.

    Each share is a mapping: ``percent``, the ``sentence`` that is told, ``expected`` duplicates in a run, ``off`` the
    duplicates that each run left, ``copies`` of each payment in one of them. ``percent`` is where the slider stands.
    """

    _esm = joined_module(files("minikafka.lesson.widgets"), "element", "front_end/theme", "keys", "loss_slider")
    _css = css("loss_slider")
    shares = traitlets.List(traitlets.Dict()).tag(sync=True)
    percent = traitlets.Int().tag(sync=True)

    def __init__(self, shares: Sequence[Mapping[str, Any]], percent: int) -> None:
        super().__init__(shares=[dict(share) for share in shares], percent=percent)

    def __repr__(self) -> str:
        return "LossSlider()"
