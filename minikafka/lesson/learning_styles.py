"""The nine learning styles of the course, and which of their notebooks are there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class LearningStyle:
    """One way to learn the same thing; ``file`` is its notebook."""

    name: str
    file: str
    promise: str


LEARNING_STYLES = (
    LearningStyle("Learn", "01-learn.ipynb", "the idea, from nothing"),
    LearningStyle("Why", "02-why.ipynb", "what a duplicate costs"),
    LearningStyle("Deep", "03-deep.ipynb", "every rule of the broker's check"),
    LearningStyle("Visual", "04-visual.ipynb", "watch a retry being recognised"),
    LearningStyle("Try", "05-try.ipynb", "a sandbox with every fault of a network"),
    LearningStyle("Challenge", "06-challenge.ipynb", "five problems against the clock"),
    LearningStyle("Project", "07-project.ipynb", "write the check yourself"),
    LearningStyle("Recall", "08-recall.ipynb", "keep it in memory"),
    LearningStyle("Perf", "09-perf.ipynb", "what the check costs"),
)


class LearningStyleList:
    """The nine styles as a list; a notebook shows those that are there as links."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def __repr__(self) -> str:
        return "\n".join(f"{style.name}: {style.promise}{self._remark(style)}" for style in LEARNING_STYLES)

    def _repr_markdown_(self) -> str:
        return "\n".join(f"- {self._link(style)}: {style.promise}{self._remark(style)}" for style in LEARNING_STYLES)

    def _link(self, style: LearningStyle) -> str:
        return f"**[{style.name}]({style.file})**" if self._is_there(style) else style.name

    def _remark(self, style: LearningStyle) -> str:
        return "" if self._is_there(style) else " (not there yet)"

    def _is_there(self, style: LearningStyle) -> bool:
        return (self._directory / style.file).is_file()


def learning_styles(directory: str | Path = ".") -> LearningStyleList:
    """The nine styles, with links to those whose notebook is in ``directory``, by default the current one."""
    return LearningStyleList(Path(directory))
