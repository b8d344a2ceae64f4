"""A run told in sentences: what happens at a stage, what a finished step rests on, and the transcript of all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from minikafka.engine.errors import Error
from minikafka.engine.producer_state import NUM_BATCHES_TO_RETAIN
from minikafka.engine.records import NO_PRODUCER_ID
from minikafka.engine.trace import Event, Stage, StepKind, Trace
from minikafka.lesson.views import view_words as words
from minikafka.lesson.views.run_tables import action_cell, why_refused
from minikafka.lesson.views.steps import (
    OPERATIONS,
    Step,
    asks_for_acks,
    before,
    is_stored_again,
    keeps_its_sequence,
    position_before,
    step_at,
    steps_at,
)
from minikafka.lesson.views.words import NOTHING, delivery_text, operation_sentence, place_text, plural, sequence_text


@dataclass(frozen=True, slots=True)
class Narration:
    """Where we are, the stage's name, and what happens there."""

    place: str
    stage: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.place} · {self.stage}. {self.sentence}"


def narrate(trace: Trace, position: int | None = None) -> Narration:
    """Tell the stage at ``position`` (an index into the trace, ``None`` is its end).

    Raises:
        IndexError: the trace has no such position.
    """
    return narrate_step(trace, step_at(trace, position))


def narrate_step(trace: Trace, step: Step) -> Narration:
    """Tell the last stage of a step, as far as it has come."""
    return Narration(_place(step), _name(step), Sentences(trace, step).sentence())


def _place(step: Step) -> str:
    if not step.number:
        return words.START
    return words.PLACE.format(number=step.number, stage=len(step.events), count=step.stage_count)


def _name(step: Step) -> str:
    """The stage's name, in words that fit a step that passes only one."""
    return words.NAMES.get(step.kind, step.last.stage.value)


class Sentences:
    """The sentences for the last stage of one step."""

    def __init__(self, trace: Trace, step: Step) -> None:
        self._trace = trace
        self._step = step
        self._event: Event = step.last
        self._sequence = sequence_text(step.last.batch)
        self._is_numbered = self._sequence != NOTHING

    def sentence(self) -> str:
        """What happens at the stage."""
        step, stage = self._step, self._event.stage
        if step.kind is StepKind.FLUSH:
            return self._flush()
        if step.kind is StepKind.BUMP_EPOCH:
            return self._bump()
        if step.kind in OPERATIONS:
            return operation_sentence(self._trace, step)
        return self._of_stage[stage](self)

    @property
    def _message(self) -> str:
        return words.QUOTED.format(delivery_text(self._event.delivery)) if self._event.delivery else ""

    def _start(self) -> str:
        if self._trace.is_watched:
            return words.LISTENS
        epoch = self._event.variables.producer_epoch
        if epoch < 0:
            return words.IDEMPOTENCE_OFF
        return words.GRANTED.format(epoch=epoch, sequence=(self._event.variables.sequence_number or 0) + 1)

    def _send(self) -> str:
        if self._step.kind is StepKind.RETRY:
            return words.SENT_AGAIN.format(message=self._message)
        return (words.WAITED if self._has_waited() else words.HANDED_OVER).format(message=self._message)

    def _has_waited(self) -> bool:
        """Whether the producer held this message back before; of a long run only where it held back any."""
        earlier = self._trace[position_before(self._trace, self._step)]
        if not earlier.variables.waiting:
            return False
        return any(event.delivery is self._event.delivery for event in reversed(before(self._trace, self._step)))

    def _assign(self) -> str:
        if not self._is_numbered:
            return words.NOT_NUMBERED
        told = words.GETS_SEQUENCE
        if self._step.kind is StepKind.RETRY:
            told = words.KEEPS_SEQUENCE if keeps_its_sequence(self._trace, self._step) else words.SEQUENCE_IN_EPOCH
        return told.format(sequence=self._sequence)

    def _receive(self) -> str:
        told = {StepKind.ARRIVE_AGAIN: words.ARRIVES_AGAIN, StepKind.COPY: words.COPY_ARRIVES}
        place = place_text(self._event.delivery) if self._event.delivery else ""
        return told.get(self._step.kind, words.ARRIVES).format(message=self._message, place=place)

    def _check(self) -> str:
        batch = self._event.batch
        if not self._is_numbered or batch is None:
            return words.NOTHING_TO_COMPARE
        return words.COMPARED.format(producer_id=batch.producer_id, epoch=batch.producer_epoch, sequence=self._sequence)

    def _store(self) -> str:
        result, batch = self._event.result, self._event.batch
        assert result, "what is stored was decided"
        assert batch, "what is stored was sent"
        stored = plural(batch.record_count, words.STORED, offset=result.base_offset)
        if batch.producer_id == NO_PRODUCER_ID:
            return words.APPENDED.format(stored=stored)
        return words.STORED_AS_NEW.format(sequence=self._sequence, stored=stored)

    def _ignore(self) -> str:
        return f"{self.ignored()} {words.ACK_WILL_CARRY}"

    def ignored(self) -> str:
        """Why a duplicate is not written, without what is announced of its ack."""
        result, batch = self._event.result, self._event.batch
        assert result, "what is ignored was decided"
        assert batch, "what is ignored was sent"
        return words.IGNORED.format(sequence=self._sequence, producer_id=batch.producer_id, offset=result.base_offset)

    def _error(self) -> str:
        return words.REFUSED.format(reason=why_refused(self._step))

    def _ack(self) -> str:
        result = self._event.result
        assert result, "an answer has a result"
        if result.error is not Error.NONE:
            return self.error_that_came(words.ANSWERED_ERROR)
        return (words.ACK_OF_ORIGINAL if result.duplicate else words.ACK_STORED).format(offset=result.base_offset)

    def error_that_came(self, told: str) -> str:
        """The error of an answer as it is ``told``, and what follows from it."""
        assert self._event.result, "an answer has a result"
        return f"{told.format(error=self._event.result.error.name)} {self._after_the_error()}"

    def _after_the_error(self) -> str:
        decision, variables = self._step.decision, self._event.variables
        assert decision, "an error was decided"
        if variables.failed > decision.variables.failed:
            return words.HAS_FAILED
        if self._is_followed_by_a_new_epoch and self._step.kind is not StepKind.COPY:
            return words.BEGINS_EPOCH
        return words.KEEPS_SENDING if variables.in_flight else words.NOTHING_FOLLOWS

    @property
    def _is_followed_by_a_new_epoch(self) -> bool:
        following = position_before(self._trace, self._step) + self._step.stage_count + 1
        return following < len(self._trace) and self._trace[following].kind is StepKind.BUMP_EPOCH

    def _hear_nothing(self) -> str:
        return words.NO_ANSWER if self._event.result is None else words.ACK_LOST

    def _go_on(self) -> str:
        variables = self._event.variables
        if variables.in_flight:
            return plural(variables.in_flight, words.WITHOUT_ACK)
        return words.ALL_ACKNOWLEDGED if variables.acknowledged else words.GOES_ON

    def _wait(self) -> str:
        waits = words.WAITS.format(message=self._message)
        if self._event.variables.sequence_number is None:
            return waits
        return words.WAITS_FOR_MEMORY.format(waits=waits, count=NUM_BATCHES_TO_RETAIN)

    def _give_up(self) -> str:
        failure = self._event.delivery.failure if self._event.delivery else None
        return words.GIVEN_UP.format(message=self._message, failure=failure)

    def _flush(self) -> str:
        variables = self._event.variables
        if not asks_for_acks(self._trace):
            return words.FLUSH_WITHOUT_ACKS
        if variables.acknowledged:
            return words.FLUSH_CONFIRMED
        return plural(variables.failed, words.FLUSH_FAILED) if variables.failed else words.FLUSH_EMPTY

    def _bump(self) -> str:
        epoch = self._event.variables.producer_epoch
        return words.NEW_EPOCH.format(epoch=epoch) if epoch else words.NEW_PRODUCER_ID

    _of_stage: ClassVar[Mapping[Stage, Callable[[Sentences], str]]] = {
        Stage.START_PRODUCER: _start,
        Stage.SEND_MESSAGE: _send,
        Stage.ASSIGN_SEQUENCE: _assign,
        Stage.BROKER_RECEIVES: _receive,
        Stage.CHECK_SEQUENCE: _check,
        Stage.STORE: _store,
        Stage.IGNORE: _ignore,
        Stage.ERROR: _error,
        Stage.PRODUCER_RECEIVES_ACK: _ack,
        Stage.CONTINUE_SENDING: _go_on,
        Stage.REQUEST_LOST: lambda _told: words.REQUEST_LOST,
        Stage.REQUEST_DELAYED: lambda _told: words.REQUEST_DELAYED,
        Stage.ACK_LOST: _hear_nothing,
        Stage.WAITING: _wait,
        Stage.GIVE_UP: _give_up,
    }


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


class Transcript(str):
    """Text that a notebook shows as it is."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def transcript(trace: Trace) -> Transcript:
    """Every stage of a run in order, one paragraph for each step."""
    lines: list[str] = []
    position = 0
    for step in steps_at(trace):
        lines.append(f"{words.STEP.format(step.number)}: {action_cell(trace, step)}" if step.number else words.START)
        for _ in step.events:
            told = narrate(trace, position)
            lines.append(f"  {told.stage}. {told.sentence}")
            position += 1
    return Transcript("\n".join(lines))
