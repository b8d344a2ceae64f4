"""A learner's check in the place of Kafka's own: a broker that asks it, and what became of a client's messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from minikafka.engine.errors import Error
from minikafka.engine.producer_state import BatchMetadata, ProducerState, state_after
from minikafka.engine.records import NO_PRODUCER_ID, NO_TIMESTAMP, Batch
from minikafka.engine.sequence_check import Branch, Generation, Rule, Verdict
from minikafka.engine.trace import Stage, StepKind
from minikafka.engine.watched_broker import WatchedBroker
from minikafka.lesson.content.project.arrival import DUPLICATE, Answer, LearnersCheck
from minikafka.lesson.content.project.asking import CheckFailed, ask
from minikafka.lesson.content.project.cases import question_of
from minikafka.lesson.views.words import counted, message_text

# The answer to a duplicate of something that is not remembered: success, at an offset that nobody knows.
_NO_ORIGINAL = BatchMetadata(last_sequence=-1, last_offset=-1, offset_delta=0, timestamp=NO_TIMESTAMP)


class OwnCheck:
    """Asks a learner's check, and does what it says.

    Where it gives no answer the batch is refused with UNKNOWN_SERVER_ERROR, as when Kafka's code fails. Then ``to_do``
    or ``failure`` says why.
    """

    def __init__(self, check: LearnersCheck) -> None:
        self._check = check
        self.to_do = False
        self.failure = ""

    def __call__(
        self, batch: Batch, state: ProducerState | None, log_end_offset: int, generation: Generation
    ) -> Verdict:
        try:
            answer = ask(self._check, question_of(batch, state, log_end_offset, generation))
        except NotImplementedError:
            self.to_do = True
            return Verdict(_rule(Error.UNKNOWN_SERVER_ERROR), state)
        except CheckFailed as failed:
            self.failure = str(failed)
            return Verdict(_rule(Error.UNKNOWN_SERVER_ERROR), state)
        return _verdict(answer, batch, state, log_end_offset)


class OwnBroker(WatchedBroker):
    """A ``WatchedBroker`` that decides about each batch by a learner's check."""

    def __init__(self, check: LearnersCheck) -> None:
        self._own = OwnCheck(check)
        super().__init__(decide=self._own)

    def told(self, topic: str, sent: Sequence[bytes]) -> str:
        """Whether the log of a topic's first partition holds what a client sent, in a sentence."""
        if self._own.to_do:
            return "To do: your check has no answer yet, so the broker refused what the client sent."
        if self._own.failure:
            return f"Not yet: your check {self._own.failure}."
        stored = [record.value for record in self.fetch(topic, 0, offset=0)]
        if stored == list(sent):
            messages = counted(len(sent), "message")
            return f"Correct: the log holds the {messages} that were sent, once and in order{self._sent_again()}."
        differences = "; ".join(_differences(sent, stored)) or "it holds the messages in another order"
        return f"Not yet: your check decided what is in the log, and {differences}."

    def _sent_again(self) -> str:
        again = sum(event.kind is StepKind.ARRIVE_AGAIN and event.stage is Stage.IGNORE for event in self.trace)
        return f", although {counted(again, 'batch', 'batches')} came twice" if again else ""


def _differences(sent: Sequence[bytes], stored: Sequence[bytes | None]) -> Iterator[str]:
    wanted, found = Counter[bytes | None](sent), Counter(stored)
    for message in dict.fromkeys((*sent, *stored)):
        if found[message] != wanted[message]:
            yield f"“{message_text(message)}” is there {_times(found[message])} and was sent {_times(wanted[message])}"


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")


def _verdict(answer: Answer, batch: Batch, state: ProducerState | None, log_end_offset: int) -> Verdict:
    rule = _rule(answer)
    if answer is DUPLICATE:
        original = state.find_duplicate(batch) if state else None
        return Verdict(rule, state, original or _NO_ORIGINAL)
    if rule.branch is Branch.REFUSED or batch.producer_id == NO_PRODUCER_ID:
        return Verdict(rule, state)
    return Verdict(rule, state_after(state, batch, log_end_offset))


def _rule(answer: Answer) -> Rule:
    error = answer if isinstance(answer, Error) else Error.NONE
    branch = Branch.REFUSED if error else Branch.DUPLICATE if answer is DUPLICATE else Branch.NEW
    return Rule("own", "a check of one's own says so", branch, error, lambda _: True)
