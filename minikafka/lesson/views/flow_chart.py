"""The process-flow chart of one moment of a run."""

from __future__ import annotations

from minikafka.engine.trace import Trace
from minikafka.lesson.views.flow_marks import flow_png
from minikafka.lesson.views.narration import narrate


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
    return FlowChart(flow_png(trace, position), str(narrate(trace, position)))
