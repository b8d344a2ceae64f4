"""What was read of a file: its rows, and what could not be read."""

from __future__ import annotations

from pathlib import Path

Value = int | str | bool
Row = dict[str, Value]
BOOTSTRAP = "bootstrap.checkpoint"  # what a controller is formatted with


class Dump(list[Row]):
    """The rows of a file, in the order of the file, and what could not be read, in a sentence each.

    ``trailing`` are the bytes behind the last whole batch of a segment.
    """

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.file = file
        self.problems: list[str] = []
        self.trailing = 0
        self.is_empty_index = False

    @property
    def is_readable(self) -> bool:
        """Whether all was read but for a torn end, which any file may have that somebody writes to."""
        return len(self.problems) <= bool(self.trailing)

    def say(self, problem: object) -> None:
        self.problems.append(f"{self.file}: {problem}")
