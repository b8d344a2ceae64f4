"""What happens at a stage, in one or two sentences: the line under the chart, and the transcript."""

from __future__ import annotations

from dataclasses import dataclass

from minikafka.engine.errors import Error
from minikafka.engine.producer_state import NUM_BATCHES_TO_RETAIN
from minikafka.engine.records import NO_PRODUCER_ID
from minikafka.engine.trace import Event, Stage, StepKind, Trace
from minikafka.lesson.views.operation_words import OPERATIONS, operation_sentence
from minikafka.lesson.views.process_table import asks_for_acks, why_refused
from minikafka.lesson.views.steps import Step, before, keeps_its_sequence, step_at
from minikafka.lesson.views.words import NOTHING, counted, delivery_text, place_text, sequence_text


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
    step = step_at(trace, position)
    place = f"Step {step.number}, stage {len(step.events)} of {step.stage_count}" if step.number else "Start"
    return Narration(place, _name(step), _Sentences(trace, step).sentence())


def _name(step: Step) -> str:
    """The stage's name, in words that fit a step that passes only one."""
    if step.kind is StepKind.FLUSH:
        return "Flush"
    return "New epoch" if step.kind is StepKind.BUMP_EPOCH else step.last.stage.value


class _Sentences:
    """The sentences for the last stage of one step."""

    def __init__(self, trace: Trace, step: Step) -> None:
        self._trace = trace
        self._step = step
        self._event: Event = step.last
        self._sequence = sequence_text(step.last.batch)
        self._is_numbered = self._sequence != NOTHING

    def sentence(self) -> str:
        step, stage = self._step, self._event.stage
        if step.kind is StepKind.FLUSH:
            return self._flush()
        if step.kind is StepKind.BUMP_EPOCH:
            return self._bump()
        if step.kind in OPERATIONS:
            return operation_sentence(self._trace, step)
        return {
            Stage.START_PRODUCER: self._start,
            Stage.SEND_MESSAGE: self._send,
            Stage.ASSIGN_SEQUENCE: self._assign,
            Stage.BROKER_RECEIVES: self._receive,
            Stage.CHECK_SEQUENCE: self._check,
            Stage.STORE: self._store,
            Stage.IGNORE: self._ignore,
            Stage.ERROR: self._error,
            Stage.PRODUCER_RECEIVES_ACK: self._ack,
            Stage.CONTINUE_SENDING: self._go_on,
            Stage.REQUEST_LOST: self._request_lost,
            Stage.REQUEST_DELAYED: self._request_delayed,
            Stage.ACK_LOST: self._ack_lost,
            Stage.WAITING: self._wait,
            Stage.GIVE_UP: self._give_up,
        }[stage]()

    @property
    def _message(self) -> str:
        return f"“{delivery_text(self._event.delivery)}”" if self._event.delivery else ""

    @property
    def _place(self) -> str:
        return place_text(self._event.delivery) if self._event.delivery else ""

    def _start(self) -> str:
        if self._trace.is_watched:
            return "The broker listens. Each batch that a client sends becomes a step here."
        epoch = self._event.variables.producer_epoch
        if epoch < 0:
            return "Idempotence is off: the producer has no producer id, and its batches get no sequence numbers."
        following = (self._event.variables.sequence_number or 0) + 1
        return f"The broker grants a producer id with epoch {epoch}. The first sequence number will be {following}."

    def _send(self) -> str:
        if self._step.kind is StepKind.RETRY:
            return f"No application asked for this: the producer itself sends {self._message} again."
        if any(event.delivery is self._event.delivery for event in before(self._trace, self._step)):
            return f"{self._message} has waited long enough: nothing sent before it is in the way any more."
        return f"The application hands {self._message} to the producer: a new record, whatever its bytes are."

    def _assign(self) -> str:
        if not self._is_numbered:
            return "Without idempotence the batch leaves without a number."
        if keeps_its_sequence(self._trace, self._step):
            return f"The batch keeps sequence {self._sequence}. That is what makes a retry recognisable."
        if self._step.kind is StepKind.RETRY:
            return f"In the new epoch the batch has sequence {self._sequence}."
        return f"The batch gets sequence {self._sequence}, and keeps it for every retry in this epoch."

    def _receive(self) -> str:
        if self._step.kind is StepKind.ARRIVE_AGAIN:
            return f"A client sends {self._message} again, under the same numbers: it has not seen an ack."
        if self._step.kind is StepKind.COPY:
            return f"A copy of {self._message} that was still under way reaches the broker."
        return f"The request with {self._message} reaches the broker, for partition {self._place}."

    def _check(self) -> str:
        batch = self._event.batch
        if not self._is_numbered or batch is None:
            return "There is no producer id, so there is nothing to compare: the broker cannot know a retry."
        return (
            f"Does the partition remember a batch of producer {batch.producer_id}, epoch {batch.producer_epoch}, "
            f"with sequence {self._sequence}? If not: does this one come next?"
        )

    def _store(self) -> str:
        result, batch = self._event.result, self._event.batch
        assert result, "what is stored was decided"
        assert batch, "what is stored was sent"
        where = f"{counted(batch.record_count, 'message')} stored at offset {result.base_offset}."
        if batch.producer_id == NO_PRODUCER_ID:
            return f"The broker appends the batch: {where}"
        return f"Sequence {self._sequence} is new to the partition: {where} It now remembers this batch."

    def _ignore(self) -> str:
        result, batch = self._event.result, self._event.batch
        assert result, "what is ignored was decided"
        assert batch, "what is ignored was sent"
        numbers = f"Sequence {self._sequence} of producer {batch.producer_id}"
        where = f"at offset {result.base_offset}"
        return f"{numbers} is stored already, {where}, so nothing is written. The ack will carry the original offset."

    def _error(self) -> str:
        return f"The broker refuses the batch: {why_refused(self._step)}. Nothing changes at the broker."

    def _ack(self) -> str:
        result = self._event.result
        assert result, "an answer has a result"
        if result.error is not Error.NONE:
            return f"The answer is an error, {result.error.name}. {self._after_the_error()}"
        if result.duplicate:
            return f"The ack says offset {result.base_offset}, that of the original: for the producer it is a success."
        return f"The ack says: stored at offset {result.base_offset}."

    def _after_the_error(self) -> str:
        decision, variables = self._step.decision, self._event.variables
        assert decision, "an error was decided"
        if variables.failed > decision.variables.failed:
            return "Sending the batch again would not help, so this send has failed."
        if self._is_followed_by_a_new_epoch and self._step.kind is not StepKind.COPY:
            return "Nothing before this batch is missing any more, so the producer begins a new epoch."
        if variables.in_flight:
            return "The producer keeps what has no ack yet, and will send it again."
        return "The producer is done with this batch, so nothing follows."

    @property
    def _is_followed_by_a_new_epoch(self) -> bool:
        following = [event for event in self._trace if event.step == self._step.number + 1]
        return bool(following) and following[0].kind is StepKind.BUMP_EPOCH

    def _go_on(self) -> str:
        variables = self._event.variables
        if variables.in_flight:
            return f"Without an ack so far: {counted(variables.in_flight, 'batch', 'batches')}."
        return "Every message sent so far is acknowledged." if variables.acknowledged else "The producer goes on."

    def _request_lost(self) -> str:
        return "The request is lost on its way: the broker never sees it, and nothing comes back."

    def _request_delayed(self) -> str:
        return "The request is held up in the network. The next one will overtake it."

    def _ack_lost(self) -> str:
        if self._event.result is None:
            return "No answer came. The request was lost, or its ack: nobody here can tell which."
        return "The broker has answered, but the answer is lost. The producer cannot tell this from a lost request."

    def _wait(self) -> str:
        waits = f"{self._message} waits: a batch sent before it has no ack yet, and has to be settled first."
        if self._event.variables.sequence_number is None:
            return waits
        return f"{waits} A broker remembers {NUM_BATCHES_TO_RETAIN} batches, and that one must still be among them."

    def _give_up(self) -> str:
        failure = self._event.delivery.failure if self._event.delivery else None
        return f"The producer gives {self._message} up: {failure}."

    def _flush(self) -> str:
        variables = self._event.variables
        if not asks_for_acks(self._trace):
            return "flush() has nothing to wait for: this producer asks for no acks."
        if variables.acknowledged:
            return "flush() waits until no batch is without an ack. There is none: all messages are confirmed."
        if variables.failed:
            return f"No batch is in flight any more, but {counted(variables.failed, 'batch', 'batches')} failed."
        return "flush() has nothing to wait for: no message was sent yet."

    def _bump(self) -> str:
        epoch = self._event.variables.producer_epoch
        numbers = "numbers from 0 what it sends to this partition now."
        if epoch == 0:
            return f"No epoch is left, so the producer takes a new producer id from the broker, and {numbers}"
        return f"The producer begins epoch {epoch} by itself, and {numbers}"
