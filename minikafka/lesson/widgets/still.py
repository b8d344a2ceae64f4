"""What a notebook keeps of a widget: a picture and a line of text, but no state.

A saved widget state would show buttons that are dead. Without it, JupyterLab shows the picture until the cell is run.
"""

from __future__ import annotations

import base64
import sys
from typing import Any, Protocol


class Picture(Protocol):
    """Whatever can be seen as a PNG."""

    @property
    def png(self) -> bytes: ...


def mimebundle(widget: Any, words: str, picture: Picture | None = None) -> dict[str, Any]:
    """The representations of ``widget`` for ``_repr_mimebundle_``; ``words`` must be the same on every run."""
    bundle = {
        "text/plain": words,
        "application/vnd.jupyter.widget-view+json": {
            "version_major": 2,
            "version_minor": 0,
            "model_id": widget.model_id,
        },
    }
    if picture and sys.platform != "emscripten":  # there a picture would wait for matplotlib, and nobody needs it
        bundle["image/png"] = base64.b64encode(picture.png).decode("ascii")
    return bundle
