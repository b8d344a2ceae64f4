"""The sentence that a finished step rests on: what the broker decided, and what the producer heard of it."""

from __future__ import annotations

from minikafka.engine.errors import Error
from minikafka.engine.trace import Event, Stage, Trace
from minikafka.lesson.views.narration import Narration, narrate
from minikafka.lesson.views.steps import Step, position_of
from minikafka.lesson.views.verdict import is_stored_again


def conclusion(trace: Trace, step: Step) -> Narration | None:
    """The decision of a step that is over, and what came back; ``None`` for a step in which no broker decided.

    A press comes to rest on this and not on the last stage: whether a message was stored, ignored or refused is what
    the press was for.
    """
    decision = step.decision
    if decision is None or not step.is_complete:
        return None
    told = narrate(trace, position_of(trace, step, decision))
    return Narration(told.place, told.stage, f"{_decided(told, decision)} {_heard(trace, step, decision)}".strip())


def _decided(told: Narration, decision: Event) -> str:
    """The sentence of the decision, less what it announces of an ack, which has come to something by now."""
    return told.sentence.removesuffix(" The ack will carry the original offset.") if decision.result else told.sentence


def _heard(trace: Trace, step: Step, decision: Event) -> str:
    result = decision.result
    assert result, "a decision has a result"
    if step.last.stage is Stage.ACK_LOST:
        return "The ack is lost: the producer cannot know."
    if step.last is decision:
        return ""
    if result.error is not Error.NONE:
        answer = narrate(trace, position_of(trace, step, step.last)).sentence
        return answer.replace("The answer is an error, ", "The producer gets ", 1)
    if result.duplicate:
        return "The ack carried that offset: for the producer it is a success."
    if is_stored_again(trace, step):
        return "The producer saw an ack, and no error."
    return "The ack is back at the producer."
