"""A learner's check where a partition expects Kafka's own."""

from __future__ import annotations

from minikafka.engine.errors import Error
from minikafka.engine.producer_state import BatchMetadata, ProducerState, state_after
from minikafka.engine.records import NO_PRODUCER_ID, NO_TIMESTAMP, Batch
from minikafka.engine.sequence_check import Branch, Generation, Rule, Verdict
from minikafka.lesson.content.project.arrival import DUPLICATE, Answer, LearnersCheck
from minikafka.lesson.content.project.asking import CheckFailed, ask
from minikafka.lesson.content.project.cases import question_of

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
