"""A plot as a notebook shows it: a drawing that follows the theme, and its values in words for who does not see it.

Where no widget can be shown it is a picture on a light card. Series differ in marker, dashes and a label beside them,
not in colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import ipywidgets as widgets
from markupsafe import Markup

from minikafka.lesson.views.plots import Plot, Series, drawn_png, drawn_svg
from minikafka.lesson.widgets.look import boxed
from minikafka.lesson.widgets.shown import Shown, stored_picture


class ShownPlot(Shown, Plot):
    """One plot. Importing matplotlib takes long, so it is imported when the first one is drawn."""

    def draw(self) -> Any:
        return boxed(widgets.HTML(self.html))

    def stored(self) -> dict[str, str]:
        return stored_picture(lambda: self.png)

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
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
