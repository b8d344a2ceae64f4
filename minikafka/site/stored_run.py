"""The runs that our pages play before any Python has come."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any

from minikafka.lesson.lab.lab import Lab
from minikafka.lesson.views.flow_drawing import flow_picture
from minikafka.lesson.views.flow_geometry import NARROW, WIDE, WIDTH_STEP
from minikafka.lesson.views.playback import Plain, Playback
from minikafka.lesson.widgets.controls import controls
from minikafka.lesson.widgets.predict_first import PredictFirst
from minikafka.site.notebooks import starting_cells


def run_of_the_front_page() -> Plain:
    """A message whose ack is lost, its retry, and a flush."""
    lab = Lab(message="10 euro")
    lab.lose_next_ack = True
    lab.send()
    lab.retry()
    lab.flush()
    return stored_run(lab)


def run_of(notebook: dict[str, Any]) -> Plain | None:
    """The run of a notebook's first panel, as its cells make it; where that is empty, a message is sent."""
    lab = _last_value(cell["source"] for cell in starting_cells(notebook))
    if not isinstance(lab, Lab):
        return None
    if not lab.trace.steps:
        lab.send()
    return stored_run(lab)


def stored_run(lab: Lab) -> Plain:
    """What the front end's ``play`` takes: the run, the same with idempotence switched, and drawings to choose from."""
    other = lab.other_way.trace
    assert other, "a run on one broker can be made again"
    return {
        "run": Playback(lab.trace).since(),
        "run_number": 0,
        "other": Playback(other, brief=True).since(),
        "controls": controls(lab, PredictFirst(lab)),
        "from": 0,
        "position": lab.position,
        "by": None,
        "to": None,
        "pictures": [flow_picture(width) for width in range(NARROW, WIDE + 1, WIDTH_STEP)],
    }


def _last_value(sources: Iterable[str]) -> Any:
    """Run the cells of a notebook of ours; returns what the last of them shows."""
    names: dict[str, Any] = {}
    value = None
    for source in sources:
        *statements, last = ast.parse(source).body
        exec(compile(ast.Module(statements, []), "cell", "exec"), names)  # noqa: S102 - a notebook of the course
        value = eval(compile(ast.Expression(last.value), "cell", "eval"), names) if isinstance(last, ast.Expr) else None  # noqa: S307
    return value
