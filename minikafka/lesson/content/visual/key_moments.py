"""The key moments: three insights, each with the step of a run that proves it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from minikafka.engine.producer import Producer
from minikafka.engine.trace import Event, Stage, StepKind, Trace
from minikafka.lesson.lab.lab import Lab
from minikafka.lesson.progress.progress import Kind, Progress


@dataclass(frozen=True, slots=True)
class Moment:
    """One insight; progress is kept under its name.

    ``proves`` knows its event in a run, with idempotence on or off as ``idempotent`` says.
    """

    name: str
    question: str
    insight: str
    idempotent: bool
    proves: Callable[[Trace, Event], bool]


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


class KeyMoments:
    """The insights beside a lab. Display it in a notebook to read them; ``show`` takes the lab to the proof of one.

    With a ``style``, as in ``"04-visual"``, each proof that is shown is a step in the learner's progress.
    """

    def __init__(self, lab: Lab, *, style: str | None = None) -> None:
        self.lab = lab
        self.style = style
        self.progress = Progress()
        self._own_run: tuple[Producer, int] | None = None
        self._panel: Any = None

    def __repr__(self) -> str:
        return f"KeyMoments({len(MOMENTS)} insights)"

    def _repr_mimebundle_(self, **_options: Any) -> dict[str, Any]:
        """The insights as widgets; in plain text, how many there are."""
        from minikafka.lesson.content.visual.key_moments_panel import KeyMomentsPanel
        from minikafka.lesson.widgets.still import mimebundle

        self._panel = self._panel or KeyMomentsPanel(self)
        return mimebundle(self._panel.widget, repr(self))

    @property
    def can_go_back(self) -> bool:
        """True when the learner's own run was put aside."""
        return self._own_run is not None

    def show(self, moment: Moment) -> None:
        """Take the lab to the stage that proves ``moment``, in the learner's run or in one made for it."""
        if self.style:
            self.progress.record(self.style, Kind.STEP, moment.name, correct=True)
        if self.lab.enable_idempotence is moment.idempotent:
            position = _find(moment, self.lab.producer)
            if position is not None:
                self.lab.go_to(position)
                return
        self._put_own_run_aside()
        producer = self._demonstrate(moment)
        self.lab.open(
            producer, _find(moment, producer), "A run made for this insight. Yours is kept: “Back to my run”."
        )

    def back_to_own_run(self) -> None:
        """Give the lab the run back that ``show`` put aside."""
        if self._own_run:
            producer, position = self._own_run
            self._own_run = None
            self.lab.open(producer, position, "This is your own run again.")

    def _put_own_run_aside(self) -> None:
        if self._own_run is None:
            self._own_run = (self.lab.producer, self.lab.position)

    def _demonstrate(self, moment: Moment) -> Producer:
        producer = self.lab.new_producer(enable_idempotence=moment.idempotent)
        producer.send(self.lab.topic, b"message1")
        producer.retry()
        producer.flush()
        return producer


def _find(moment: Moment, producer: Producer) -> int | None:
    trace = producer.trace
    return next((index for index, event in enumerate(trace) if moment.proves(trace, event)), None)
