"""Every request in every version that is offered; those about groups are in `test_group_requests.py`."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from kio.schema.errors import ErrorCode

from minikafka.storage.record_batch import encode, stored_batches
from minikafka.wire.requests import APIS
from minikafka.wire.shared_broker import SharedBroker
from tests.wire import test_group_requests
from tests.wire.raw_client import RawClient
from tests.wire.raw_requests import (
    API_VERSIONS,
    BATCH,
    CREATE_TOPICS,
    DELETE_RECORDS,
    DELETE_TOPICS,
    DESCRIBE_CLUSTER,
    DESCRIBE_CONFIGS,
    DESCRIBE_PRODUCERS,
    FETCH,
    INIT_PRODUCER_ID,
    LIST_OFFSETS,
    METADATA,
    NEXT,
    NONE,
    OFFSET_FOR_LEADER_EPOCH,
    PRODUCE,
    TEN_SECONDS,
    TIME,
    fetch,
    produce,
    topic_id,
    versions_of,
)


@versions_of(PRODUCE)
def test_produce(version: int, client: RawClient) -> None:
    first = produce(client, version, encode(NEXT))
    again = produce(client, version, encode(NEXT))
    refused = produce(
        client,
        version,
        encode(BATCH.__class__(producer_id=7, producer_epoch=0, base_sequence=9, records=BATCH.records)),
    )
    assert (first.error_code, first.base_offset, first.log_append_time) == (NONE, 1, None)
    assert (again.error_code, again.base_offset) == (NONE, 1)
    assert int(again.log_append_time.timestamp() * 1000) == TIME
    assert (refused.error_code, refused.base_offset) == (ErrorCode.out_of_order_sequence_number, -1)
    if version >= 5:
        assert first.log_start_offset == again.log_start_offset == refused.log_start_offset == 0


@versions_of(FETCH)
def test_fetch(version: int, client: RawClient) -> None:
    answer = fetch(client, version)
    partition = answer.responses[0].partitions[0]
    (stored,) = stored_batches(partition.records)
    assert (partition.error_code, partition.high_watermark, stored.base_offset) == (NONE, 1, 0)
    assert stored.batch.records == BATCH.records
    assert getattr(answer, "session_id", 0) == 0


@versions_of(LIST_OFFSETS)
@pytest.mark.parametrize(("timestamp", "offset"), [(-2, 0), (-1, 1), (TIME, 0), (TIME + 1, -1)])
def test_list_offsets(version: int, timestamp: int, offset: int, client: RawClient) -> None:
    asked = {"name": "topic", "partitions": [{"partition_index": 0, "timestamp": timestamp}]}
    answer = client.ask(LIST_OFFSETS, version, {"replica_id": -1, "topics": [asked]})
    partition = answer.topics[0].partitions[0]
    assert (partition.error_code, partition.offset) == (NONE, offset)


@versions_of(METADATA)
def test_metadata_creates_a_topic(version: int, broker: SharedBroker, client: RawClient) -> None:
    answer = client.ask(METADATA, version, {"topics": [{"name": "new"}]})
    assert [(topic.name, topic.error_code, len(topic.partitions)) for topic in answer.topics] == [("new", NONE, 1)]
    assert broker.topics == {"topic": 1, "new": 1}
    everything = client.ask(METADATA, version, {"topics": None if version else []})
    assert {topic.name for topic in everything.topics} == {"topic", "new"}
    host, port = client.socket.getpeername()
    assert [(node.host, node.port) for node in answer.brokers] == [(host, port)]


@versions_of(API_VERSIONS)
def test_api_versions(version: int, client: RawClient) -> None:
    software = {"client_software_name": "raw", "client_software_version": "1.0"}
    answer = client.ask(API_VERSIONS, version, software)
    offered = {api.api_key: range(api.min_version, api.max_version + 1) for api in answer.api_keys}
    answered = {api.key: api.versions for api in APIS.values()}
    # Produce is named from version 0 on, as Kafka 4.0 does (KAFKA-18659).
    assert offered == answered | {PRODUCE: range(answered[PRODUCE].stop)}


@versions_of(CREATE_TOPICS)
def test_create_topics(version: int, broker: SharedBroker, client: RawClient) -> None:
    names = {"new": (2, 1), "topic": (1, 1), "none": (0, 1), "many": (1, 3), "bad name": (1, 1), "default": (-1, -1)}
    topics = [
        {"name": name, "num_partitions": partitions, "replication_factor": replicas}
        for name, (partitions, replicas) in names.items()
    ]
    answer = client.ask(CREATE_TOPICS, version, {"topics": topics, "timeout": TEN_SECONDS})
    assert {topic.name: topic.error_code for topic in answer.topics} == {
        "new": NONE,
        "topic": ErrorCode.topic_already_exists,
        "none": ErrorCode.invalid_partitions,
        "many": ErrorCode.invalid_replication_factor,
        "bad name": ErrorCode.invalid_topic_exception,
        "default": NONE,
    }
    assert broker.topics == {"topic": 1, "new": 2, "default": 1}


@versions_of(DELETE_TOPICS)
def test_delete_topics(version: int, broker: SharedBroker, client: RawClient) -> None:
    name: Mapping[str, object] = {"topic_names": ["topic", "unknown"]}
    if version >= 6:
        name = {"topics": [{"name": None, "topic_id": topic_id(client)}, {"name": "unknown"}]}
    answer = client.ask(DELETE_TOPICS, version, {**name, "timeout": TEN_SECONDS})
    assert [topic.error_code for topic in answer.responses] == [NONE, ErrorCode.unknown_topic_or_partition]
    assert broker.topics == {}


@versions_of(DELETE_RECORDS)
def test_delete_records(version: int, broker: SharedBroker, client: RawClient) -> None:
    partitions = [{"partition_index": number, "offset": -1} for number in (0, 1)]
    answer = client.ask(DELETE_RECORDS, version, {"topics": [{"name": "topic", "partitions": partitions}]})
    results = [(result.low_watermark, result.error_code) for result in answer.topics[0].partitions]
    assert results == [(1, NONE), (-1, ErrorCode.unknown_topic_or_partition)]
    assert broker.log_start_offset("topic", 0) == 1


@versions_of(INIT_PRODUCER_ID)
def test_init_producer_id(version: int, client: RawClient) -> None:
    def initialised(**content: object) -> tuple[ErrorCode, int, int]:
        answer = client.ask(INIT_PRODUCER_ID, version, {"transaction_timeout": TEN_SECONDS, **NO_PRODUCER, **content})
        return answer.error_code, answer.producer_id, answer.producer_epoch

    assert [initialised(), initialised()] == [(NONE, 0, 0), (NONE, 1, 0)]
    assert [initialised(transactional_id="t") for _ in range(2)] == [(NONE, 2, 0), (NONE, 2, 1)]
    assert initialised(transactional_id="") == (ErrorCode.invalid_request, -1, -1)
    if version >= 3:
        assert initialised(producer_id=5) == (ErrorCode.invalid_request, -1, -1)
        assert initialised(transactional_id="t", producer_id=2, producer_epoch=1) == (NONE, 2, 2)
        fenced = ErrorCode.producer_fenced if version > 3 else ErrorCode.invalid_producer_epoch
        assert initialised(transactional_id="t", producer_id=2, producer_epoch=0) == (fenced, -1, -1)


NO_PRODUCER = {"producer_id": -1, "producer_epoch": -1}


@versions_of(OFFSET_FOR_LEADER_EPOCH)
def test_offset_for_leader_epoch(version: int, client: RawClient) -> None:
    asked = {"partition": 0, "current_leader_epoch": 0, "leader_epoch": 0}
    answer = client.ask(OFFSET_FOR_LEADER_EPOCH, version, {"topics": [{"topic": "topic", "partitions": [asked]}]})
    partition = answer.topics[0].partitions[0]
    assert (partition.error_code, partition.leader_epoch, partition.end_offset) == (NONE, 0, 1)


@versions_of(DESCRIBE_CONFIGS)
def test_describe_configs(version: int, client: RawClient) -> None:
    topic = {"resource_type": 2, "resource_name": "topic", "configuration_keys": ["max.message.bytes"]}
    broker = {"resource_type": 4, "resource_name": "1", "configuration_keys": ["num.partitions"]}
    answer = client.ask(
        DESCRIBE_CONFIGS, version, {"resources": [topic, broker, {**topic, "resource_name": "unknown"}]}
    )
    assert [result.error_code for result in answer.results] == [NONE, NONE, ErrorCode.unknown_topic_or_partition]
    values = [(config.name, config.value) for result in answer.results for config in result.configs]
    assert values == [("max.message.bytes", "1048588"), ("num.partitions", "1")]


@versions_of(DESCRIBE_CLUSTER)
def test_describe_cluster(version: int, client: RawClient) -> None:
    answer = client.ask(DESCRIBE_CLUSTER, version, {"endpoint_type": 1})
    assert [(node.host, node.port) for node in answer.brokers] == [client.socket.getpeername()]


@versions_of(DESCRIBE_PRODUCERS)
def test_describe_producers(version: int, client: RawClient) -> None:
    answer = client.ask(DESCRIBE_PRODUCERS, version, {"topics": [{"name": "topic", "partition_indexes": [0, 1]}]})
    known, unknown = answer.topics[0].partitions
    (producer,) = known.active_producers
    assert (producer.producer_id, producer.producer_epoch, producer.last_sequence, producer.last_timestamp) == (
        7,
        0,
        0,
        TIME,
    )
    assert (producer.coordinator_epoch, producer.current_txn_start_offset) == (-1, -1)
    assert unknown.error_code is ErrorCode.unknown_topic_or_partition


def test_every_request_that_is_offered_is_tested_here_or_among_those_of_groups() -> None:
    named = {**globals(), **vars(test_group_requests)}
    tested = {value for name, value in named.items() if name.isupper() and isinstance(value, int)}
    assert {api.key for api in APIS.values()} <= tested
