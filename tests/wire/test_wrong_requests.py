"""The answers to what clients get wrong, and to what they may not have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from kio.schema.errors import ErrorCode

from minikafka.engine.broker import Broker
from minikafka.engine.records import Record, RecordBatch
from minikafka.storage.record_batch import encode, stored_batches
from minikafka.wire.protocol import decode_response, response_schema
from minikafka.wire.server import serve
from minikafka.wire.shared_broker import SharedBroker
from tests.wire.raw_client import RawClient, raw_client
from tests.wire.raw_requests import (
    API_VERSIONS,
    BATCH,
    CREATE_TOPICS,
    DESCRIBE_CLUSTER,
    FETCH,
    LIST_OFFSETS,
    METADATA,
    NEXT,
    NONE,
    PRODUCE,
    TEN_SECONDS,
    fetch,
    produce,
)


def test_api_versions_from_the_future_is_answered_in_version_0(client: RawClient) -> None:
    client.socket.sendall(bytes.fromhex("0000000c 0012 0063 00000001 0000 0000"))
    frame = client.frame()
    assert frame is not None
    answer: Any = decode_response(frame, response_schema(API_VERSIONS, 0))[1]
    assert answer.error_code is ErrorCode.unsupported_version
    assert [(api.api_key, api.min_version, api.max_version) for api in answer.api_keys] == [(18, 0, 4)]


@pytest.mark.parametrize("name", ["", "-raw", "raw client"])
def test_software_without_a_name(name: str, client: RawClient) -> None:
    software = {"client_software_name": name, "client_software_version": "1.0"}
    assert client.ask(API_VERSIONS, 3, software).error_code is ErrorCode.invalid_request


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        pytest.param(lambda data: data * 2, ErrorCode.invalid_record, id="two batches"),
        pytest.param(lambda _: b"", ErrorCode.invalid_record, id="no batch"),
        pytest.param(lambda _: None, ErrorCode.invalid_record, id="null"),
        pytest.param(lambda data: data[:-1] + b"x", ErrorCode.corrupt_message, id="wrong checksum"),
        pytest.param(lambda data: data[:-1], ErrorCode.invalid_record, id="cut off"),
        pytest.param(lambda data: data + data[:-1], NONE, id="a second batch that is cut off"),
        pytest.param(lambda data: data[:16] + b"\x01" + data[17:], ErrorCode.invalid_record, id="magic 1"),
    ],
)
def test_what_is_wrong_with_a_batch(
    spoil: Callable[[bytes], bytes | None], error: ErrorCode, client: RawClient
) -> None:
    assert produce(client, 9, spoil(encode(NEXT))).error_code is error


def test_a_batch_that_is_too_large() -> None:
    with serve(Broker(message_max_bytes=100)) as address, raw_client(address) as client:
        client.ask(METADATA, 4, {"topics": [{"name": "topic"}]})
        large = RecordBatch(records=(Record(value=bytes(100)),))
        assert produce(client, 9, encode(large)).error_code is ErrorCode.message_too_large


def test_produce_does_not_create_topics(client: RawClient) -> None:
    assert produce(client, 9, encode(BATCH), topic="new").error_code is ErrorCode.unknown_topic_or_partition


@pytest.mark.parametrize("acks", [-2, 2])
def test_other_acks(acks: int, client: RawClient) -> None:
    assert produce(client, 9, encode(NEXT), acks=acks).error_code is ErrorCode.invalid_required_acks


def test_with_acks_0_nothing_is_answered_and_an_error_closes_the_connection(
    broker: SharedBroker, client: RawClient
) -> None:
    def content(batch: RecordBatch) -> Mapping[str, object]:
        partition = {"index": 0, "records": encode(batch)}
        return {"acks": 0, "timeout": TEN_SECONDS, "topic_data": [{"name": "topic", "partition_data": [partition]}]}

    client.send(PRODUCE, 9, content(NEXT))
    assert client.ask(DESCRIBE_CLUSTER, 0, {}).error_code is NONE  # and no answer to Produce before it
    assert broker.log_end_offset("topic", 0) == 2
    client.send(
        PRODUCE, 9, content(RecordBatch(producer_id=7, producer_epoch=0, base_sequence=9, records=BATCH.records))
    )
    assert client.is_closed()


def test_fetch_waits_for_records(broker: SharedBroker, client: RawClient) -> None:
    partition = {"partition": 0, "fetch_offset": 1, "partition_max_bytes": 1 << 20}
    content = {
        "max_wait": timedelta(minutes=10),
        "min_bytes": 1,
        "topics": [{"topic": "topic", "partitions": [partition]}],
    }
    client.send(FETCH, 12, content)
    broker.produce("topic", 0, NEXT)  # on another thread than the server's
    (stored,) = stored_batches(client.answer(FETCH, 12).responses[0].partitions[0].records)
    assert (stored.base_offset, stored.batch.base_sequence) == (1, 1)


def test_fetch_answers_empty_when_the_time_is_over(client: RawClient) -> None:
    answer = fetch(client, 12, offset=1, wait=timedelta(milliseconds=10))
    partition = answer.responses[0].partitions[0]
    assert (partition.error_code, partition.records, partition.high_watermark) == (NONE, b"", 1)


def test_fetch_does_not_wait_with_an_error(client: RawClient) -> None:
    answer = fetch(client, 12, offset=5, wait=timedelta(minutes=10))
    assert answer.responses[0].partitions[0].error_code is ErrorCode.offset_out_of_range


def test_fetch_gives_the_first_batch_however_large_and_then_keeps_to_the_bounds(
    broker: SharedBroker, client: RawClient
) -> None:
    broker.produce("topic", 0, NEXT)
    one = encode(BATCH)
    for answer in (
        fetch(client, 12, max_bytes=1),
        fetch(client, 12, partition_max_bytes=1),
        fetch(client, 12, max_bytes=len(one) * 2 - 1),
    ):
        partition = answer.responses[0].partitions[0]
        assert len(list(stored_batches(partition.records))) == 1


def test_a_fetch_session_that_was_never_given(client: RawClient) -> None:
    content = {"max_wait": TEN_SECONDS, "session_id": 5, "session_epoch": 1, "topics": []}
    assert client.ask(FETCH, 12, content).error_code is ErrorCode.fetch_session_id_not_found


def test_a_leader_epoch_from_the_future(client: RawClient) -> None:
    asked = {"name": "topic", "partitions": [{"partition_index": 0, "timestamp": -1, "current_leader_epoch": 1}]}
    answer = client.ask(LIST_OFFSETS, 4, {"replica_id": -1, "topics": [asked]})
    assert answer.topics[0].partitions[0].error_code is ErrorCode.unknown_leader_epoch


def test_a_topic_that_may_not_be_created(broker: SharedBroker, client: RawClient) -> None:
    content = {"topics": [{"name": "new"}], "allow_auto_topic_creation": False}
    assert client.ask(METADATA, 4, content).topics[0].error_code is ErrorCode.unknown_topic_or_partition
    assert broker.topics == {"topic": 1}


def test_a_topic_id_that_nobody_knows(client: RawClient) -> None:
    unknown = UUID(int=5)
    assert client.ask(METADATA, 12, {"topics": [{"name": None, "topic_id": unknown}]}).topics[0].error_code is (
        ErrorCode.unknown_topic_id
    )


def test_a_client_in_a_loop_cannot_fill_the_memory_with_partitions(client: RawClient) -> None:
    topics = [{"name": "huge", "num_partitions": 2**31 - 1, "replication_factor": 1}]
    answer = client.ask(CREATE_TOPICS, 5, {"topics": topics, "timeout": TEN_SECONDS})
    assert answer.topics[0].error_code is ErrorCode.policy_violation


def test_validate_only_creates_nothing(broker: SharedBroker, client: RawClient) -> None:
    topics = [{"name": name, "num_partitions": 1, "replication_factor": 1} for name in ("new", "topic")]
    answer = client.ask(CREATE_TOPICS, 5, {"topics": topics, "timeout": TEN_SECONDS, "validate_only": True})
    assert [topic.error_code for topic in answer.topics] == [NONE, ErrorCode.topic_already_exists]
    assert broker.topics == {"topic": 1}
