"""What a step came to, in one word that a colour and a sign can show."""

from __future__ import annotations

from typing import Literal

from minikafka.engine.errors import Error
from minikafka.engine.trace import Stage, StepKind, Trace
from minikafka.lesson.views.operations import OPERATIONS, batches_before, batches_of
from minikafka.lesson.views.process_table import asks_for_acks
from minikafka.lesson.views.steps import Step, before

Verdict = Literal["", "good", "harm", "refused", "lost"]
CellTone = Literal["", "good", "harm", "refused", "lost", "ack"]

ALONE = frozenset({StepKind.FLUSH, StepKind.GIVE_UP})  # no broker is asked
LOSSES = frozenset({Stage.REQUEST_LOST, Stage.ACK_LOST})


def verdict(trace: Trace, step: Step) -> Verdict:
    """``good``: a duplicate was ignored, or all is confirmed; ``harm``: a message is stored once more.

    ``refused``: the broker refused the batch, or has forgotten some; ``lost``: a request or an ack never arrived. A
    message stored for the first time is no news, and has no verdict.
    """
    if step.kind in OPERATIONS:
        return _verdict_of_operation(trace, step)
    if step.kind in ALONE:
        return _verdict_of_producer(step)
    if step.decision is None:
        return "lost" if step.last.stage in LOSSES else ""
    return _verdict_of_decision(trace, step, step.decision.stage)


def cell_tones(trace: Trace, step: Step) -> tuple[CellTone, CellTone]:
    """How the cells of the broker's action and of the producer's output look."""
    return _tone_of_broker(trace, step), _tone_of_output(trace, step)


def _tone_of_broker(trace: Trace, step: Step) -> Verdict:
    """The verdict, unless it is that of the producer, or of an ack that the broker knows nothing of."""
    told = verdict(trace, step)
    if step.kind in ALONE or (told == "lost" and step.last.stage is Stage.ACK_LOST):
        return ""
    return told


def _tone_of_output(trace: Trace, step: Step) -> CellTone:
    """An ack is good news without a sign; a loss is seen by the producer as an ack that does not come."""
    if step.kind in ALONE:
        return "refused" if step.kind is StepKind.GIVE_UP else "ack" if step.last.variables.acknowledged else ""
    if step.last.stage is Stage.ACK_LOST:
        return "lost"
    is_known = step.is_complete or step.last.stage is Stage.PRODUCER_RECEIVES_ACK
    if step.result is None or not is_known or not asks_for_acks(trace):
        return ""
    return "ack" if step.result.error is Error.NONE else "refused"


def is_stored_again(trace: Trace, step: Step) -> bool:
    """True of a step that stored a message which an earlier step had stored already."""
    if step.decision is None or step.decision.stage is not Stage.STORE or step.kind is StepKind.SEND:
        return False
    delivery = step.decision.delivery
    return any(event.stage is Stage.STORE and event.delivery is delivery for event in reversed(before(trace, step)))


def _verdict_of_operation(trace: Trace, step: Step) -> Verdict:
    if not step.is_complete:
        return ""
    return "refused" if len(batches_of(step.last.variables.state)) < batches_before(trace, step) else ""


def _verdict_of_producer(step: Step) -> Verdict:
    if step.kind is StepKind.GIVE_UP:
        return "refused"
    return "good" if step.last.variables.acknowledged else ""


def _verdict_of_decision(trace: Trace, step: Step, decision: Stage) -> Verdict:
    if decision is Stage.IGNORE:
        return "good"
    if decision is Stage.ERROR:
        return "refused"
    if is_stored_again(trace, step):
        return "harm"
    return "lost" if step.last.stage is Stage.ACK_LOST else ""
