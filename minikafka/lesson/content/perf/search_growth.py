"""How the runs of a search grow with their number of actions, and how few have to be made. Counted, not timed."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from minikafka.lesson.views.plots import Series, Style
from minikafka.lesson.views.table import table_of
from minikafka.lesson.widgets.plot import ShownPlot, line_plot
from minikafka.search import ONE_PRODUCER, Level, World, shortest

if TYPE_CHECKING:
    from minikafka.lesson.views.data_frame import Table

DEPTH = 4
COLUMNS = ("Actions", "Runs", "Equal states met once", "And what commutes in one order", "New states")


def search_growth() -> Table:
    """For each number of actions: all runs, the last actions that each reduction leaves of them, and the new states."""
    rows = [(each.depth, each.runs, each.steps, each.tried, each.states) for each in levels()]
    return table_of([(str(depth), *(f"{count:,}" for count in counts)) for depth, *counts in rows], columns=COLUMNS)


def search_growth_plot() -> ShownPlot:
    """The same on a scale on which each line is ten times the one below it."""
    depths = [each.depth for each in levels()]
    counted = {
        "every run": [each.runs for each in levels()],
        "equal states once": [each.steps for each in levels()],
        "new states": [each.states for each in levels()],
    }
    return line_plot(
        [Series(name, depths, counts, Style.LINE) for name, counts in counted.items()],
        x="actions of a run",
        y="how many there are",
        title="What a search spares",
        is_logarithmic=True,
    )


@cache
def levels() -> tuple[Level, ...]:
    """One producer, two messages, and whatever can befall them, a broker included."""
    return shortest(_anything, actions=ONE_PRODUCER, depth=DEPTH).levels


def _anything(_world: World) -> bool:
    """Nothing is promised, so no run ends the search."""
    return True
