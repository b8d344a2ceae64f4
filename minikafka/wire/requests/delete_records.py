"""DeleteRecords: forget the records below an offset, -1 for all of them. What is known of producers stays.

Versions 0 to 2.

Source: ``ReplicaManager.deleteRecords``, ``Partition.deleteRecordsOnLeader``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kio.schema.errors import ErrorCode

from minikafka.engine.errors import KafkaError
from minikafka.wire.answers import Answer
from minikafka.wire.node import Call
from minikafka.wire.topics import INTERNAL

API_KEY = 21
VERSIONS = range(3)

ALL = -1


def handle(call: Call) -> Answer:
    """Of a partition that is named twice, what was said last counts."""
    topics: dict[str, dict[int, Any]] = {}
    for topic in call.request.topics:
        topics.setdefault(topic.name, {}).update({asked.partition_index: asked for asked in topic.partitions})
    return {"topics": [_topic(call, name, asked.values()) for name, asked in topics.items() if asked]}


def _topic(call: Call, topic: str, partitions: Iterable[Any]) -> Answer:
    return {"name": topic, "partitions": [_partition(call, topic, asked) for asked in partitions]}


def _partition(call: Call, topic: str, asked: Any) -> Answer:
    broker, index = call.node.broker, asked.partition_index
    if topic in INTERNAL and call.node.broker.has_partition(topic, index):
        return {"partition_index": index, "low_watermark": -1, "error_code": ErrorCode.invalid_topic_exception}
    try:
        with broker.locked():
            broker.log_start_offset(topic, index)
            offset = broker.log_end_offset(topic, index) if asked.offset == ALL else asked.offset
            broker.delete_records(topic, index, offset)
            return {"partition_index": index, "low_watermark": broker.log_start_offset(topic, index)}
    except KafkaError as refusal:
        return {"partition_index": index, "low_watermark": -1, "error_code": refusal.error}
