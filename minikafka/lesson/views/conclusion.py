"""The sentence that a finished step rests on: what the broker decided, and what the producer heard of it."""

from __future__ import annotations

from dataclasses import dataclass

from minikafka.engine.errors import Error
from minikafka.engine.trace import Event, Stage, Trace
from minikafka.lesson.views import view_words as words
from minikafka.lesson.views.narration import Sentences
from minikafka.lesson.views.steps import Step
from minikafka.lesson.views.verdict import is_stored_again


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What the broker decided, as it is told once its ack has come to something, and what the producer heard."""

    decided: str
    heard: str
    goes_on: bool  # from the sentence of the decision as it was told then

    def __str__(self) -> str:
        return f"{self.decided} {self.heard}".strip()


def conclusion(trace: Trace, step: Step) -> Conclusion | None:
    """The decision of a step that is over, and what came back; ``None`` for a step in which no broker decided.

    A press comes to rest on this and not on the last stage: whether a message was stored, ignored or refused is what
    the press was for.
    """
    decision = step.decision
    if decision is None or not step.is_complete:
        return None
    heard = _heard(trace, step, decision)
    if decision.stage is Stage.IGNORE:
        return Conclusion(Sentences(trace, step).ignored(), heard, goes_on=False)
    decided = Step(step.events[: step.events.index(decision) + 1], step.stage_count)
    return Conclusion(Sentences(trace, decided).sentence(), heard, goes_on=True)


def _heard(trace: Trace, step: Step, decision: Event) -> str:
    result = decision.result
    assert result, "a decision has a result"
    if step.last.stage is Stage.ACK_LOST:
        return words.HEARD_NOTHING
    if step.last is decision:
        return ""
    if result.error is not Error.NONE:
        return Sentences(trace, step).error_that_came(words.HEARD_ERROR)
    if result.duplicate:
        return words.HEARD_ORIGINAL
    return words.HEARD_NO_ERROR if is_stored_again(trace, step) else words.HEARD_ACK
