"""``connect``: the engine's calls over TCP, to a broker that ``serve`` stands in front of."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

import pytest
from confluent_kafka import Producer as LibrdkafkaProducer

from minikafka.engine.broker import Broker
from minikafka.engine.broker_settings import BrokerSettings
from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.records import Record, RecordBatch
from minikafka.engine.results import InitProducerIdResult, ProducerDescription, ProduceResult
from minikafka.storage.record_batch import EncodedBatch, encode
from minikafka.wire import client_requests
from minikafka.wire.client import RemoteBroker, connect
from minikafka.wire.client_duplicates import is_duplicate
from minikafka.wire.server import serve
from tests.wire.batches import TIME, batch


@pytest.fixture
def remote() -> Iterator[RemoteBroker]:
    with serve(Broker()) as address, connect(address) as broker:
        yield broker


def refusal(call: Callable[[], object]) -> KafkaError:
    with pytest.raises(KafkaError) as caught:
        call()
    return caught.value


# Topics


def test_a_topic_has_the_partitions_that_were_asked_for_and_is_gone_once_deleted(remote: RemoteBroker) -> None:
    remote.create_topic("three", 3)
    assert remote.topics == {"three": 3}
    remote.delete_topic("three")
    assert remote.topics == {}


def test_a_topic_has_the_brokers_number_of_partitions_if_nobody_says_how_many() -> None:
    with serve(Broker(num_partitions=4)) as address, connect(address) as remote:
        remote.create_topic("asked")
        remote.produce("used", 3, batch(1, 0))
        assert remote.topics == {"asked": 4, "used": 4}


@pytest.mark.parametrize(
    ("topic", "partitions", "error"),
    [
        ("there", 1, Error.TOPIC_ALREADY_EXISTS),
        ("not a name", 1, Error.INVALID_TOPIC_EXCEPTION),
        ("none", 0, Error.INVALID_PARTITIONS),
    ],
)
def test_a_topic_that_cannot_be_is_refused(remote: RemoteBroker, topic: str, partitions: int, error: Error) -> None:
    remote.create_topic("there")
    assert refusal(lambda: remote.create_topic(topic, partitions)).error is error
    assert remote.topics == {"there": 1}


def test_settings_are_the_brokers() -> None:
    with (
        serve(Broker(num_partitions=3, message_max_bytes=5000, producer_id_expiration_ms=9)) as address,
        connect(address) as remote,
    ):
        assert remote.settings == BrokerSettings(num_partitions=3, message_max_bytes=5000, producer_id_expiration_ms=9)


# Producer ids


def test_every_producer_gets_an_id_of_its_own(remote: RemoteBroker) -> None:
    assert remote.init_producer_id() == InitProducerIdResult(Error.NONE, 0, 0)
    assert remote.init_producer_id() == InitProducerIdResult(Error.NONE, 1, 0)


def test_a_transactional_id_keeps_its_producer_id_and_raises_the_epoch(remote: RemoteBroker) -> None:
    first, again = remote.init_producer_id("me"), remote.init_producer_id("me")
    assert (again.producer_id, again.producer_epoch) == (first.producer_id, first.producer_epoch + 1)
    assert remote.init_producer_id("").error is Error.INVALID_REQUEST


# Produce


def test_the_answer_tells_a_fresh_batch_from_its_duplicate(remote: RemoteBroker) -> None:
    assert remote.produce("t", 0, batch(7, 0)) == ProduceResult(base_offset=0, log_start_offset=0)
    assert remote.produce("t", 0, batch(7, 1, b"a", b"b")).base_offset == 1
    assert remote.produce("t", 0, batch(7, 0)) == ProduceResult(
        base_offset=0, log_start_offset=0, log_append_time=TIME, duplicate=True
    )


def test_a_duplicate_without_times_is_recognised_by_its_offset(remote: RemoteBroker) -> None:
    answers = [remote.produce("t", 0, batch(7, sequence, timestamp=-1)) for sequence in (0, 1, 0, 1, 2)]
    assert [(answer.base_offset, answer.duplicate) for answer in answers] == [
        (0, False),
        (1, False),
        (0, True),
        (1, True),
        (2, False),
    ]


@pytest.mark.parametrize(
    ("result", "log_end_offset_before", "duplicate"),
    [
        (ProduceResult(base_offset=5, log_append_time=-1), None, False),
        (ProduceResult(base_offset=5, log_append_time=TIME), None, True),
        (ProduceResult(error=Error.OUT_OF_ORDER_SEQUENCE_NUMBER), None, False),
        (ProduceResult(base_offset=5, log_append_time=TIME), 5, False),
        (ProduceResult(base_offset=4, log_append_time=TIME), 5, True),
        (ProduceResult(error=Error.OUT_OF_ORDER_SEQUENCE_NUMBER), 5, False),
    ],
)
def test_what_an_answer_says_about_a_duplicate(
    result: ProduceResult, log_end_offset_before: int | None, duplicate: bool
) -> None:
    assert is_duplicate(result, log_end_offset_before) is duplicate


def test_a_batch_without_a_producer_id_is_stored_as_often_as_it_is_sent(remote: RemoteBroker) -> None:
    plain = batch(-1, -1, epoch=-1)
    assert [remote.produce("t", 0, plain).base_offset for _ in range(2)] == [0, 1]


@pytest.mark.parametrize(
    ("topic", "partition", "error"),
    [("there", 1, Error.UNKNOWN_TOPIC_OR_PARTITION), ("not a name", 0, Error.INVALID_TOPIC_EXCEPTION)],
)
def test_a_place_that_is_not_there_is_an_answer(remote: RemoteBroker, topic: str, partition: int, error: Error) -> None:
    remote.create_topic("there")
    assert remote.produce(topic, partition, batch(7, 0)) == ProduceResult(error=error)


def test_with_acks_0_nothing_is_answered_and_the_batch_is_stored(remote: RemoteBroker) -> None:
    assert remote.produce("t", 0, batch(7, 0), acks=0) == ProduceResult()
    assert remote.log_end_offset("t", 0) == 1


def test_the_client_goes_on_after_a_broker_closed_the_connection(remote: RemoteBroker) -> None:
    remote.produce("t", 0, batch(7, 0))
    remote.produce("t", 0, batch(7, 9), acks=0)  # out of order: the broker closes the connection
    assert remote.log_end_offset("t", 0) == 1
    assert remote.produce("t", 0, batch(7, 1)).base_offset == 1


def test_an_encoded_batch_is_stored_byte_for_byte(remote: RemoteBroker) -> None:
    sent = EncodedBatch(encode(batch(7, 0, b"a", b"b")))
    remote.produce("t", 0, batch(6, 0))
    remote.produce("t", 0, sent)
    (stored,) = remote.fetch("t", 0, 1).batches
    assert isinstance(stored.batch, EncodedBatch)
    assert stored.batch.data[16:] == sent.data[16:]
    assert stored.base_offset == 1


def test_a_code_and_a_time_that_no_library_knows_are_read(remote: RemoteBroker) -> None:
    answer = struct.pack(">iih1siihqqqi", 5, 1, 1, b"t", 1, 0, 999, -1, 2**62, 3, 0)
    assert client_requests.produced(answer) == ProduceResult(
        error=Error.UNKNOWN_SERVER_ERROR, log_append_time=2**62, log_start_offset=3
    )
    far = batch(7, 0, timestamp=2**62)
    remote.produce("t", 0, far)
    assert remote.produce("t", 0, far).log_append_time == 2**62


# What is stored


def test_records_come_back_as_they_were_sent(remote: RemoteBroker) -> None:
    records = (
        Record(value=b"v", key=b"k", headers=(("h", b"1"), ("none", None)), timestamp=TIME),
        Record(value=None, timestamp=TIME + 5),
    )
    remote.produce("t", 0, RecordBatch(records=records))
    fetched = remote.fetch("t", 0, 0)
    assert (fetched.log_start_offset, fetched.log_end_offset) == (0, 2)
    assert [
        Record(value=got.value, key=got.key, headers=got.headers, timestamp=got.timestamp) for got in fetched
    ] == list(records)


def test_fetch_begins_within_a_batch(remote: RemoteBroker) -> None:
    remote.produce("t", 0, batch(7, 0, b"a", b"b", b"c"))
    assert [(got.offset, got.value, got.sequence) for got in remote.fetch("t", 0, 1)] == [
        (1, b"b", 1),
        (2, b"c", 2),
    ]


@pytest.mark.parametrize("codec", ["gzip", "snappy", "lz4", "zstd"])
def test_records_that_another_client_compressed_are_read(codec: str) -> None:
    values = [b"message %d" % number for number in range(100)]
    with serve(Broker()) as address, connect(address) as remote:
        producer = LibrdkafkaProducer({"bootstrap.servers": address, "compression.type": codec, "linger.ms": 50})
        for value in values:
            producer.produce("t", value)
        producer.flush()
        assert [got.value for got in remote.fetch("t", 0, 0)] == values


def test_fetch_stops_at_max_bytes_but_gives_at_least_one_batch(remote: RemoteBroker) -> None:
    for sequence in range(3):
        remote.produce("t", 0, batch(7, sequence, bytes(1000)))
    assert len(remote.fetch("t", 0, 0, max_bytes=1).batches) == 1
    assert len(remote.fetch("t", 0, 0, max_bytes=2500).batches) == 2
    assert len(remote.fetch("t", 0, 0).batches) == 3


def test_bounds_are_said_when_an_offset_is_outside(remote: RemoteBroker) -> None:
    remote.produce("t", 0, batch(7, 0, b"a", b"b"))
    refused = refusal(lambda: remote.fetch("t", 0, 3))
    assert refused.error is Error.OFFSET_OUT_OF_RANGE
    assert "holds 0 .. 2, not 3" in str(refused)


def test_the_log_start_offset_moves_with_deleted_records() -> None:
    broker = Broker()
    with serve(broker) as address, connect(address) as remote:
        remote.produce("t", 0, batch(7, 0, b"a", b"b"))
        broker.delete_records("t", 0, 1)
        assert (remote.log_start_offset("t", 0), remote.log_end_offset("t", 0)) == (1, 2)


def test_a_topic_that_nobody_wrote_to_ends_at_0_and_stays_unmade(remote: RemoteBroker) -> None:
    assert remote.log_end_offset("nowhere", 0) == 0
    assert remote.topics == {}


def test_a_partition_that_is_not_there_is_refused(remote: RemoteBroker) -> None:
    remote.create_topic("t")
    calls: list[Callable[[], object]] = [
        lambda: remote.fetch("t", 1, 0),
        lambda: remote.log_end_offset("t", 1),
        lambda: remote.log_start_offset("t", 1),
        lambda: remote.describe_producers("t", 1),
        lambda: remote.log_start_offset("nowhere", 0),
        lambda: remote.delete_topic("nowhere"),
    ]
    assert {refusal(call).error for call in calls} == {Error.UNKNOWN_TOPIC_OR_PARTITION}


def test_producers_are_described(remote: RemoteBroker) -> None:
    remote.produce("t", 0, batch(7, 0, b"a", b"b", epoch=3))
    assert remote.describe_producers("t", 0) == (
        ProducerDescription(
            producer_id=7,
            producer_epoch=3,
            last_sequence=1,
            last_timestamp=TIME,
            coordinator_epoch=-1,
            current_txn_start_offset=-1,
        ),
    )
    assert remote.producer_state("t", 0, 7) is None
