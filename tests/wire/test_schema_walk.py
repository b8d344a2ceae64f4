"""Messages that announce more items than they can hold: a frame of 18 bytes once ended the whole process."""

from __future__ import annotations

import io
import socket
from datetime import timedelta
from typing import Any

import pytest
from kio.schema.api_versions.v3.response import ApiVersion, ApiVersionsResponse, SupportedFeatureKey
from kio.schema.describe_topic_partitions.v0.request import Cursor, DescribeTopicPartitionsRequest, TopicRequest
from kio.schema.errors import ErrorCode
from kio.schema.fetch.v16.response import FetchableTopicResponse, FetchResponse, PartitionData
from kio.schema.produce.v9.request import PartitionProduceData, ProduceRequest, TopicProduceData
from kio.schema.types import TopicName
from kio.serial import entity_writer
from kio.static.primitive import Records, i16, i32, i32Timedelta, i64

from minikafka.engine.broker import Broker
from minikafka.wire import client_requests as requests
from minikafka.wire.address import Address
from minikafka.wire.answers import fill
from minikafka.wire.client import connect
from minikafka.wire.protocol import LENGTH, InvalidFrame, decode_request, request_schema
from minikafka.wire.schema_walk import NO_LIMIT, InvalidArray, Items, ensure_arrays, walk
from minikafka.wire.server import serve

NO_TIME = i32Timedelta.parse(timedelta(0))
TOPIC = TopicName("topic")
METADATA = 3
METADATA_V9_HEADER = bytes.fromhex("0003 0009 00000001 ffff 00")
METADATA_V8_HEADER = bytes.fromhex("0003 0008 00000001 ffff")

MESSAGES = [
    requests.metadata(["one", "two"]),
    requests.metadata(None),
    requests.create_topic("topic", 3, 1000, {"retention.ms": "1"}),
    requests.fetch("topic", 0, 0, 1000),
    requests.produce("topic", 0, bytes(300), -1, 1000),
    requests.describe_producers("topic", 0),
    requests.describe_configs(requests.TOPIC, "topic", "a", "b"),
    ProduceRequest(
        transactional_id=None,
        acks=i16(-1),
        timeout=NO_TIME,
        topic_data=(
            TopicProduceData(
                name=TOPIC,
                partition_data=(
                    PartitionProduceData(index=i32(0), records=Records(bytes(300))),
                    PartitionProduceData(index=i32(1), records=None),
                ),
            ),
        ),
    ),
    FetchResponse(
        throttle_time=NO_TIME,
        error_code=ErrorCode.none,
        responses=(
            FetchableTopicResponse(
                topic_id=None,
                partitions=(
                    PartitionData(
                        partition_index=i32(0),
                        error_code=ErrorCode.none,
                        high_watermark=i64(5),
                        aborted_transactions=None,
                        records=Records(bytes(70_000)),
                    ),
                ),
            ),
        ),
    ),
    ApiVersionsResponse(  # an array in a tagged field
        error_code=ErrorCode.none,
        api_keys=(ApiVersion(api_key=i16(0), min_version=i16(0), max_version=i16(9)),) * 200,
        throttle_time=NO_TIME,
        supported_features=(SupportedFeatureKey(name="feature", min_version=i16(0), max_version=i16(1)),),
    ),
    *(  # a structure that may be null
        DescribeTopicPartitionsRequest(
            topics=(TopicRequest(name=TOPIC),), response_partition_limit=i32(1), cursor=cursor
        )
        for cursor in (None, Cursor(topic_name=TOPIC, partition_index=i32(0)))
    ),
]


def encoded(message: Any) -> bytes:
    with io.BytesIO() as stream:
        entity_writer(type(message))(stream, message)
        return stream.getvalue()


@pytest.mark.parametrize("message", MESSAGES, ids=range(len(MESSAGES)))
def test_the_walk_ends_where_the_message_does(message: Any) -> None:
    frame = encoded(message)
    assert walk(type(message))(frame, 0, Items(NO_LIMIT)) == len(frame)
    assert walk(type(message))(b"before" + frame + b"after", 6, Items(NO_LIMIT)) == 6 + len(frame)


@pytest.mark.parametrize("message", MESSAGES, ids=range(len(MESSAGES)))
def test_a_message_that_breaks_off_is_left_to_its_reader(message: Any) -> None:
    frame = encoded(message)
    for size in range(len(frame[:200])):
        try:
            ensure_arrays(frame[:size], 0, type(message))
        except InvalidArray:
            continue  # right as well: more items than there are bytes left


@pytest.mark.parametrize(
    ("version", "frame"),
    [
        (9, METADATA_V9_HEADER + bytes.fromhex("ffffffff7f")),
        (9, METADATA_V9_HEADER + bytes.fromhex("ffffffff07")),
        (9, METADATA_V9_HEADER + bytes.fromhex("03 00")),
        (8, METADATA_V8_HEADER + bytes.fromhex("7fffffff")),
        (8, METADATA_V8_HEADER + bytes.fromhex("00000003 0000")),
    ],
)
def test_more_items_than_bytes_are_refused(version: int, frame: bytes) -> None:
    with pytest.raises(InvalidFrame, match="an array of"):
        decode_request(frame, request_schema(METADATA, version))


@pytest.mark.parametrize(
    ("api_key", "version", "body"),
    [
        (19, 7, bytes.fromhex("00 000003e8 00 00")),  # CreateTopics: topics
        (19, 4, bytes.fromhex("ffffffff 000003e8 00")),
        (61, 0, bytes.fromhex("02 02 74 00 00 00")),  # DescribeProducers: the partitions of a topic
    ],
)
def test_null_is_refused_where_an_array_has_to_be(api_key: int, version: int, body: bytes) -> None:
    with pytest.raises(InvalidArray, match="null"):
        ensure_arrays(body, 0, request_schema(api_key, version))


def test_an_array_within_an_array_is_looked_at() -> None:
    frame = encoded(requests.describe_producers("topic", 0))
    broken = frame[:-7] + bytes.fromhex("ffffffff7f") + frame[-6:]
    assert frame[-7] == 2, "one partition, in the compact form"
    with pytest.raises(InvalidArray):
        ensure_arrays(broken, 0, type(requests.describe_producers("topic", 0)))


def test_an_array_in_a_tagged_field_is_looked_at() -> None:
    tag_0_of_five_bytes = bytes.fromhex("0000 01 00000000 01 00 05 ffffffff7f")
    with pytest.raises(InvalidArray):
        ensure_arrays(tag_0_of_five_bytes, 0, ApiVersionsResponse)


def test_a_server_goes_on_after_such_a_request() -> None:
    frame = METADATA_V9_HEADER + bytes.fromhex("ffffffff7f")
    with serve(Broker()) as address, connect(address) as other:
        with socket.create_connection(Address.parse(address), timeout=10) as connection:
            connection.sendall(LENGTH.pack(len(frame)) + frame)
            assert connection.recv(100) == b""
        assert other.topics == {}


@pytest.mark.parametrize("version", [3, 9, 12])
def test_items_are_counted_wherever_they_are(version: int) -> None:
    """Two topics with three partitions each are eight items, however large their records are."""
    partitions = [{"index": index, "records": bytes(1000)} for index in range(3)]
    topics = [{"name": name, "partition_data": partitions} for name in ("a", "b")]
    schema = request_schema(0, version)
    body = encoded(fill(schema, {"acks": -1, "timeout": timedelta(0), "topic_data": topics}))
    ensure_arrays(body, 0, schema, limit=8)
    with pytest.raises(InvalidArray, match="more than 7 items"):
        ensure_arrays(body, 0, schema, limit=7)
