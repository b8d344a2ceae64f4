"""What the lesson's page asks: the three questions of its quiz, and its key moments, each proved by a step of a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from minikafka.engine.broker import Broker
from minikafka.engine.errors import Error
from minikafka.engine.producer import Producer
from minikafka.engine.results import ProduceResult
from minikafka.engine.trace import Event, Stage, StepKind, Trace
from minikafka.lesson.widgets import key_moments, question_cards
from minikafka.lesson.widgets.key_moments import Moment
from minikafka.lesson.widgets.panel import Lab
from minikafka.lesson.widgets.question import Option, Question

MESSAGE = b"message1"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The run of Visual, and the same run without idempotence."""

    numbered: Trace
    unnumbered: Trace

    def result(self, step: int) -> ProduceResult:
        """What the broker answered in a step of the run."""
        result = self.at(step).result
        assert result, "a step that reached the broker has an answer"
        return result

    def at(self, step: int) -> Event:
        """The end of a step of the run."""
        return self.numbered[self.numbered.end_of_step(step)]

    def copies(self, trace: Trace, step: int) -> int:
        """How many copies of the message are stored after a step."""
        stored = trace.stored_at(trace.end_of_step(step))
        return sum(record.value == MESSAGE for _, _, record in stored)

    @property
    def first_acked_step(self) -> int | None:
        """The step in which the first message was acknowledged."""
        acks = (event for event in self.numbered if event.stage is Stage.PRODUCER_RECEIVES_ACK)
        return next((event.step for event in acks if event.result and event.result.error is Error.NONE), None)

    @property
    def unnumbered_retry(self) -> ProduceResult:
        """What the broker answered to the retry without idempotence."""
        results = [event.result for event in self.unnumbered if event.kind is StepKind.RETRY]
        assert results[-1], "the retry was answered"
        return results[-1]


@cache
def evidence() -> Evidence:
    """Run what the questions ask about: send, a lost ack, flush, which retries; with idempotence and without."""
    return Evidence(_run(enable_idempotence=True), _run(enable_idempotence=False))


def _run(*, enable_idempotence: bool) -> Trace:
    producer = Producer(Broker(), enable_idempotence=enable_idempotence)
    producer.network.lose_ack()
    producer.send("topic", MESSAGE)
    producer.flush()
    return producer.trace


QUESTIONS = (
    Question(
        "broker-action",
        evidence,
        "Look at the process table: what does the broker do at step 2?",
        "Read the column “Broker Action” in the row of step 2.",
        (
            Option(
                "It ignores the duplicate.",
                "It remembers a batch of this producer with the same first and last sequence, so it writes nothing.",
                lambda runs: runs.result(2).duplicate and runs.copies(runs.numbered, 2) == 1,
            ),
            Option(
                "It stores the message again.",
                "The log still ends where it ended after step 1: one message, one offset.",
                lambda runs: runs.copies(runs.numbered, 2) > 1,
            ),
            Option(
                "It sends an error to the producer.",
                "A recognised duplicate is a success: the answer carries no error, and the original offset.",
                lambda runs: runs.result(2).error is not Error.NONE,
            ),
            Option(
                "It increases the sequence number.",
                "A broker never assigns sequence numbers. The producer does, and a retry keeps the one it has.",
                lambda runs: runs.at(2).variables.sequence_number != runs.at(1).variables.sequence_number,
            ),
        ),
    ),
    Question(
        "first-ack",
        evidence,
        "At which step does the producer receive the ack for the first message?",
        "Find the first row whose “Producer Output” is an ack.",
        (
            Option(
                "Step 3",
                "Step 3 is the end of the flush. The ack that it waited for has come the step before.",
                lambda runs: runs.first_acked_step == 3,
            ),
            Option(
                "Step 2",
                "The ack of step 1 was lost. The retry brings one, for the batch that has been stored since step 1.",
                lambda runs: runs.first_acked_step == 2,
            ),
            Option(
                "Step 1",
                "The broker stores the batch and answers in this step, but its answer never arrives.",
                lambda runs: runs.first_acked_step == 1,
            ),
            Option(
                "It receives none.",
                "One ack is lost, not both. The table shows which row has one.",
                lambda runs: runs.first_acked_step is None,
            ),
        ),
    ),
    Question(
        "without-idempotence",
        evidence,
        "Take the same run with idempotence off. What would be stored at the broker after step 2?",
        "Without a producer id there is nothing by which the broker could know a retry. Try it: switch idempotence off "
        "in the panel, tick “lose the next ack”, press Send, then Flush.",
        (
            Option(
                "Still one copy of the message",
                "One copy needs a broker that recognises the retry, and it has no number to recognise it by.",
                lambda runs: runs.copies(runs.unnumbered, 2) == 1,
            ),
            Option(
                "Two copies of the message",
                "The retry looks like any other batch, so it is stored as one: the same message at offsets 0 and 1.",
                lambda runs: runs.copies(runs.unnumbered, 2) == 2,
            ),
            Option(
                "One copy: the broker would reject the second one.",
                "To reject it the broker would have to recognise it. It accepts it, without an error.",
                lambda runs: runs.unnumbered_retry.error is not Error.NONE,
            ),
            Option(
                "One copy: the sequence number would be reset.",
                "Without idempotence batches have no sequence number at all, so there is none to reset.",
                lambda runs: any(event.variables.sequence_number is not None for event in runs.unnumbered),
            ),
        ),
    ),
)


class Quiz(question_cards.Quiz):
    """Some questions, by default those of the page. Display it in a notebook to answer them.

    ``attempts`` counts the checks. With a ``style``, as in ``"04-visual"``, each is kept in the learner's progress.
    """

    def __init__(self, questions: Sequence[Question[Any]] = QUESTIONS, *, style: str | None = None) -> None:
        super().__init__(questions, style=style)


# Key moments


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


class KeyMoments(key_moments.KeyMoments):
    """The insights beside a lab. Display it in a notebook to read them; ``show`` takes the lab to the proof of one.

    With a ``style``, as in ``"04-visual"``, each proof that is shown is a step in the learner's progress.
    """

    def __init__(self, lab: Lab, *, style: str | None = None) -> None:
        super().__init__(lab, MOMENTS, style=style)
