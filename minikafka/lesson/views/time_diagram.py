"""The time diagram of a run: two lifelines, time downwards, each request an arrow, each answer one back."""

from __future__ import annotations

import sys
from functools import cached_property

from minikafka.engine.trace import Trace
from minikafka.lesson.views import view_words as words
from minikafka.lesson.views.process_table import row_of
from minikafka.lesson.views.steps import steps_at
from minikafka.lesson.views.theme import FONT_FAMILY, own_settings, tones_of_a_file
from minikafka.lesson.views.words import plural

WIDTH = 760  # pixels; the picture has twice as many
SCALE = 2
MOST_STEPS = 60  # of a longer run the last ones are drawn


class TimeDiagram:
    """What is drawn of a run up to a position; ``str`` says in words what it shows."""

    def __init__(self, trace: Trace, position: int | None = None) -> None:
        self._steps = steps_at(trace, position)[1:]
        self._trace = trace

    def __repr__(self) -> str:
        return plural(len(self._steps), words.TIME_DIAGRAM_OF)

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
            return drawing.pen.svg(attributes, words.TIME_DIAGRAM, drawing.look)

    @property
    def svg_file(self) -> str:
        """The drawing as the text of an SVG file, which brings its colours for a light and for a dark page."""
        before, title, after = self.svg.partition("<title>")
        return f"{before}<style>{tones_of_a_file()}</style>{title}{after}\n"

    @cached_property
    def png(self) -> bytes:
        """The drawing as a picture on a light page."""
        from minikafka.lesson.views.time_drawing import TimeDrawing

        with own_settings():
            drawing = TimeDrawing(self._trace, self._steps[-MOST_STEPS:], WIDTH)
            return drawing.pen.png(drawing.look, WIDTH * SCALE)


def drawing_of(trace: Trace) -> str:
    """The drawing of a whole run, for a page that has the tones; nothing where there is no matplotlib.

    In the browser alone nobody should wait for it: the process table tells the same.
    """
    if sys.platform == "emscripten":
        return ""
    try:
        return TimeDiagram(trace).svg
    except ModuleNotFoundError:
        return ""
