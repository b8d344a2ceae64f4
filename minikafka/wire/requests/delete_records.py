"""DeleteRecords: forget the records below an offset, -1 for all of them. What is known of producers stays.

Versions 0 to 2.

Source: ``ReplicaManager.deleteRecords``, ``Partition.deleteRecordsOnLeader``.
"""

from __future__ import annotations

from typing import Any

from minikafka.engine.errors import KafkaError
from minikafka.wire.answers import Answer
from minikafka.wire.node import Call

API_KEY = 21
VERSIONS = range(3)

ALL = -1


def handle(call: Call) -> Answer:
    return {
        "topics": [
            {"name": topic.name, "partitions": [_partition(call, topic.name, asked) for asked in topic.partitions]}
            for topic in call.request.topics
        ]
    }


def _partition(call: Call, topic: str, asked: Any) -> Answer:
    broker, index = call.node.broker, asked.partition_index
    try:
        with broker.locked():
            broker.log_start_offset(topic, index)
            offset = broker.log_end_offset(topic, index) if asked.offset == ALL else asked.offset
            broker.delete_records(topic, index, offset)
            return {"partition_index": index, "low_watermark": broker.log_start_offset(topic, index)}
    except KafkaError as refusal:
        return {"partition_index": index, "low_watermark": -1, "error_code": refusal.error}
