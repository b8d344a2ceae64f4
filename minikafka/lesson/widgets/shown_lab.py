"""The lab as a notebook shows it."""

from __future__ import annotations

from typing import Any

from minikafka.lesson.lab import lab
from minikafka.lesson.views.flow_chart import flow_chart
from minikafka.lesson.widgets.panel import Panel
from minikafka.lesson.widgets.shown import Shown, stored_picture


class Lab(Shown, lab.Lab):  # noqa: D101  it has the docstring of the lab itself
    __doc__ = lab.Lab.__doc__

    def draw(self) -> Any:
        return Panel(self).widget

    def stored(self) -> dict[str, str]:
        """The chart of the moment that the lab looks at."""
        return stored_picture(lambda: flow_chart(self.trace, self.position).png)
