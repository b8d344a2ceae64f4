"""The proof of the quiz: a run shows that the marked option is true, and that the other three are false.

What is true is looked up here without the questions' own claims: in the broker's log, its answers, the deliveries.
The options stand in the order of the lesson's page, which calls them A to D.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from minikafka import Broker, Error, Producer, Trace
from minikafka.engine.producer_batch import Status
from minikafka.engine.records import Batch
from minikafka.engine.results import ProduceResult
from minikafka.engine.trace import Stage, StepKind
from minikafka.lesson.content.visual import questions
from minikafka.lesson.content.visual.questions import QUESTIONS, Evidence
from minikafka.lesson.widgets.question import Question

every_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
BROKER_ACTION, FIRST_ACK, WITHOUT_IDEMPOTENCE = QUESTIONS


# Which option is true


@dataclass(frozen=True, slots=True)
class Retry:
    """What can be seen of the run up to step 2: of the message, sent without an ack and sent again by its producer."""

    acknowledged_after_send: bool
    copies: int
    error: Error
    sequences: tuple[int, int]

    @classmethod
    def run(cls, *, idempotent: bool) -> Retry:
        broker = Broker()
        producer = Producer(broker, enable_idempotence=idempotent)
        producer.network.lose_ack()
        delivery = producer.send("topic", b"message1")
        acknowledged, first_sequence = delivery.status is Status.ACKNOWLEDGED, delivery.base_sequence
        producer.retry(delivery)
        answers = [Error[name] for action in producer.trace.actions for name, _, _ in action.answers]
        assert len(answers) == 2
        return cls(
            acknowledged_after_send=acknowledged,
            copies=[record.value for record in broker.fetch("topic", 0, offset=0)].count(b"message1"),
            error=answers[1],
            sequences=(first_sequence, delivery.base_sequence),
        )


def test_at_step_2_the_broker_ignores_the_duplicate() -> None:
    seen = Retry.run(idempotent=True)
    ignored = seen.copies == 1 and seen.error is Error.NONE
    stored_again = seen.copies == 2
    error_sent = seen.error is not Error.NONE
    sequence_increased = seen.sequences[1] > seen.sequences[0]
    assert [ignored, stored_again, error_sent, sequence_increased] == proven(BROKER_ACTION)


def test_the_first_ack_comes_at_step_2() -> None:
    seen = Retry.run(idempotent=True)
    step = 1 if seen.acknowledged_after_send else 2 if seen.error is Error.NONE else None
    assert [step == 3, step == 2, step == 1, step is None] == proven(FIRST_ACK)


def test_without_idempotence_there_are_two_copies() -> None:
    seen = Retry.run(idempotent=False)
    numbered = any(sequence >= 0 for sequence in seen.sequences)
    rejected = seen.error is not Error.NONE
    assert [seen.copies == 1, seen.copies == 2, rejected, numbered] == proven(WITHOUT_IDEMPOTENCE)


def proven(question: Question[Evidence]) -> list[bool]:
    """For each option, whether it is the marked one."""
    return [index == question.answer() for index in range(len(question.options))]


def test_asked_of_the_page_s_run_the_answers_are_the_page_s() -> None:
    numbered, unnumbered = page_run(idempotent=True), page_run(idempotent=False)
    asked = [asked_of(question, numbered=numbered, unnumbered=unnumbered) for question in QUESTIONS]
    assert ["ABCD"[question.answer()] for question in asked] == ["A", "C", "B"]


def page_run(*, idempotent: bool) -> Trace:
    producer = Producer(Broker(), enable_idempotence=idempotent, first_sequence=1)
    producer.send("topic", b"message1")
    producer.retry()
    producer.flush()
    return producer.trace


@every_question
def test_exactly_one_claim_holds_in_the_real_run(question: Question[Evidence]) -> None:
    real = questions.evidence()
    assert [option.holds(real) for option in question.options].count(True) == 1


def test_the_run_that_is_asked_loses_an_ack_and_the_producer_retries_by_itself() -> None:
    numbered, unnumbered = questions.evidence().numbered, questions.evidence().unnumbered
    for run in (numbered, unnumbered):
        assert [action.verb for action in run.actions] == ["send", "flush"]
        assert run[run.end_of_step(1)].stage is Stage.ACK_LOST
        assert [run[run.end_of_step(step)].kind for step in (1, 2, 3)] == [
            StepKind.SEND,
            StepKind.RETRY,
            StepKind.FLUSH,
        ]
    assert numbered.setup.producer["enable_idempotence"] is True
    assert unnumbered.setup.producer["enable_idempotence"] is False


# A broker that is wrong is noticed


class Wrong(Broker):
    """A broker that does something else with the second batch."""

    def __init__(self, *, stores: bool, answers: Error) -> None:
        super().__init__()
        self._stores = stores
        self._answers = answers
        self._count = 0

    def produce(self, topic: str, partition: int, batch: Batch, acks: int = -1) -> ProduceResult:
        self._count += 1
        if self._count == 1:
            return super().produce(topic, partition, batch, acks)
        if self._stores:
            self.partition(topic, partition).log.append(batch)
        return ProduceResult(error=self._answers, base_offset=0 if self._answers is Error.NONE else -1)


def wrong_run(broker: Broker, *, idempotent: bool = True) -> Trace:
    producer = Producer(broker, enable_idempotence=idempotent, first_sequence=1)
    producer.send("topic", b"message1")
    producer.retry()
    return producer.trace


@pytest.mark.parametrize(
    ("broker", "holding"),
    [
        (Wrong(stores=False, answers=Error.NONE), []),  # forgets the message and calls it new
        (Wrong(stores=True, answers=Error.INVALID_RECORD), [1, 2]),  # stores it and calls it an error
    ],
)
def test_a_broker_that_contradicts_itself_settles_no_answer(broker: Broker, holding: list[int]) -> None:
    with pytest.raises(LookupError, match=rf"^question 'broker-action': options \{holding} hold, exactly one must$"):
        asked_of(BROKER_ACTION, numbered=wrong_run(broker)).answer()


@pytest.mark.parametrize(
    ("broker", "letter"),
    [
        (Wrong(stores=True, answers=Error.NONE), "B"),
        (Wrong(stores=False, answers=Error.INVALID_RECORD), "C"),
    ],
)
def test_a_broker_that_does_otherwise_changes_the_answer(broker: Broker, letter: str) -> None:
    assert "ABCD"[asked_of(BROKER_ACTION, numbered=wrong_run(broker)).answer()] == letter


def test_a_first_ack_at_no_step_of_the_page_settles_no_answer() -> None:
    producer = Producer(Broker(), first_sequence=1)
    for _ in range(3):
        producer.network.lose_ack()
    producer.send("topic", b"message1")
    for _ in range(3):
        producer.retry()
    with pytest.raises(LookupError, match=r"'first-ack': options \[\] hold"):
        asked_of(FIRST_ACK, numbered=producer.trace).answer()


@pytest.mark.parametrize(("lost", "letter"), [(1, "B"), (2, "D")])
def test_an_ack_that_is_lost_changes_the_answer(lost: int, letter: str) -> None:
    producer = Producer(Broker(), first_sequence=1)
    for _ in range(lost):
        producer.network.lose_ack()
    producer.send("topic", b"message1")
    producer.retry()
    assert "ABCD"[asked_of(FIRST_ACK, numbered=producer.trace).answer()] == letter


@pytest.mark.parametrize(
    ("broker", "holding"),
    [
        (Wrong(stores=True, answers=Error.INVALID_RECORD), [1, 2]),
        (Wrong(stores=False, answers=Error.INVALID_RECORD), [0, 2]),
    ],
)
def test_a_broker_that_refuses_what_has_no_number_settles_no_answer(broker: Broker, holding: list[int]) -> None:
    with pytest.raises(LookupError, match=rf"'without-idempotence': options \{holding} hold"):
        asked_of(WITHOUT_IDEMPOTENCE, unnumbered=wrong_run(broker, idempotent=False)).answer()


def test_a_trace_that_was_tampered_with_settles_no_answer() -> None:
    forged = Trace(questions.evidence().numbered.setup)
    forged.stored.extend(questions.evidence().numbered.stored)
    for event in questions.evidence().numbered:
        forged.record(replace(event, result=event.result and replace(event.result, duplicate=False)))
    assert any(event.stage is Stage.IGNORE for event in forged)
    with pytest.raises(LookupError, match="exactly one must"):
        asked_of(BROKER_ACTION, numbered=forged).answer()


def asked_of(question: Question[Evidence], **runs: Trace) -> Question[Evidence]:
    """The question, asked of other runs."""
    return replace(question, evidence=lambda: replace(questions.evidence(), **runs))


# What a learner reads


def test_names_are_different() -> None:
    assert len({question.name for question in QUESTIONS}) == 3


@every_question
def test_the_answer_moves_with_its_option(question: Question[Evidence]) -> None:
    turned = replace(question, options=question.options[::-1])
    assert turned.answer() == 3 - question.answer()
