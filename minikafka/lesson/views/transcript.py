"""The transcript: a whole run told in sentences."""

from __future__ import annotations

from minikafka.engine.trace import Trace
from minikafka.lesson.views import view_words as words
from minikafka.lesson.views.narration import narrate
from minikafka.lesson.views.process_table import action_cell
from minikafka.lesson.views.steps import steps_at


class Transcript(str):
    """Text that a notebook shows as it is."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def transcript(trace: Trace) -> Transcript:
    """Every stage of a run in order, one paragraph for each step."""
    lines: list[str] = []
    position = 0
    for step in steps_at(trace):
        lines.append(f"{words.STEP.format(step.number)}: {action_cell(trace, step)}" if step.number else words.START)
        for _ in step.events:
            told = narrate(trace, position)
            lines.append(f"  {told.stage}. {told.sentence}")
            position += 1
    return Transcript("\n".join(lines))
