"""How long a notebook takes: what it asks of a reader, at the pace of a careful one.

Words at 200 a minute, 10 seconds for a press, 30 for a question, 90 for a case of the clinic, 60 for a line to write.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from nbformat import NotebookNode

from minikafka.lesson.content.start.learning_styles import items_of
from minikafka.lesson.progress.progress import Kind
from tools.notebooks import notebook_files, read

WORDS_A_MINUTE = 200
PRESS, QUESTION, CASE, LINE = 10, 30, 90, 60  # seconds
A_CASE = "case"  # a cell's tag: its card has lines to read before the question, and a run, a cause and a cure after it
LINES_TO_WRITE = "lines-to-write-"  # a cell's tag says how many the learner writes there: lines-to-write-8
NOT_TODAY = "cards-of-another-day-"  # a cell's tag says how many of the cards wait for another day
ASKED = "questions-"  # where two notebooks share the questions of a style, tags say how many a cell asks: questions-12
# A card is turned and judged: two presses. A challenge takes about half of its time limit.
ITEMS = {Kind.ANSWER: QUESTION, Kind.CARD: 2 * PRESS, Kind.CHALLENGE: 60, Kind.STEP: PRESS}
BUTTONS = re.compile(
    r"\*\*(Send|Retry|Flush|Reset|Play|Check|Hint|Commit|Reveal|Start|Compare|Search|Stop|Fork|Save|Load|Restart|Crash"
    r"|New leader|Time diagram|Off \| on|Clean restart)\*\*"
)


@dataclass(frozen=True, slots=True)
class Effort:
    """What a notebook asks for: words to read, presses, time for what is answered, lines to write."""

    words: int
    presses: int
    answering: int  # seconds
    lines: int

    @property
    def seconds(self) -> float:
        reading = 60 * self.words / WORDS_A_MINUTE
        return reading + PRESS * self.presses + self.answering + LINE * self.lines

    @property
    def minutes(self) -> int:
        """In whole minutes, none of them begun for nothing."""
        return math.ceil(self.seconds / 60)


def effort(notebook: NotebookNode, style: str) -> Effort:
    """What ``notebook`` asks for; ``style`` is the name of its file without the ending, as in ``"04-visual"``."""
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    tags = [tag for cell in cells for tag in cell.metadata.get("tags", [])]
    answering = sum(ITEMS[kind] for kind, _ in items_of(style)) - ITEMS[Kind.CARD] * _told(tags, NOT_TODAY)
    return Effort(
        words=len(prose.split()),
        presses=len(cells) + len(BUTTONS.findall(prose)),
        answering=QUESTION * _told(tags, ASKED) or CASE * tags.count(A_CASE) or answering,
        lines=_told(tags, LINES_TO_WRITE),
    )


def _told(tags: list[str], what: str) -> int:
    return sum(int(tag.removeprefix(what)) for tag in tags if tag.startswith(what))


def main() -> None:
    """Print what each notebook asks for."""
    for path in notebook_files():
        asked = effort(read(path), path.stem)
        print(f"{asked.minutes:3d} min  {path.stem:16s} {asked}")


if __name__ == "__main__":
    main()
