"""The two tables of the lesson's page, read from a run: the process table and the status tracker."""

from __future__ import annotations

from typing import NamedTuple

from minikafka.engine.errors import Error
from minikafka.engine.producer_state import ProducerState
from minikafka.engine.records import NO_PRODUCER_ID, Batch, decrement_sequence, increment_sequence
from minikafka.engine.trace import Stage, StepKind, Trace
from minikafka.lesson.views import view_words as words
from minikafka.lesson.views.steps import OPERATIONS, Step, asks_for_acks, steps_at
from minikafka.lesson.views.table import Table, table_of
from minikafka.lesson.views.words import (
    MOST_MESSAGES,
    NOTHING,
    UNKNOWN,
    delivery_text,
    memory_text,
    messages_text,
    operation_text,
    place_text,
    plural,
    sequence_text,
)

HALF_THE_SEQUENCES = 2**30  # what is fewer ahead comes later, the wrap included; what is more lies behind
VARIABLES = ("sequence_number", "broker_stored_messages", "producer_acknowledged")


class Row(NamedTuple):
    """One step; a cell that is not known yet is ``…``, one that has nothing to say is ``-``."""

    step: int
    action: str
    sequence_number: str
    broker_check: str
    broker_action: str
    producer_output: str


def process_table(trace: Trace, position: int | None = None) -> Table:
    """The steps up to ``position`` (an index into the trace, ``None`` is its end) under the page's six headings.

    Raises:
        IndexError: the trace has no such position.
    """
    return table_of([row_of(trace, step) for step in steps_at(trace, position)[1:]], columns=words.COLUMNS)


def row_of(trace: Trace, step: Step) -> Row:
    """The row of one step, as far as it has come."""
    if step.kind in OPERATIONS:
        return Row(step.number, action_cell(trace, step), NOTHING, NOTHING, memory_text(trace, step), NOTHING)
    return Row(
        step.number,
        action_cell(trace, step),
        _sequence_cell(step),
        _check_cell(step),
        _broker_cell(step),
        _output_cell(trace, step),
    )


def action_cell(trace: Trace, step: Step) -> str:
    """What is done in a step, and where, unless it is where the run began."""
    if step.kind is StepKind.FLUSH:
        return words.FLUSH
    if step.kind in OPERATIONS:
        return operation_text(trace, step)
    if step.kind is StepKind.BUMP_EPOCH:
        epoch = step.last.variables.producer_epoch
        return words.BUMP_EPOCH.format(epoch) if epoch else words.TAKE_PRODUCER_ID
    delivery = step.last.delivery
    assert delivery is not None, "every other step is about a message"
    action = words.ACTIONS[step.kind].format(message=delivery_text(delivery))
    home = next(event.delivery for event in trace if event.delivery)
    place = place_text(delivery)
    return action if place == place_text(home) else words.ACTION_ELSEWHERE.format(action=action, place=place)


def _sequence_cell(step: Step) -> str:
    if step.last.batch is None:
        return NOTHING if step.is_complete else UNKNOWN
    return sequence_text(step.last.batch)


def _check_cell(step: Step) -> str:
    batch = step.last.batch
    if batch is None or Stage.BROKER_RECEIVES not in step.stages:
        return NOTHING if step.is_complete else UNKNOWN
    if batch.producer_id == NO_PRODUCER_ID:
        return words.NO_CHECK
    if Stage.CHECK_SEQUENCE in step.stages:
        return words.CHECK.format(sequence=sequence_text(batch))
    return NOTHING if step.result else UNKNOWN


def _broker_cell(step: Step) -> str:
    if step.result is None:
        return words.LOST_ON_THE_WAY.get(step.last.stage, NOTHING if step.is_complete else UNKNOWN)
    batch = step.last.batch
    assert batch is not None, "what was answered was sent"
    if step.result.duplicate:
        return words.IGNORE
    if step.result.error is not Error.NONE:
        told = words.REFUSE_CHECKED if Stage.CHECK_SEQUENCE in step.stages else words.REFUSE
        return told.format(reason=why_refused(step))
    return plural(batch.record_count, words.STORE_UNCHECKED if batch.producer_id == NO_PRODUCER_ID else words.STORE)


def why_refused(step: Step) -> str:
    """The reason in a few words, from the row of the check and from what the partition remembers."""
    decision, batch = step.decision, step.last.batch
    assert decision, "only a decision can refuse"
    assert decision.result, "a decision has a result"
    assert batch, "what was refused was sent"
    state = decision.variables.state
    match decision.result.rule:
        case "3" if state:
            return words.OLDER_EPOCH.format(epoch=batch.producer_epoch, current=state.producer_epoch)
        case "5":
            return words.EPOCH_STARTS_AT_0.format(batch.producer_epoch)
        case "6 since 4.5":
            return words.PARTITION_STARTS_AT_0
        case "10" if state:
            return _why_out_of_order(batch, state)
    return decision.result.error.name


def _why_out_of_order(batch: Batch, state: ProducerState) -> str:
    """Ahead of the last sequence there is a gap; behind it, the batch is too old or cut differently."""
    expected = increment_sequence(state.last_sequence, 1)
    if not state.batches or decrement_sequence(batch.base_sequence, expected) < HALF_THE_SEQUENCES:
        return words.EXPECTED.format(expected)
    oldest = state.batches[0].first_sequence
    if decrement_sequence(batch.base_sequence, oldest) < HALF_THE_SEQUENCES:
        return words.NOT_THIS_RANGE
    return plural(len(state.batches), words.OLDER_THAN_REMEMBERED)


def _output_cell(trace: Trace, step: Step) -> str:
    if not step.is_complete and step.last.stage is not Stage.PRODUCER_RECEIVES_ACK:
        return UNKNOWN
    match step.kind:
        case StepKind.FLUSH:
            return _flush_output(trace, step)
        case StepKind.WAIT:
            return words.WAITS_FOR_ACK
        case StepKind.BUMP_EPOCH:
            return words.RESTARTS_AT_0
        case StepKind.GIVE_UP:
            failure = step.last.delivery.failure if step.last.delivery else None
            return words.SEND_FAILED.format(reason=failure.reason if failure else UNKNOWN)
    return _answer_output(trace, step) if asks_for_acks(trace) else words.NO_ACK_ASKED


def _flush_output(trace: Trace, step: Step) -> str:
    variables = step.last.variables
    if variables.acknowledged:
        return words.ALL_CONFIRMED if asks_for_acks(trace) else words.NO_ACKS_ASKED
    return plural(variables.failed, words.SOME_FAILED) if variables.failed else words.NOTHING_TO_CONFIRM


def _answer_output(trace: Trace, step: Step) -> str:
    if step.last.stage is Stage.ACK_LOST:
        return words.NO_ACK_LOST
    if step.result is None:
        return words.NO_ACK_YET
    if step.result.error is not Error.NONE:
        return words.ERROR.format(step.result.error.name)
    sequence = sequence_text(step.last.batch)
    if sequence == NOTHING:
        return words.ACK_SENT if trace.is_watched else words.ACK
    return (words.ACK_SENT_FOR if trace.is_watched else words.ACK_FOR).format(sequence)


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
