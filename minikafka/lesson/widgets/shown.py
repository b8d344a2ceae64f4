"""What a notebook cell displays: a widget, a line of text, and what the notebook keeps for whoever has not run it.

No state of a widget is kept: a saved state would show buttons that are dead. Until the cell is run, JupyterLab shows
the HTML or the picture that was stored beside it.
"""

from __future__ import annotations

import base64
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


class Shown(ABC):
    """Something that a cell displays. ``repr`` is its line of text, which nbval compares: the same on every run."""

    @abstractmethod
    def draw(self) -> Any:
        """Make the widget. It is made once, when the first cell displays it."""

    def stored(self) -> Mapping[str, str]:
        """What a notebook keeps beside the line of text, by MIME type: HTML or a picture, the same on every run."""
        return {}

    @cached_property
    def widget(self) -> Any:
        """The widget that every cell shows which displays this."""
        return self.draw()

    @property
    def is_drawn(self) -> bool:
        """True once a cell has displayed it."""
        return "widget" in vars(self)

    def _repr_mimebundle_(self, **_options: Any) -> dict[str, Any]:
        view = {"version_major": 2, "version_minor": 0, "model_id": self.widget.model_id}
        return {"text/plain": repr(self), WIDGET_VIEW: view, **self.stored()}


def stored_picture(png: Callable[[], bytes]) -> dict[str, str]:
    """A PNG as a notebook stores it; none without matplotlib, for which nobody should wait in the browser alone."""
    if sys.platform == "emscripten":
        return {}
    try:
        return {"image/png": base64.b64encode(png()).decode("ascii")}
    except ModuleNotFoundError:
        return {}
