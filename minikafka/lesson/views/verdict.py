"""What a step came to, in one word that a colour and a sign can show."""

from __future__ import annotations

from typing import Literal

from minikafka.engine.trace import Stage, StepKind, Trace
from minikafka.lesson.views.operation_words import OPERATIONS, batches_before, batches_of
from minikafka.lesson.views.steps import Step, before

Verdict = Literal["", "good", "harm", "refused", "lost"]

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
