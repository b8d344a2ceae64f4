"""One of several, chosen with a button.

Not a drop-down: JupyterLab takes the arrow keys and letters that are pressed in one for commands of the notebook.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import ipywidgets as widgets

from minikafka.lesson.widgets.controls import button, row


class Choice:
    """The option chosen, and a button that goes on to the next one; behind the last comes the first.

    ``take`` is called with the option that a learner chooses, and not when ``show`` sets it.
    """

    def __init__(
        self, label: str, call: str, options: tuple[str, ...], take: Callable[[str], object] | None = None
    ) -> None:
        self._label = label
        self._take = take
        self._shown = widgets.HTML()
        self.widget = row("mk-choice", self._shown, button(call, self._go_on))
        self.show(options, options[0])

    def show(self, options: tuple[str, ...], chosen: str) -> None:
        """Offer these options, one of them chosen."""
        self.options, self.chosen = options, chosen
        words = f"{escape(self._label)}: <b>{escape(chosen)}</b>"
        self._shown.value = f'<span class="mk-chosen" role="status">{words}</span>'

    def _go_on(self) -> None:
        following = self.options[(self.options.index(self.chosen) + 1) % len(self.options)]
        self.show(self.options, following)
        if self._take:
            self._take(following)
