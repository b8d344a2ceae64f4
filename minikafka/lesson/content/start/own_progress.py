"""What a learner has done of what there is to do, and where an export of it goes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from pathlib import Path

from minikafka.lesson.content.start.items import items_of
from minikafka.lesson.content.start.learning_styles import LEARNING_STYLES, LearningStyle
from minikafka.lesson.progress.progress import Progress

EXPORT = "minikafka-progress"


@dataclass(frozen=True, slots=True)
class Share:
    """How many items there are in a style, and in how many of them the learner once succeeded."""

    done: int
    all: int

    @property
    def is_complete(self) -> bool:
        return 0 < self.all == self.done


def shares(progress: Progress) -> dict[LearningStyle, Share]:
    """The learner's share of every style; what is no longer in the course does not count."""
    summary = progress.summary()
    found = {}
    for style in LEARNING_STYLES:
        items = items_of(style.key)
        done = summary[style.key].done & items if style.key in summary else frozenset()
        found[style] = Share(len(done), len(items))
    return found


def export(progress: Progress, directory: Path) -> tuple[Path, int]:
    """Write every attempt to a new CSV file in ``directory``; returns it, and how many there are.

    Raises:
        OSError: nothing can be written there.
    """
    for number in count(1):
        path = directory / (f"{EXPORT}.csv" if number == 1 else f"{EXPORT}-{number}.csv")
        try:
            return path, progress.to_csv(path)
        except FileExistsError:
            continue
    raise AssertionError("there is always another number")
