"""Every question of the course, found in the package by what it is."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

from minikafka.lesson import content
from minikafka.lesson.widgets.question import Question
from tools.notebooks import notebook_files


def course_questions() -> dict[tuple[str, str], Question[Any]]:
    """Each by the notebook that asks it and its name: ``minikafka.lesson.content.deep`` is that of 03-deep."""
    styles = {path.stem.partition("-")[2]: path.stem for path in notebook_files()}
    found: dict[tuple[str, str], Question[Any]] = {}
    for module in pkgutil.walk_packages(content.__path__, f"{content.__name__}."):
        style = styles.get(module.name.split(".")[3], "04-visual")
        for value in vars(importlib.import_module(module.name)).values():
            found |= {(style, question.name): question for question in _questions_in(value)}
    return found


def _questions_in(value: Any) -> Iterator[Question[Any]]:
    if isinstance(value, Question):
        yield value
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _questions_in(part)
