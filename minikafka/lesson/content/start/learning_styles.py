"""The nine learning styles of the course, and which of their notebooks are there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from minikafka.lesson.views.words import counted


@dataclass(frozen=True, slots=True)
class LearningStyle:
    """One way to learn the same thing; ``file`` is its notebook, ``whom`` completes “if …”."""

    name: str
    file: str
    promise: str
    whom: str
    minutes: int = 10

    @property
    def key(self) -> str:
        """Under what progress is kept, as in ``"04-visual"``."""
        return self.file.removesuffix(".ipynb")

    @property
    def time(self) -> str:
        """How long it takes, in words."""
        return counted(self.minutes, "minute")


LEARNING_STYLES = (
    LearningStyle("Learn", "01-learn.ipynb", "the idea, from nothing", "you never used Kafka"),
    LearningStyle("Why", "02-why.ipynb", "what a duplicate costs", "you ask what it is good for"),
    LearningStyle("Deep", "03-deep.ipynb", "every rule of the broker's check", "you run Kafka, or doubt what you read"),
    LearningStyle("Visual", "04-visual.ipynb", "watch a retry being recognised", "you would rather see it"),
    LearningStyle("Try", "05-try.ipynb", "a sandbox with every fault of a network", "you learn by breaking things"),
    LearningStyle("Challenge", "06-challenge.ipynb", "five problems against the clock", "you want to be tested"),
    LearningStyle("Project", "07-project.ipynb", "write the check yourself", "you program in Python"),
    LearningStyle("Recall", "08-recall.ipynb", "keep it in memory", "you want to know it next month"),
    LearningStyle("Perf", "09-perf.ipynb", "what the check costs", "you decide whether to switch it on"),
)


class LearningStyleList:
    """The nine styles; a notebook shows them as cards, with the learner's progress and links to those that are there.

    Unrun, it is a list with the same links, and without the progress of whoever ran it last.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._panel: Any = None

    def __repr__(self) -> str:
        return "\n".join(f"{style.name}: {self._words(style)}" for style in LEARNING_STYLES)

    def _repr_markdown_(self) -> str:
        return "\n".join(f"- {self._link(style)}: {self._words(style)}" for style in LEARNING_STYLES)

    def _repr_mimebundle_(self, **_options: Any) -> dict[str, Any]:
        from minikafka.lesson.content.start.styles_panel import StylesPanel
        from minikafka.lesson.widgets.still import mimebundle

        self._panel = self._panel or StylesPanel(self)
        return mimebundle(self._panel.widget, repr(self))

    def is_there(self, style: LearningStyle) -> bool:
        """True if the notebook of a style is where we look for it."""
        return (self.directory / style.file).is_file()

    def _link(self, style: LearningStyle) -> str:
        return f"**[{style.name}]({style.file})**" if self.is_there(style) else style.name

    def _words(self, style: LearningStyle) -> str:
        remark = "" if self.is_there(style) else " (not there yet)"
        return f"{style.promise}, if {style.whom} ({style.time}){remark}"


def learning_styles(directory: str | Path = ".") -> LearningStyleList:
    """The nine styles, with links to those whose notebook is in ``directory``, by default the current one."""
    return LearningStyleList(Path(directory))
