"""A learner's check: what it is asked, what it may answer, and a broker that decides by it.

It sees no records: Kafka's check never looks at what a message says. Nothing that it does can stop a notebook.
"""

from __future__ import annotations

import enum
import linecache
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

from minikafka.engine import records
from minikafka.engine.errors import Error
from minikafka.engine.producer_state import BatchMetadata, ProducerState, state_after
from minikafka.engine.records import NO_PRODUCER_ID, NO_TIMESTAMP
from minikafka.engine.sequence_check import Arrival, Branch, Generation, Rule, Verdict
from minikafka.engine.trace import Stage, StepKind
from minikafka.engine.watched_broker import WatchedBroker
from minikafka.lesson.views.words import counted, message_text
from minikafka.search.uncollected import uncollected

MOST_STEPS = 10_000  # of the interpreter for one answer; a check of Kafka's whole table needs about a hundred
LONGEST = 80  # characters of what a learner's code said or returned
# The answer to a duplicate of something that is not remembered: success, at an offset that nobody knows.
_NO_ORIGINAL = BatchMetadata(last_sequence=-1, last_offset=-1, offset_delta=0, timestamp=NO_TIMESTAMP)


class Accepted(enum.Enum):
    """The two answers that are no errors."""

    STORE = enum.auto()
    DUPLICATE = enum.auto()

    def __repr__(self) -> str:
        return self.name


STORE, DUPLICATE = Accepted

Answer = Accepted | Error


@dataclass(frozen=True, slots=True)
class Batch:
    """What arrives: who sent it, and the sequences of its first and last record; all -1 without a producer id."""

    producer_id: int
    epoch: int
    first: int
    last: int

    @classmethod
    def of(cls, batch: records.Batch) -> Batch:
        """What a check may know of a batch."""
        return cls(batch.producer_id, batch.producer_epoch, batch.base_sequence, batch.last_sequence)


@dataclass(frozen=True, slots=True)
class State:
    """What the partition remembers of the producer: its epoch, and first and last of five batches, the newest last."""

    epoch: int
    batches: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, state: ProducerState | None) -> State | None:
        """What a check may know of a state; ``None`` means that the producer is unknown here."""
        if state is None:
            return None
        return cls(state.producer_epoch, tuple((kept.first_sequence, kept.last_sequence) for kept in state.batches))


@dataclass(frozen=True, slots=True)
class Question:
    """The three arguments of a check.

    ``must_start_at_zero`` is true on a partition whose log never held a record, since Kafka 4.5.
    """

    batch: Batch
    state: State | None
    must_start_at_zero: bool

    @classmethod
    def of(
        cls, batch: records.Batch, state: ProducerState | None, log_end_offset: int, generation: Generation
    ) -> Question:
        """The arguments of a learner's check for those of the engine's."""
        must_start_at_zero = Arrival(batch, state, log_end_offset, generation).must_start_at_zero
        return cls(Batch.of(batch), State.of(state), must_start_at_zero)


# What the learner writes. It is asked with the three arguments, and what comes back may be anything.
LearnersCheck = Callable[[Batch, State | None, bool], object]


def answer_of(verdict: Verdict) -> Answer:
    """What Kafka answers, in the words of the project."""
    accepted = {Branch.NEW: STORE, Branch.DUPLICATE: DUPLICATE}
    return accepted.get(verdict.rule.branch, verdict.rule.error)


# Asking it


_ANSWERS: tuple[Answer, ...] = (STORE, DUPLICATE, Error.OUT_OF_ORDER_SEQUENCE_NUMBER, Error.INVALID_PRODUCER_EPOCH)
_CHOICE = "return STORE, DUPLICATE, Error.OUT_OF_ORDER_SEQUENCE_NUMBER or Error.INVALID_PRODUCER_EPOCH"


class CheckFailed(Exception):
    """The check gave no answer; the message is a clause about it, for the learner."""


class _TooManySteps(BaseException):
    """Derives from ``BaseException``, so that a learner's ``except Exception`` does not catch it."""


def ask(check: LearnersCheck, question: Question) -> Answer:
    """The answer of a learner's check.

    Raises:
        NotImplementedError: this is still to do.
        CheckFailed: an exception, an endless loop, or something that is no answer.
    """
    try:
        with _step_limit():
            answer = check(question.batch, question.state, question.must_start_at_zero)
    except NotImplementedError:
        raise
    except (Exception, _TooManySteps) as problem:
        raise CheckFailed(_told(check, problem)) from problem
    known = next((known for known in _ANSWERS if known is answer), None)
    if known is None:
        raise CheckFailed(_no_answer(answer))
    return known


@contextmanager
def _step_limit() -> Iterator[None]:
    """Count the steps of this thread, and stop a loop that has no end.

    Lines alone would not do: Python 3.11 sees no new line in ``while True: pass``. Python's garbage collector waits:
    what it does with things of others are no steps of a learner.
    """
    steps = 0

    def count(frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal steps
        frame.f_trace_opcodes = True
        steps += event in {"line", "opcode"}
        if steps > MOST_STEPS:
            raise _TooManySteps(f"no answer after {MOST_STEPS:,} steps, as in a loop without an end")
        return count

    before = sys.gettrace()
    with uncollected():
        sys.settrace(count)
        try:
            yield
        finally:
            sys.settrace(before)


def _told(check: LearnersCheck, problem: BaseException) -> str:
    place = _place(check, problem)
    if isinstance(problem, _TooManySteps):
        return f"was stopped{place}: {problem}"
    if not place:
        return f"cannot be called as check(batch, state, must_start_at_zero): {short(problem)}"
    return f"failed{place}: {type(problem).__name__}: {short(problem)}"


def _place(check: LearnersCheck, problem: BaseException) -> str:
    """The last line of the learner's own code that ran, as it stands in the cell."""
    file = getattr(getattr(check, "__code__", None), "co_filename", None)
    lines = [number for frame, number in traceback.walk_tb(problem.__traceback__) if frame.f_code.co_filename == file]
    if not lines:
        return ""
    source = linecache.getline(str(file), lines[-1]).strip()
    return f" in line {lines[-1]}" + (f", `{source}`" if source else "")


def _no_answer(answer: object) -> str:
    if answer is None:
        return f"returned nothing: a way through it ends without return; {_CHOICE}"
    if answer is Error.NONE:
        return f"returned Error.NONE, which leaves open whether the batch is stored; {_CHOICE}"
    if isinstance(answer, Error):
        return f"returned {answer.name}, which no broker's sequence check answers; {_CHOICE}"
    return f"returned {short(repr(answer))}, which is no answer; {_CHOICE}"


def short(said: object) -> str:
    """What a learner's code said, cut to ``LONGEST`` characters."""
    text = str(said)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


# A broker that asks it


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
        self, batch: records.Batch, state: ProducerState | None, log_end_offset: int, generation: Generation
    ) -> Verdict:
        try:
            answer = ask(self._check, Question.of(batch, state, log_end_offset, generation))
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


def _verdict(answer: Answer, batch: records.Batch, state: ProducerState | None, log_end_offset: int) -> Verdict:
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
