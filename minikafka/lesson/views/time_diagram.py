"""The time diagram of a run: two lifelines, time downwards, each request an arrow, each answer one back."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from minikafka.engine.trace import Trace
from minikafka.lesson.views.own_settings import own_settings
from minikafka.lesson.views.process_table import row_of
from minikafka.lesson.views.steps import steps_at
from minikafka.lesson.views.theme import FONT_FAMILY
from minikafka.lesson.views.words import counted

WIDTH = 760  # pixels; the picture has twice as many
SCALE = 2
MOST_STEPS = 60  # of a longer run the last ones are drawn


class TimeDiagram:
    """A picture for a cell, a print and a page; ``str`` says in words what it shows."""

    def __init__(self, trace: Trace, position: int | None = None) -> None:
        self._steps = steps_at(trace, position)[1:]
        self._trace = trace
        self._widget: Any = None

    def __repr__(self) -> str:
        return f"Time diagram: {counted(len(self._steps), 'step')} between producer and broker."

    def _repr_mimebundle_(self, **_options: Any) -> dict[str, Any]:
        """The drawing as a widget, which alone can follow the theme; a picture; in plain text, what it shows."""
        from minikafka.lesson.widgets.still import mimebundle

        self._widget = self._widget or self._make_widget()
        return mimebundle(self._widget, repr(self), self)

    @property
    def alternative(self) -> str:
        """What is drawn, step by step, in words."""
        rows = (row_of(self._trace, step) for step in self._steps[-MOST_STEPS:])
        told = (f"{row.step}. {row.action}: {row.broker_action}, {row.producer_output}" for row in rows)
        return f"{self!r} {'; '.join(told)}."

    @cached_property
    def svg(self) -> str:
        """The drawing as an SVG element whose colours are the tones of the panel that it stands in."""
        from minikafka.lesson.views.time_drawing import TimeDrawing

        with own_settings():
            drawing = TimeDrawing(self._trace, self._steps[-MOST_STEPS:], WIDTH)
            style = f"display:block;width:100%;max-width:{WIDTH}px;height:auto;font-family:{FONT_FAMILY}"
            attributes = {"role": "img", "aria-label": self.alternative, "style": style}
            return drawing.pen.svg(attributes, "Time diagram", drawing.look)

    @cached_property
    def png(self) -> bytes:
        """The drawing as a picture on a light page."""
        from minikafka.lesson.views.time_drawing import TimeDrawing

        with own_settings():
            drawing = TimeDrawing(self._trace, self._steps[-MOST_STEPS:], WIDTH)
            return drawing.pen.png(drawing.look, WIDTH * SCALE)

    def _repr_png_(self) -> bytes:
        return self.png

    def _make_widget(self) -> Any:
        import ipywidgets as widgets

        from minikafka.lesson.widgets.chart_view import PANEL_CLASS, panel_style

        widget = widgets.VBox([panel_style(), widgets.HTML(f'<div class="mk-plot">{self.svg}</div>')])
        widget.add_class(PANEL_CLASS)
        return widget


def time_diagram(trace: Trace, position: int | None = None) -> TimeDiagram:
    """The time diagram of a run up to ``position`` (an index into the trace, ``None`` is its end).

    Raises:
        IndexError: the trace has no such position.
    """
    return TimeDiagram(trace, position)
