"""The key moments of the page: three insights, each with the step of a run that proves it."""

from __future__ import annotations

from minikafka.engine.trace import Event, Stage, StepKind, Trace
from minikafka.lesson.widgets.key_moments import Moment
from minikafka.lesson.widgets.key_moments_panel import ShownKeyMoments
from minikafka.lesson.widgets.shown_lab import Lab


def _is_stored_again(trace: Trace, event: Event) -> bool:
    """True of a retry whose batch was stored before."""
    if event.kind is not StepKind.RETRY or event.stage is not Stage.STORE:
        return False
    earlier = (other for other in trace if other.step < event.step)
    return any(other.stage is Stage.STORE and other.batch is event.batch for other in earlier)


MOMENTS = (
    Moment(
        "not-stored-again",
        "Why does the broker not store the retry?",
        "The partition remembers the last five batches of each producer by their first and last sequence. "
        "The retry carries the same numbers, so the broker knows it. What the message says is never compared.",
        True,
        lambda _trace, event: event.kind is StepKind.RETRY and event.stage is Stage.IGNORE,
    ),
    Moment(
        "acknowledged-again",
        "Is the retry acknowledged?",
        "Yes, and with the offset of the original. For the producer a recognised duplicate is a success: "
        "it cannot tell whether this ack answers its first attempt or its second.",
        True,
        lambda _trace, event: (
            event.kind is StepKind.RETRY
            and event.stage is Stage.PRODUCER_RECEIVES_ACK
            and event.result is not None
            and event.result.duplicate
        ),
    ),
    Moment(
        "without-idempotence",
        "And if idempotence is off?",
        "Then the batch has no producer id and no sequence. The broker has nothing to compare, "
        "takes the retry for a new batch, and stores the message a second time.",
        False,
        _is_stored_again,
    ),
)


class KeyMoments(ShownKeyMoments):
    """The insights beside a lab. Display it in a notebook to read them; ``show`` takes the lab to the proof of one.

    With a ``style``, as in ``"04-visual"``, each proof that is shown is a step in the learner's progress.
    """

    def __init__(self, lab: Lab, *, style: str | None = None) -> None:
        super().__init__(lab, MOMENTS, style=style)
