"""What a notebook shows first, before its Python is there: the run of its panel, or its first widget, at rest."""

from __future__ import annotations

import ast
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from anywidget import AnyWidget

from minikafka.lesson.lab.lab import Lab
from minikafka.lesson.progress.progress_file import VARIABLE
from minikafka.lesson.views.playback import Plain
from minikafka.lesson.widgets.shown import Shown
from minikafka.site.notebooks import starting_cells
from minikafka.site.stored_run import stored_run

_SHOWN = "_"  # IPython's name for what a cell has shown


def first_shown(notebook: dict[str, Any]) -> dict[str, Plain]:
    """What the cells that run at the start show: ``{"run": …}``, ``{"widget": …}``, or nothing of either kind.

    An empty lab sends its message, so that there is something to play.
    """
    with _no_progress():
        shown = _last_value(cell["source"] for cell in starting_cells(notebook))
        if isinstance(shown, Lab):
            if not shown.trace.steps:
                shown.send()
            return {"run": stored_run(shown)}
        if isinstance(shown, Shown) and isinstance(shown.widget, AnyWidget):
            return {"widget": _stored(shown.widget)}
    return {}


def _stored(widget: Any) -> Plain:
    """What the page needs to draw a widget: its module, its rules, and the state that it draws."""
    own = {*widget.keys} - set(AnyWidget.class_trait_names(sync=True))
    state = {name: getattr(widget, name) for name in own if not name.startswith("_")}
    return {"module": str(widget._esm), "stylesheet": str(widget._css), "state": state}  # noqa: SLF001 - anywidget's names


def _last_value(sources: Iterable[str]) -> Any:
    """Run the cells of a notebook of ours; returns what the last of them shows."""
    names: dict[str, Any] = {}
    for source in sources:
        cell = ast.parse(source)
        last, names[_SHOWN] = cell.body[-1], None
        if isinstance(last, ast.Expr):
            cell.body[-1] = ast.Assign([ast.Name(_SHOWN, ast.Store())], last.value)
        exec(compile(ast.fix_missing_locations(cell), "cell", "exec"), names)  # noqa: S102 - a notebook of the course
    return names.get(_SHOWN)


@contextmanager
def _no_progress() -> Iterator[None]:
    """Whoever builds the site has a progress of his own, which no page shows."""
    before = os.environ.get(VARIABLE)
    with tempfile.TemporaryDirectory() as directory:
        os.environ[VARIABLE] = str(Path(directory) / "progress.sqlite")
        try:
            yield
        finally:
            del os.environ[VARIABLE]
            if before is not None:
                os.environ[VARIABLE] = before
