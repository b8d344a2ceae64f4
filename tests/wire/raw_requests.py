"""Requests of a raw client, field by field, and the numbers of them all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from kio.schema.errors import ErrorCode

from minikafka.engine.records import Record, RecordBatch
from minikafka.wire.requests import APIS
from tests.wire.raw_client import RawClient

TIME = 1_700_000_000_000
BATCH = RecordBatch(
    producer_id=7, producer_epoch=0, base_sequence=0, records=(Record(value=b"message1", timestamp=TIME),)
)
NEXT = RecordBatch(producer_id=7, producer_epoch=0, base_sequence=1, records=BATCH.records)
TEN_SECONDS = timedelta(seconds=10)
NONE = ErrorCode.none

PRODUCE, FETCH, LIST_OFFSETS, METADATA = 0, 1, 2, 3
OFFSET_COMMIT, OFFSET_FETCH, FIND_COORDINATOR, JOIN_GROUP, HEARTBEAT, LEAVE_GROUP, SYNC_GROUP = 8, 9, 10, 11, 12, 13, 14
DESCRIBE_GROUPS, LIST_GROUPS, API_VERSIONS, CREATE_TOPICS, DELETE_TOPICS, DELETE_RECORDS = 15, 16, 18, 19, 20, 21
INIT_PRODUCER_ID, OFFSET_FOR_LEADER_EPOCH, DESCRIBE_CONFIGS, DELETE_GROUPS = 22, 23, 32, 42
DESCRIBE_CLUSTER, DESCRIBE_PRODUCERS = 60, 61


def versions_of(api_key: int) -> pytest.MarkDecorator:
    """Runs a test with every version of a request that is offered."""
    return pytest.mark.parametrize("version", APIS[api_key].versions)


def topic_id(client: RawClient) -> UUID:
    answer = client.ask(METADATA, 12, {"topics": [{"name": "topic", "topic_id": None}]})
    found = answer.topics[0].topic_id
    assert isinstance(found, UUID)
    return found


def produce(client: RawClient, version: int, data: bytes | None, *, acks: int = -1, topic: str = "topic") -> Any:
    name: dict[str, object] = {"name": topic} if version < 13 else {"topic_id": topic_id(client)}
    content = {
        "acks": acks,
        "timeout": TEN_SECONDS,
        "topic_data": [{**name, "partition_data": [{"index": 0, "records": data}]}],
    }
    return client.ask(PRODUCE, version, content).responses[0].partition_responses[0]


def fetch(client: RawClient, version: int, offset: int = 0, *, wait: timedelta = timedelta(0), **bounds: int) -> Any:
    partition = {
        "partition": 0,
        "fetch_offset": offset,
        "partition_max_bytes": bounds.get("partition_max_bytes", 1 << 20),
    }
    name: dict[str, object] = {"topic": "topic"} if version < 13 else {"topic_id": topic_id(client)}
    content: dict[str, object] = {
        "max_wait": wait,
        "min_bytes": bounds.get("min_bytes", 1),
        "max_bytes": bounds.get("max_bytes", 1 << 20),
        "topics": [{**name, "partitions": [partition]}],
    }
    return client.ask(FETCH, version, content)
