"""Names and ids of topics: which are refused, by which request, with which error.

The expected values are what Apache Kafka 4.4.0 answers to the same requests.
"""

from __future__ import annotations

from uuid import UUID

import pytest
from kio.schema.errors import ErrorCode

from minikafka.engine.broker import Broker
from minikafka.storage.record_batch import encode
from minikafka.wire.server import serve
from minikafka.wire.shared_broker import SharedBroker
from tests.wire.raw_client import RawClient, raw_client
from tests.wire.raw_requests import (
    BATCH,
    CREATE_TOPICS,
    DELETE_RECORDS,
    DELETE_TOPICS,
    DESCRIBE_CONFIGS,
    LIST_OFFSETS,
    METADATA,
    NONE,
    TEN_SECONDS,
    produce,
)

SOME_ID = UUID(int=5)
ILLEGAL = ["", ".", "..", "a b", "a/b", "ä", "x" * 250]


def create(client: RawClient, *topics: dict[str, object]) -> list[tuple[str, ErrorCode]]:
    asked = [{"num_partitions": 1, "replication_factor": 1, **topic} for topic in topics]
    answer = client.ask(CREATE_TOPICS, 7, {"topics": asked, "timeout": TEN_SECONDS})
    return [(topic.name, topic.error_code) for topic in answer.topics]


def metadata(client: RawClient, *names: str, version: int = 9, create_them: bool = False) -> dict[str, ErrorCode]:
    topics = [{"name": name} for name in names]
    answer = client.ask(METADATA, version, {"topics": topics, "allow_auto_topic_creation": create_them})
    return {topic.name: topic.error_code for topic in answer.topics}


def delete(client: RawClient, *topics: tuple[str | None, UUID | None]) -> list[tuple[str | None, ErrorCode]]:
    content = {"topics": [{"name": name, "topic_id": topic_id} for name, topic_id in topics], "timeout": TEN_SECONDS}
    return [(topic.name, topic.error_code) for topic in client.ask(DELETE_TOPICS, 6, content).responses]


@pytest.mark.parametrize("name", ILLEGAL)
def test_an_illegal_name(name: str, client: RawClient) -> None:
    assert create(client, {"name": name}) == [(name, ErrorCode.invalid_topic_exception)]
    for create_them in (True, False):
        assert metadata(client, name, create_them=create_them) == {name: ErrorCode.invalid_topic_exception}
    described = client.ask(DESCRIBE_CONFIGS, 1, {"resources": [{"resource_type": 2, "resource_name": name}]})
    assert described.results[0].error_code is ErrorCode.invalid_topic_exception
    assert produce(client, 9, encode(BATCH), topic=name).error_code is ErrorCode.unknown_topic_or_partition
    assert delete(client, (name, None)) == [(name, ErrorCode.unknown_topic_or_partition)]


def test_a_dot_and_an_underscore_are_alike(broker: SharedBroker, client: RawClient) -> None:
    assert create(client, {"name": "a.b"}) == [("a.b", NONE)]
    assert create(client, {"name": "a_b"}) == [("a_b", ErrorCode.invalid_topic_exception)]
    assert create(client, {"name": "a.b"}) == [("a.b", ErrorCode.topic_already_exists)]
    assert create(client, {"name": "a-b"}) == [("a-b", NONE)]
    assert metadata(client, "a_b", create_them=True) == {"a_b": ErrorCode.unknown_topic_or_partition}
    assert set(broker.topics) == {"topic", "a.b", "a-b"}


def test_kafkas_own_topics(broker: SharedBroker, client: RawClient) -> None:
    assert create(client, {"name": "__cluster_metadata"}) == [("__cluster_metadata", ErrorCode.invalid_request)]
    answer = client.ask(METADATA, 9, {"topics": [{"name": "__consumer_offsets"}, {"name": "topic"}]})
    assert [(topic.name, topic.is_internal) for topic in answer.topics] == [
        ("__consumer_offsets", True),
        ("topic", False),
    ]
    assert broker.topics["__consumer_offsets"] == 50  # offsets.topic.num.partitions
    refused = produce(client, 9, encode(BATCH), topic="__consumer_offsets")
    assert (refused.error_code, refused.log_start_offset) == (ErrorCode.invalid_topic_exception, -1)
    records = [{"name": "__consumer_offsets", "partitions": [{"partition_index": 0, "offset": 0}]}]
    answer = client.ask(DELETE_RECORDS, 2, {"topics": records, "timeout": TEN_SECONDS})
    assert answer.topics[0].partitions[0].error_code is ErrorCode.invalid_topic_exception


@pytest.mark.parametrize("version", [10, 11])
@pytest.mark.parametrize(("name", "topic_id"), [(None, SOME_ID), ("topic", SOME_ID), (None, None)])
def test_metadata_by_id_before_it_can_be_answered(
    name: str | None, topic_id: UUID | None, version: int, client: RawClient
) -> None:
    answer = client.ask(METADATA, version, {"topics": [{"name": name, "topic_id": topic_id}]})
    assert [(topic.name, topic.error_code) for topic in answer.topics] == [(name or "", ErrorCode.invalid_request)]
    assert answer.brokers == ()


@pytest.mark.parametrize("version", [12, 13])
def test_metadata_by_id_leaves_names_aside(version: int, client: RawClient) -> None:
    topics = [{"name": "topic"}, {"name": None, "topic_id": SOME_ID}, {"name": None, "topic_id": SOME_ID}]
    answer = client.ask(METADATA, version, {"topics": topics})
    assert [(topic.name, topic.error_code) for topic in answer.topics] == [(None, ErrorCode.unknown_topic_id)]
    neither = client.ask(METADATA, version, {"topics": [{"name": None}]})
    assert [(topic.name, topic.error_code) for topic in neither.topics] == [("", ErrorCode.unknown_server_error)]


def test_metadata_names_each_topic_once(client: RawClient) -> None:
    answer = client.ask(METADATA, 9, {"topics": [{"name": "topic"}, {"name": "topic"}]})
    assert len(answer.topics) == 1


def test_delete_by_name_and_id_or_by_neither(broker: SharedBroker, client: RawClient) -> None:
    assert delete(client, ("topic", SOME_ID)) == [("topic", ErrorCode.invalid_request)]
    assert delete(client, (None, None), (None, None)) == [(None, ErrorCode.invalid_request)] * 2
    assert delete(client, (None, SOME_ID)) == [(None, ErrorCode.unknown_topic_id)]
    assert "topic" in broker.topics


def test_delete_what_is_named_twice(broker: SharedBroker, client: RawClient) -> None:
    answer = client.ask(METADATA, 12, {"topics": [{"name": "topic"}]})
    topic_id = answer.topics[0].topic_id
    assert delete(client, ("topic", None), ("topic", None)) == [("topic", ErrorCode.invalid_request)]
    assert delete(client, (None, topic_id), (None, topic_id)) == [(None, ErrorCode.invalid_request)]
    assert {error for _, error in delete(client, ("topic", None), (None, topic_id))} == {ErrorCode.invalid_request}
    content = {"topic_names": ["topic", "other", "topic"], "timeout": TEN_SECONDS}
    responses = client.ask(DELETE_TOPICS, 5, content).responses
    assert {topic.name: topic.error_code for topic in responses} == {
        "topic": ErrorCode.invalid_request,
        "other": ErrorCode.unknown_topic_or_partition,
    }
    assert "topic" in broker.topics
    assert delete(client, (None, topic_id)) == [("topic", NONE)]
    assert "topic" not in broker.topics


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({"max.message.bytes": "5000"}, NONE),
        ({"max.message.bytes": "-1"}, ErrorCode.invalid_config),
        ({"max.message.bytes": "many"}, ErrorCode.invalid_config),
        ({"max.message.bytes": None}, ErrorCode.invalid_config),
        ({"no.such.setting": "1"}, ErrorCode.invalid_config),
        ({"cleanup.policy": "compact,delete"}, NONE),
        ({"cleanup.policy": "forget"}, ErrorCode.invalid_config),
        ({"compression.type": "zip"}, ErrorCode.invalid_config),
        ({"compression.gzip.level": "0"}, ErrorCode.invalid_config),
        ({"compression.lz4.level": "18"}, ErrorCode.invalid_config),
        ({"retention.bytes": "-2"}, NONE),
        ({"retention.ms": "-2"}, ErrorCode.invalid_config),
        ({"segment.bytes": "100"}, ErrorCode.invalid_config),
        ({"preallocate": "maybe"}, ErrorCode.invalid_config),
    ],
)
def test_the_settings_of_a_topic(settings: dict[str, str | None], error: ErrorCode, client: RawClient) -> None:
    configs = [{"name": name, "value": value} for name, value in settings.items()]
    assert create(client, {"name": "new", "configs": configs}) == [("new", error)]
    if error is NONE:
        described = client.ask(DESCRIBE_CONFIGS, 1, {"resources": [{"resource_type": 2, "resource_name": "new"}]})
        told = {config.name: (config.value, config.config_source) for config in described.results[0].configs}
        assert {name: (value, 1) for name, value in settings.items()}.items() <= told.items()


def test_the_largest_batch_of_one_topic(client: RawClient) -> None:
    configs = [{"name": "max.message.bytes", "value": "70"}]
    create(client, {"name": "small", "configs": configs})
    assert produce(client, 9, encode(BATCH), topic="small").error_code is ErrorCode.message_too_large
    with serve(Broker(max_message_bytes={"small": 70})) as address, raw_client(address) as other:
        assert metadata(other, "small", "large", create_them=True) == {"small": NONE, "large": NONE}
        assert produce(other, 9, encode(BATCH), topic="small").error_code is ErrorCode.message_too_large
        assert produce(other, 9, encode(BATCH), topic="large").error_code is NONE


@pytest.mark.parametrize(
    ("topic", "error"),
    [
        ({"num_partitions": 0}, ErrorCode.invalid_partitions),
        ({"num_partitions": 0, "replication_factor": 0}, ErrorCode.invalid_replication_factor),
        ({"replication_factor": 2}, ErrorCode.invalid_replication_factor),
        (
            {"num_partitions": -1, "replication_factor": 2, "assignments": [{"partition_index": 0, "broker_ids": [1]}]},
            ErrorCode.invalid_request,
        ),
        ({"name": "a b", "num_partitions": 0, "replication_factor": 0}, ErrorCode.invalid_topic_exception),
        ({"name": "topic", "replication_factor": 0}, ErrorCode.topic_already_exists),
        ({"replication_factor": 0, "configs": [{"name": "x", "value": "1"}]}, ErrorCode.invalid_config),
    ],
)
def test_the_order_in_which_a_new_topic_is_checked(
    topic: dict[str, object], error: ErrorCode, client: RawClient
) -> None:
    assert [answer[1] for answer in create(client, {"name": "new", **topic})] == [error]


@pytest.mark.parametrize(("timestamp", "first"), [(-3, 7), (-4, 8), (-5, 9), (-6, 99), (-100, 99)], ids=str)
def test_times_that_a_version_does_not_know(timestamp: int, first: int, client: RawClient) -> None:
    for version in range(1, 11):
        asked = {"name": "topic", "partitions": [{"partition_index": 0, "timestamp": timestamp}]}
        partition = client.ask(LIST_OFFSETS, version, {"replica_id": -1, "topics": [asked]}).topics[0].partitions[0]
        assert partition.error_code is (NONE if version >= first else ErrorCode.unsupported_version)


def test_an_offset_that_is_asked_for_twice(client: RawClient) -> None:
    asked = {"name": "topic", "partitions": [{"partition_index": 0, "timestamp": -1}] * 2}
    (partition,) = client.ask(LIST_OFFSETS, 5, {"replica_id": -1, "topics": [asked]}).topics[0].partitions
    assert (partition.error_code, partition.offset) == (ErrorCode.invalid_request, -1)


def test_of_records_that_are_deleted_twice_the_last_offset_counts(client: RawClient) -> None:
    partitions = [{"partition_index": 0, "offset": offset} for offset in (0, 5)]
    topics = [{"name": "topic", "partitions": partitions}]
    answer = client.ask(DELETE_RECORDS, 2, {"topics": topics, "timeout": TEN_SECONDS})
    (partition,) = answer.topics[0].partitions
    assert (partition.error_code, partition.low_watermark) == (ErrorCode.offset_out_of_range, -1)
