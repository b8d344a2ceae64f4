"""The lines of the process flow on which a message comes to a stage."""

from __future__ import annotations

from collections.abc import Mapping

from minikafka.engine.records import NO_SEQUENCE
from minikafka.engine.trace import Stage, StepKind, Trace
from minikafka.lesson.views.steps import Step

Edges = tuple[str, ...]

NUMBERED: Mapping[Stage, Edges] = {
    Stage.ASSIGN_SEQUENCE: ("assign",),
    Stage.BROKER_RECEIVES: ("request",),
    Stage.REQUEST_LOST: ("request",),
    Stage.REQUEST_DELAYED: ("request",),
    Stage.CHECK_SEQUENCE: ("check",),
    Stage.STORE: ("stem", "new"),
    Stage.IGNORE: ("stem", "duplicate"),
    Stage.ERROR: ("stem", "refused"),
}
BARE = {  # no number is assigned, and none is checked: the message goes round both
    Stage.ASSIGN_SEQUENCE: ("bare-assign",),
    Stage.BROKER_RECEIVES: ("bare-request",),
    Stage.REQUEST_LOST: ("bare-request",),
    Stage.REQUEST_DELAYED: ("bare-request",),
    Stage.CHECK_SEQUENCE: ("bare-check",),
    Stage.STORE: ("bare-store",),
}
ACKS = {Stage.STORE: "ack-store", Stage.IGNORE: "ack-ignore", Stage.ERROR: "ack-error"}
ALONE = frozenset({StepKind.FLUSH, StepKind.BUMP_EPOCH, StepKind.GIVE_UP})  # nothing moves


def edges_into(trace: Trace, step: Step) -> Edges:
    """The lines, in order, that lead to the last stage of a step; none where nothing moves."""
    stage = step.last.stage
    if step.kind in ALONE:
        return ()
    if stage in {Stage.SEND_MESSAGE, Stage.WAITING}:
        return ("start",) if step.number == 1 else ("loop",)
    if stage in {Stage.PRODUCER_RECEIVES_ACK, Stage.ACK_LOST}:
        return (ACKS[step.decision.stage],) if step.decision else ()
    if stage is Stage.CONTINUE_SENDING:
        return ("continue",)
    ways = NUMBERED if is_numbered(trace, step) else BARE
    return ways.get(stage, NUMBERED.get(stage, ()))


def is_numbered(trace: Trace, step: Step) -> bool:
    """Whether the batch of a step has a sequence; before it is known, whether the producer numbers its batches."""
    batch = step.last.batch
    return trace[0].variables.producer_epoch >= 0 if batch is None else batch.base_sequence != NO_SEQUENCE
