"""The process-flow chart of one moment of a run."""

from __future__ import annotations

import base64
from functools import cached_property
from typing import Any

from minikafka.engine.trace import Trace
from minikafka.lesson.views import view_words as words
from minikafka.lesson.views.flow_marks import flow_png
from minikafka.lesson.views.narration import narrate


class FlowChart:
    """A picture for a notebook; ``str`` says in words what it shows."""

    def __init__(self, trace: Trace, position: int, told: str) -> None:
        self._trace = trace
        self._position = position
        self._told = told

    def __repr__(self) -> str:
        return words.PROCESS_FLOW.format(told=self._told)

    def _repr_mimebundle_(self, **_options: Any) -> dict[str, Any]:
        """The picture, and what it shows in words; without matplotlib the words alone, and why."""
        try:
            return {"image/png": base64.b64encode(self.png).decode("ascii"), "text/plain": repr(self)}
        except ModuleNotFoundError as missing:
            return {"text/plain": f"{self!r}\nNot drawn: {missing}"}

    @cached_property
    def png(self) -> bytes:
        """The picture. The first call imports matplotlib."""
        return flow_png(self._trace, self._position)


def flow_chart(trace: Trace, position: int | None = None) -> FlowChart:
    """The chart with the way of the current step marked, its stage most of all.

    ``position`` is an index into the trace; ``None`` is its end.

    Raises:
        IndexError: the trace has no such position.
    """
    told = str(narrate(trace, position))
    return FlowChart(trace, range(len(trace))[-1 if position is None else position], told)
