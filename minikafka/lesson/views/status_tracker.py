"""The status tracker: three variables, and their values after each step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikafka.engine.trace import Trace
from minikafka.lesson.views import view_words as words
from minikafka.lesson.views.steps import Step, steps_at
from minikafka.lesson.views.table import table_of
from minikafka.lesson.views.words import MOST_MESSAGES, NOTHING, messages_text

if TYPE_CHECKING:
    from minikafka.lesson.views.data_frame import Table

VARIABLES = ("sequence_number", "broker_stored_messages", "producer_acknowledged")


def status_tracker(trace: Trace, position: int | None = None) -> Table:
    """The variables at the start and after each step up to ``position`` (an index into the trace, ``None`` is its end).

    ``sequence_number`` is the last one assigned, a dash without idempotence. The last column holds the values as they
    stand at ``position``, even if its step is not over.

    Raises:
        IndexError: the trace has no such position.
    """
    steps = steps_at(trace, position)
    rows = zip(VARIABLES, *(values(trace, step) for step in steps), strict=True)
    return table_of(list(rows), (words.VARIABLE, *map(heading, steps)))


def heading(step: Step) -> str:
    """The name of a step's column."""
    return words.AFTER_STEP.format(step.number) if step.number else words.START


def values(trace: Trace, step: Step) -> tuple[int | str, str, bool | str]:
    """The three values as they stand in a step, in the order of ``VARIABLES``.

    A broker that is watched cannot know which of its acks arrived.
    """
    variables = step.last.variables
    first = max(0, variables.stored_count - MOST_MESSAGES)
    stored = [record.value for _, _, record in trace.stored[first : variables.stored_count]]
    number = variables.sequence_number
    return (
        NOTHING if number is None else number,
        messages_text(stored, first),
        NOTHING if trace.is_watched else variables.acknowledged,
    )
