"""The small widgets that the panel, the key moments and the quiz are made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets


def button(label: str, call: Callable[[], object], *classes: str) -> widgets.Button:
    """A button that calls ``call`` when it is pressed."""
    made = widgets.Button(description=label)
    made.on_click(lambda _: call())
    for name in classes:
        made.add_class(name)
    return made


def switch(label: str, value: bool, take: Callable[[dict[str, Any]], None]) -> widgets.Checkbox:
    """A checkbox; ``take`` gets each change of its value."""
    made = widgets.Checkbox(value=value, description=label, indent=False)
    made.observe(take, "value")
    return made


def row(name: str, *children: widgets.Widget) -> widgets.HBox:
    """Widgets beside each other, in a box of the CSS class ``name``."""
    made = widgets.HBox(children)
    made.add_class(name)
    return made


def set_enabled(target: widgets.Button, refusal: str | None) -> None:
    """A button that is off says why, to whoever points at it."""
    with target.hold_sync():  # one message, not two
        target.disabled = refusal is not None
        target.tooltip = refusal or ""
