"""The process table: one row for each step, in the words of the lesson's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from minikafka.engine.errors import Error
from minikafka.engine.producer_state import ProducerState
from minikafka.engine.records import NO_PRODUCER_ID, Batch, decrement_sequence, increment_sequence
from minikafka.engine.trace import Stage, StepKind, Trace
from minikafka.lesson.views.operation_words import OPERATIONS, memory_text, operation_text
from minikafka.lesson.views.steps import Step, steps_at
from minikafka.lesson.views.table import table_of
from minikafka.lesson.views.words import NOTHING, UNKNOWN, counted, delivery_text, place_text, sequence_text

if TYPE_CHECKING:
    from minikafka.lesson.views.data_frame import Table

HALF_THE_SEQUENCES = 2**30  # what is fewer ahead comes later, the wrap included; what is more lies behind
COLUMNS = ("Step", "Action", "Sequence Number", "Broker Check", "Broker Action", "Producer Output")


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
    return table_of([row_of(trace, step) for step in steps_at(trace, position)[1:]], columns=COLUMNS)


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
        return "Flush producer"
    if step.kind in OPERATIONS:
        return operation_text(trace, step)
    if step.kind is StepKind.BUMP_EPOCH:
        epoch = step.last.variables.producer_epoch
        return f"Bump epoch to {epoch}" if epoch else "Take new producer id"
    delivery = step.last.delivery
    assert delivery is not None, "every other step is about a message"
    verb = {
        StepKind.SEND: "Send",
        StepKind.RETRY: "Retry send",
        StepKind.COPY: "Late copy of",
        StepKind.WAIT: "Hold back",
        StepKind.GIVE_UP: "Give up",
        StepKind.ARRIVE: "Client sends",
        StepKind.ARRIVE_AGAIN: "Client sends again",
    }[step.kind]
    home = next(event.delivery for event in trace if event.delivery)
    where = "" if place_text(delivery) == place_text(home) else f" to {place_text(delivery)}"
    return f"{verb} {delivery_text(delivery)}{where}"


def _sequence_cell(step: Step) -> str:
    if step.last.batch is None:
        return NOTHING if step.is_complete else UNKNOWN
    return sequence_text(step.last.batch)


def _check_cell(step: Step) -> str:
    batch = step.last.batch
    if batch is None or Stage.BROKER_RECEIVES not in step.stages:
        return NOTHING if step.is_complete else UNKNOWN
    if batch.producer_id == NO_PRODUCER_ID:
        return "None without producer id"
    if Stage.CHECK_SEQUENCE in step.stages:
        return f"Is seq {sequence_text(batch)} duplicate?"
    return NOTHING if step.result else UNKNOWN


def _broker_cell(step: Step) -> str:
    if step.result is None:
        never = {
            Stage.REQUEST_LOST: "Request lost",
            Stage.REQUEST_DELAYED: "Request delayed",
            Stage.ACK_LOST: "Not known",
        }
        return never.get(step.last.stage, NOTHING if step.is_complete else UNKNOWN)
    batch = step.last.batch
    assert batch is not None, "what was answered was sent"
    if step.result.duplicate:
        return "Yes - ignore duplicate"
    if step.result.error is not Error.NONE:
        return f"{'No - refuse' if Stage.CHECK_SEQUENCE in step.stages else 'Refuse'}, {why_refused(step)}"
    stored = "store message" if batch.record_count == 1 else f"store {counted(batch.record_count, 'message')}"
    return stored.capitalize() if batch.producer_id == NO_PRODUCER_ID else f"No - {stored}"


def why_refused(step: Step) -> str:
    """The reason in a few words, from the row of the check and from what the partition remembers."""
    decision, batch = step.decision, step.last.batch
    assert decision, "only a decision can refuse"
    assert decision.result, "a decision has a result"
    assert batch, "what was refused was sent"
    state = decision.variables.state
    match decision.result.rule:
        case "3" if state:
            return f"epoch {batch.producer_epoch} is older than {state.producer_epoch}"
        case "5":
            return f"epoch {batch.producer_epoch} must start at seq 0"
        case "6 since 4.5":
            return "a new partition starts at seq 0"
        case "10" if state:
            return _why_out_of_order(batch, state)
    return decision.result.error.name


def _why_out_of_order(batch: Batch, state: ProducerState) -> str:
    """Ahead of the last sequence there is a gap; behind it, the batch is too old or cut differently."""
    expected = increment_sequence(state.last_sequence, 1)
    if not state.batches or decrement_sequence(batch.base_sequence, expected) < HALF_THE_SEQUENCES:
        return f"seq {expected} expected"
    oldest = state.batches[0].first_sequence
    if decrement_sequence(batch.base_sequence, oldest) < HALF_THE_SEQUENCES:
        return "no batch with exactly this range"
    return f"older than the {counted(len(state.batches), 'batch', 'batches')} remembered"


def _output_cell(trace: Trace, step: Step) -> str:
    if not step.is_complete and step.last.stage is not Stage.PRODUCER_RECEIVES_ACK:
        return UNKNOWN
    match step.kind:
        case StepKind.FLUSH:
            return _flush_output(trace, step)
        case StepKind.WAIT:
            return "Waits for an earlier ack"
        case StepKind.BUMP_EPOCH:
            return "Sequences restart at 0"
        case StepKind.GIVE_UP:
            return _failure_output(step)
    return _answer_output(trace, step) if asks_for_acks(trace) else "No ack asked for"


def asks_for_acks(trace: Trace) -> bool:
    """False for a producer with ``acks=0``, which takes what it has sent for delivered."""
    return str(trace.setup.producer.get("acks")) != "0"


def _flush_output(trace: Trace, step: Step) -> str:
    variables = step.last.variables
    if variables.acknowledged:
        return "All messages confirmed" if asks_for_acks(trace) else "No acks asked for"
    if variables.failed:
        return f"{counted(variables.failed, 'batch', 'batches')} failed, no other waits"
    return "Nothing to confirm"


def _failure_output(step: Step) -> str:
    failure = step.last.delivery.failure if step.last.delivery else None
    return f"Send failed: {(failure or 'unknown').partition(';')[0]}"


def _answer_output(trace: Trace, step: Step) -> str:
    if step.last.stage is Stage.ACK_LOST:
        return "No ack (lost)"
    if step.result is None:
        return "No ack yet"
    if step.result.error is not Error.NONE:
        return f"Error {step.result.error.name}"
    ack = "Ack sent" if trace.is_watched else "Ack"
    sequence = sequence_text(step.last.batch)
    return ack if sequence == NOTHING else f"{ack} for seq {sequence}"
