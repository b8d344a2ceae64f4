"""A learner's check where a partition expects Kafka's: what it says is done, and what it breaks can be seen."""

from __future__ import annotations

import pytest

from minikafka import Broker, Error, Record, RecordBatch
from minikafka.engine.results import ProduceResult
from minikafka.lesson.content.project import DUPLICATE, STORE, Batch, State
from minikafka.lesson.content.project.learners_check import Answer, LearnersCheck, OwnCheck
from tests.lesson.content.project import checks


def batch(first: int, count: int = 1, producer_id: int = 1000) -> RecordBatch:
    numbers = (producer_id, 0, first) if producer_id >= 0 else (-1, -1, -1)
    return RecordBatch(
        records=(Record(value=b"message1", timestamp=7),) * count,
        producer_id=numbers[0],
        producer_epoch=numbers[1],
        base_sequence=numbers[2],
    )


def answering(answer: object) -> LearnersCheck:
    return lambda _batch, _state, _must_start_at_zero: answer


def after(check: LearnersCheck, *batches: RecordBatch) -> tuple[Broker, ProduceResult]:
    """A broker that asks ``check``, and its answer to the last of some batches."""
    broker = Broker(decide=OwnCheck(check))
    *_, result = (broker.produce("topic", 0, sent) for sent in batches)
    return broker, result


def test_a_retry_is_answered_with_the_offset_of_the_original() -> None:
    broker, result = after(checks.solution, batch(0, 2), batch(2), batch(0, 2))
    assert (result.error, result.base_offset, result.duplicate) == (Error.NONE, 0, True)
    assert broker.log_end_offset("topic", 0) == 3


def test_a_second_store_is_a_second_copy() -> None:
    broker, result = after(answering(STORE), batch(0), batch(0))
    assert (result.error, result.base_offset, result.duplicate) == (Error.NONE, 1, False)
    assert [record.sequence for record in broker.fetch("topic", 0, 0)] == [0, 0]


def test_a_duplicate_of_nothing_is_a_success_that_stores_nothing() -> None:
    """What a client loses by such a check: it is told that all is well."""
    broker, result = after(answering(DUPLICATE), batch(0))
    assert (result.error, result.base_offset, result.duplicate) == (Error.NONE, -1, True)
    assert broker.log_end_offset("topic", 0) == 0
    assert broker.producer_state("topic", 0, 1000) is None


@pytest.mark.parametrize("error", [Error.OUT_OF_ORDER_SEQUENCE_NUMBER, Error.INVALID_PRODUCER_EPOCH])
def test_an_error_refuses_and_changes_nothing(error: Answer) -> None:
    broker, result = after(answering(error), batch(0))
    assert (result.error, result.base_offset) == (error, -1)
    assert broker.log_end_offset("topic", 0) == 0
    assert broker.producer_state("topic", 0, 1000) is None


def test_nobody_is_remembered_without_a_producer_id() -> None:
    broker, _ = after(answering(STORE), batch(-1, producer_id=-1))
    assert broker.log_end_offset("topic", 0) == 1
    assert broker.describe_producers("topic", 0) == ()


@pytest.mark.parametrize("check", [checks.stub, answering("STORE"), checks.compares_content])
def test_without_an_answer_the_batch_is_refused(check: LearnersCheck) -> None:
    broker, result = after(check, batch(0))
    assert result.error is Error.UNKNOWN_SERVER_ERROR
    assert broker.log_end_offset("topic", 0) == 0


def test_it_says_why_there_was_no_answer() -> None:
    to_do, failing = OwnCheck(checks.stub), OwnCheck(answering(None))
    for own in (to_do, failing):
        Broker(decide=own).produce("topic", 0, batch(0))
    assert (to_do.to_do, to_do.failure) == (True, "")
    assert not failing.to_do
    assert failing.failure.startswith("returned nothing")


def test_it_is_asked_with_what_the_partition_remembers() -> None:
    asked: list[tuple[Batch, State | None, bool]] = []

    def check(arriving: Batch, state: State | None, must_start_at_zero: bool) -> object:
        asked.append((arriving, state, must_start_at_zero))
        return STORE

    broker = Broker(generation="kafka-4.5", decide=OwnCheck(check))
    for sent in (batch(0, 3), batch(3)):
        broker.produce("topic", 0, sent)
    assert asked == [
        (Batch(1000, 0, 0, 2), None, True),
        (Batch(1000, 0, 3, 3), State(0, ((0, 2),)), False),
    ]
