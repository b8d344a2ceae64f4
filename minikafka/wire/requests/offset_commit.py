"""OffsetCommit: a group says how far it has read.

Versions 2 to 9. Metadata of more than 4096 bytes is OFFSET_METADATA_TOO_LARGE. A client outside of any group may commit
to one without members, with generation -1.

Left out: retention. Offsets stay until their topic or their group is deleted, or the broker stops.

Source: ``KafkaApis.handleOffsetCommitRequest``, ``OffsetMetadataManager.commitOffset``.
"""

from __future__ import annotations

from typing import Any

from kio.schema.errors import ErrorCode

from minikafka.wire.answers import Answer
from minikafka.wire.groups.coordinator import CommittedOffset
from minikafka.wire.groups.member import GroupError
from minikafka.wire.node import Call

API_KEY = 8
VERSIONS = range(2, 10)

MAX_METADATA_SIZE = 4096  # offset.metadata.max.bytes


def handle(call: Call) -> Answer:
    refusal = _refusal(call)
    return {
        "topics": [
            {
                "name": topic.name,
                "partitions": [
                    {
                        "partition_index": asked.partition_index,
                        "error_code": refusal or _commit(call, topic.name, asked),
                    }
                    for asked in topic.partitions
                ],
            }
            for topic in call.request.topics
        ]
    }


def _refusal(call: Call) -> ErrorCode:
    request = call.request
    instance_id = getattr(request, "group_instance_id", None)
    generation = request.generation_id_or_member_epoch
    try:
        call.node.groups.ensure_may_commit(request.group_id, request.member_id, instance_id, generation)
    except GroupError as refusal:
        return refusal.error
    return ErrorCode.none


def _commit(call: Call, topic: str, asked: Any) -> ErrorCode:
    if not call.node.broker.has_partition(topic, asked.partition_index):
        return ErrorCode.unknown_topic_or_partition
    metadata = asked.committed_metadata or ""
    if len(metadata) > MAX_METADATA_SIZE:
        return ErrorCode.offset_metadata_too_large
    leader_epoch = getattr(asked, "committed_leader_epoch", -1)
    committed = CommittedOffset(asked.committed_offset, leader_epoch, metadata)
    try:
        call.node.groups.commit(call.request.group_id, (topic, asked.partition_index), committed)
    except GroupError as refusal:
        return refusal.error
    return ErrorCode.none
