"""The time diagram as a notebook shows it: a drawing that follows the theme, and its steps in words."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets

from minikafka.engine.trace import Trace
from minikafka.lesson.views.time_diagram import TimeDiagram
from minikafka.lesson.widgets.look import boxed
from minikafka.lesson.widgets.shown import Shown, stored_picture


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
