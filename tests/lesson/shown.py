"""Presses and reads widgets without a browser."""

from __future__ import annotations

from collections.abc import Iterator

import ipywidgets as widgets

from tests.lesson.markup import parsed


class Shown:
    """The widgets below one, by what stands on them."""

    def __init__(self, widget: widgets.Widget) -> None:
        self._widget = widget

    @property
    def everything(self) -> Iterator[widgets.Widget]:
        waiting = [self._widget]
        while waiting:
            widget = waiting.pop(0)
            yield widget
            waiting = [*getattr(widget, "children", ()), *waiting]

    def buttons(self, label: str) -> list[widgets.Button]:
        return [it for it in self.everything if isinstance(it, widgets.Button) and it.description == label]

    def button(self, label: str) -> widgets.Button:
        (found,) = self.buttons(label)
        return found

    def press(self, *labels: str) -> None:
        for label in labels:
            pressed = self.button(label)
            assert not pressed.disabled, pressed.tooltip
            pressed.click()

    def switch(self, label: str) -> widgets.Checkbox:
        (found,) = (it for it in self.everything if isinstance(it, widgets.Checkbox) and it.description == label)
        return found

    @property
    def html(self) -> str:
        """All HTML."""
        return "".join(it.value for it in self.everything if isinstance(it, widgets.HTML))

    def rows(self, name: str) -> list[list[str]]:
        return parsed(self.html).one("section", name).one("table").rows
