"""The kit for experiments: a step of a scenario does what its names say, and a run is told as it went."""

from __future__ import annotations

import pytest

from minikafka import Broker, ConfigException, Error, KafkaError, Producer
from minikafka.engine.markers import EndTransactionMarker
from minikafka.lesson.lab.experiments import (
    DeleteBefore,
    Marker,
    Request,
    SentBatch,
    answers_in,
    config_of,
    stored_in,
    take,
    values_in,
)

TOPIC = "scenario"


@pytest.fixture
def broker() -> Broker:
    broker = Broker()
    broker.create_topic(TOPIC, 2)
    return broker


def sent(seq: int, *, partition: int = 0, payload: str = "") -> SentBatch:
    return SentBatch(pid=7, epoch=0, seq=seq, count=1, partition=partition, txn=False, control=False, payload=payload)


@pytest.mark.parametrize(("result", "committed"), [("COMMIT", True), ("ABORT", False)])
def test_a_marker_says_how_its_transaction_ended(broker: Broker, result: str, committed: bool) -> None:
    step = Marker(pid=7, epoch=2, partition=1, result=result, coordinator_epoch=5)
    ((partition, answer),) = take(broker, TOPIC, step)
    assert (partition, answer.error) == (1, Error.NONE)
    (stored,) = broker.fetch(TOPIC, 1, 0).batches
    assert EndTransactionMarker.read(stored.batch) == EndTransactionMarker(
        producer_id=7, producer_epoch=2, committed=committed, coordinator_epoch=5
    )


def test_each_batch_of_a_request_is_answered_by_its_partition(broker: Broker) -> None:
    answers = take(broker, TOPIC, Request(parts=(sent(0, partition=1), sent(3))))
    assert [(partition, answer.base_offset) for partition, answer in answers] == [(1, 0), (0, 0)]


def test_what_was_deleted_is_not_read(broker: Broker) -> None:
    for number, payload in enumerate(("a", "b")):
        take(broker, TOPIC, Request(parts=(sent(number, payload=payload),)))
    assert take(broker, TOPIC, DeleteBefore(partition=0, offset=1)) == []
    assert values_in(broker, TOPIC) == [b"b"]


def test_a_topic_that_is_not_there_is_not_read() -> None:
    with pytest.raises(KafkaError, match="UNKNOWN_TOPIC_OR_PARTITION"):
        values_in(Broker(), TOPIC)


def test_a_run_tells_what_it_stored_and_what_was_answered() -> None:
    producer = Producer(Broker())
    producer.network.lose_ack()
    producer.send(TOPIC, b"a")
    producer.flush()
    assert stored_in(producer.trace) == [b"a"]
    assert [answer.duplicate for answer in answers_in(producer.trace)] == [False, True]


def test_settings_that_conflict_are_told_and_not_raised() -> None:
    assert isinstance(config_of(enable_idempotence=True, acks=1), ConfigException)
    config = config_of(acks=1)
    assert not isinstance(config, ConfigException)
    assert not config.idempotent
