"""The live chart of a lab, and the sentence that belongs to it.

The chart is sent once. A press sends a few CSS rules that mark it, and one sentence.
"""

from __future__ import annotations

from functools import cache
from itertools import count
from typing import TYPE_CHECKING

import ipywidgets as widgets

from minikafka.lesson.views.chart import chart_svg
from minikafka.lesson.views.marks import chart_css, mark_css
from minikafka.lesson.views.steps import keeps_its_sequence, step_at
from minikafka.lesson.widgets import panel_html
from minikafka.lesson.widgets.look import PANEL_CLASS, css

if TYPE_CHECKING:
    from minikafka.lesson.lab.lab import Lab

_numbers = count(1)


@cache
def panel_css() -> str:
    """Every rule that does not change, for whatever stands in a ``mk-panel``."""
    return css("panel") + chart_css(PANEL_CLASS)


def panel_style() -> widgets.HTML:
    """A widget that brings the rules along, and shows nothing itself."""
    style = widgets.HTML(f"<style>{panel_css()}</style>")
    style.add_class("mk-none")
    return style


class ChartView:
    """Two widgets to be laid out by whoever shows them; ``stage`` brings the rules that mark the chart."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._prefix = f"mk{next(_numbers)}"
        self.chart = widgets.HTML(f'<div class="mk-chart-box">{chart_svg(self._prefix)}</div>')
        self.stage = widgets.HTML()
        lab.on_change(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Mark the stage that the lab looks at."""
        lab = self._lab
        step = step_at(lab.trace, lab.position)
        kept = keeps_its_sequence(lab.trace, step)
        marks = f"<style>{mark_css(self._prefix, step.stages, kept=kept)}</style>"
        # One widget for both, as each message to the browser costs a learner who presses a button a millisecond or two.
        self.stage.value = marks + panel_html.stage_line(lab.trace, lab.position)
