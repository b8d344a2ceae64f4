"""OffsetForLeaderEpoch: where a leader epoch ended, so that a consumer notices a log that was cut off behind its back.

Versions 2 to 4. There is one epoch, 0, and it ends at the log end offset. One before it ended where the log begins; one
after it, and -1, are not known (-1).

Source: ``Partition.lastOffsetForLeaderEpoch``, ``LeaderEpochFileCache.endOffsetFor``.
"""

from __future__ import annotations

from typing import Any

from minikafka.engine.errors import KafkaError
from minikafka.wire.answers import Answer
from minikafka.wire.node import LEADER_EPOCH, NO_LEADER_EPOCH, Call, leader_epoch_error

API_KEY = 23
VERSIONS = range(2, 5)


def handle(call: Call) -> Answer:
    return {
        "topics": [
            {"topic": topic.topic, "partitions": [_partition(call, topic.topic, asked) for asked in topic.partitions]}
            for topic in call.request.topics
        ]
    }


def _partition(call: Call, topic: str, asked: Any) -> Answer:
    try:
        start_offset = call.node.broker.log_start_offset(topic, asked.partition)
        end_offset = call.node.broker.log_end_offset(topic, asked.partition)
    except KafkaError as refusal:
        return {"partition": asked.partition, "error_code": refusal.error}
    error = leader_epoch_error(asked.current_leader_epoch)
    if error or asked.leader_epoch > LEADER_EPOCH or asked.leader_epoch == NO_LEADER_EPOCH:
        return {"partition": asked.partition, "error_code": error}
    known = end_offset if asked.leader_epoch == LEADER_EPOCH else start_offset
    return {"partition": asked.partition, "leader_epoch": asked.leader_epoch, "end_offset": known}
