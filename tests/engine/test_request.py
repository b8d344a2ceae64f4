"""One Produce request for several partitions, by ``ProduceRequest.validateRecords`` and ``ReplicaManager``."""

from __future__ import annotations

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.errors import Error
from minikafka.engine.records import Record, RecordBatch
from minikafka.engine.request import produce_request
from minikafka.engine.results import ProduceResult

GOOD, BAD = ("topic", 0), ("topic", 1)


def batch(first: int) -> RecordBatch:
    return RecordBatch(records=(Record(value=b"message1"),), producer_id=1000, producer_epoch=0, base_sequence=first)


@pytest.fixture
def broker() -> Broker:
    return Broker(num_partitions=2)


def test_each_partition_has_its_answer_in_the_order_of_the_request(broker: Broker) -> None:
    answers = produce_request(broker, {BAD: [batch(0)], GOOD: [batch(0)]})
    assert list(answers) == [BAD, GOOD]
    assert [answer.error for answer in answers.values()] == [Error.NONE, Error.NONE]


def test_a_refusal_in_one_partition_does_not_stop_the_others(broker: Broker) -> None:
    """E07."""
    broker.produce(*BAD, batch(0))
    answers = produce_request(broker, {BAD: [batch(5)], GOOD: [batch(0)]})
    assert answers[BAD].error is Error.OUT_OF_ORDER_SEQUENCE_NUMBER
    assert answers[GOOD].base_offset == 0


@pytest.mark.parametrize("batches", [[], [batch(0), batch(1)]], ids=["none", "two"])
def test_a_partition_gets_exactly_one_batch_or_stays_as_it_is(broker: Broker, batches: list[RecordBatch]) -> None:
    """E08; nobody asked the log, so the answer does not know where it starts."""
    answers = produce_request(broker, {BAD: batches, GOOD: [batch(0)]})
    assert answers[BAD] == ProduceResult(error=Error.INVALID_RECORD, log_start_offset=-1)
    assert answers[GOOD].error is Error.NONE
    assert broker.log_end_offset(*BAD) == 0
    assert broker.producer_state(*BAD, 1000) is None


def test_acks_hold_for_the_whole_request(broker: Broker) -> None:
    answers = produce_request(broker, {GOOD: [batch(0)], BAD: [batch(0)]}, acks=2)
    assert {answer.error for answer in answers.values()} == {Error.INVALID_REQUIRED_ACKS}
    assert broker.topics == {}
