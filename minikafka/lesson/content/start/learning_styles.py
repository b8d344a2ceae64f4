"""The nine learning styles of the course: one line for each, and what there is to do in it stands in its own folder."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from minikafka.lesson.progress.progress import Item
from minikafka.lesson.widgets.styles import LearningStyle, ShownStyles

CONTENT = "minikafka.lesson.content"


def items_in(folder: str) -> tuple[Item, ...]:
    """Everything that progress is kept of in a folder of the content: its ``ITEMS``, imported when somebody asks."""
    name = f"{CONTENT}.{folder}"
    return tuple(import_module(name).ITEMS) if find_spec(name) else ()


def style(name: str, file: str, promise: str, whom: str, **more: Any) -> LearningStyle:
    """A learning style whose folder is named as its notebook: ``01-learn.ipynb``, ``content/learn``."""
    folder = file.removesuffix(".ipynb").partition("-")[2]
    return LearningStyle(name, file, promise, whom, partial(items_in, folder), **more)


LEARNING_STYLES = (
    style("Learn", "01-learn.ipynb", "the idea, from nothing", "you never used Kafka", is_first=True),
    style("Why", "02-why.ipynb", "what a duplicate costs", "you ask what it is good for", minutes=9),
    style(
        "Deep", "03-deep.ipynb", "every rule of the broker's check", "you run Kafka, or doubt what you read", minutes=15
    ),
    style("Visual", "04-visual.ipynb", "watch a retry being recognised", "you would rather see it", minutes=8),
    style("Try", "05-try.ipynb", "a sandbox with every fault of a network", "you learn by breaking things", minutes=6),
    style("Challenge", "06-challenge.ipynb", "six problems against the clock", "you want to be tested", minutes=10),
    style("Project", "07-project.ipynb", "write the check yourself", "you program in Python", minutes=18),
    style("Recall", "08-recall.ipynb", "keep it in memory", "you want to know it next month", minutes=9),
    style("Perf", "09-perf.ipynb", "what the check costs", "you decide whether to switch it on", minutes=9),
)
CLINIC = style(
    "Clinic",
    "10-clinic.ipynb",
    "what the lines in a log mean",
    "something is wrong with your own Kafka",
    minutes=19,
    is_apart=True,
)


def items_of(style: str) -> frozenset[Item]:
    """Everything that progress is kept of in a style, as in ``"04-visual"``; nothing for a style that keeps none."""
    return frozenset(item for each in (*LEARNING_STYLES, CLINIC) if each.key == style for item in each.items())


def learning_styles(directory: str | Path = ".") -> ShownStyles:
    """The nine styles and the clinic, as links if their notebook is in ``directory``, by default the current one."""
    return ShownStyles((*LEARNING_STYLES, CLINIC), Path(directory))
