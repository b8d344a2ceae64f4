"""One case of the clinic: data, and a function that runs the broker."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from minikafka.engine.trace import Trace
from minikafka.lesson.widgets.question import Question


@dataclass(frozen=True)
class ClinicCase:
    """A case.

    ``lines`` are as they came in; what of their numbers the run decides was taken from the run. ``traces`` gives each
    run by what it is called. ``question`` is what to commit to before the run; its answer is what the run proves.
    """

    number: int
    title: str
    story: str
    lines: Callable[[], tuple[str, ...]]
    question: Question[Any]
    traces: Callable[[], Mapping[str, Trace]]
    cause: str
    cure: tuple[str, ...]
