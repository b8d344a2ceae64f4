"""The process-flow chart of one moment of a run."""

from __future__ import annotations

from minikafka.engine.trace import Trace
from minikafka.lesson.views.marks import chart_png
from minikafka.lesson.views.narration import narrate
from minikafka.lesson.views.steps import keeps_its_sequence, step_at


class FlowChart:
    """A picture for a notebook; ``str`` says in words what it shows."""

    def __init__(self, png: bytes, words: str) -> None:
        self.png = png
        self._words = words

    def __repr__(self) -> str:
        return f"Process flow: {self._words}"

    def _repr_png_(self) -> bytes:
        return self.png


def flow_chart(trace: Trace, position: int | None = None) -> FlowChart:
    """The chart with the way of the current step marked, its stage most of all.

    ``position`` is an index into the trace; ``None`` is its end.

    Raises:
        IndexError: the trace has no such position.
    """
    step = step_at(trace, position)
    png = chart_png(step.stages, kept=keeps_its_sequence(trace, step))
    return FlowChart(png, str(narrate(trace, position)))
