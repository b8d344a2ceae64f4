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
_KNOWS_GROUP_ID_NOT_FOUND = 9


def handle(call: Call) -> Answer:
    refusal = _refusal(call) if _names_a_partition_that_exists(call) else ErrorCode.none
    return {"topics": [_topic(call, topic, refusal) for topic in call.request.topics if topic.partitions]}


def _topic(call: Call, topic: Any, refusal: ErrorCode) -> Answer:
    answers = [
        {"partition_index": asked.partition_index, "error_code": _commit(call, topic.name, asked, refusal)}
        for asked in topic.partitions
    ]
    return {"name": topic.name, "partitions": answers}


def _names_a_partition_that_exists(call: Call) -> bool:
    """If not, the group is not asked, nor made."""
    broker = call.node.broker
    return any(
        broker.has_partition(topic.name, asked.partition_index)
        for topic in call.request.topics
        for asked in topic.partitions
    )


def _refusal(call: Call) -> ErrorCode:
    request = call.request
    instance_id = getattr(request, "group_instance_id", None)
    generation = request.generation_id_or_member_epoch
    try:
        call.node.groups.ensure_may_commit(request.group_id, request.member_id, instance_id, generation)
    except GroupError as refusal:
        if refusal.error is ErrorCode.group_id_not_found and call.version < _KNOWS_GROUP_ID_NOT_FOUND:
            return ErrorCode.illegal_generation
        return refusal.error
    return ErrorCode.none


def _commit(call: Call, topic: str, asked: Any, refusal: ErrorCode) -> ErrorCode:
    if not call.node.broker.has_partition(topic, asked.partition_index):
        return ErrorCode.unknown_topic_or_partition
    if refusal:
        return refusal
    metadata = asked.committed_metadata or ""
    if len(metadata) > MAX_METADATA_SIZE:
        return ErrorCode.offset_metadata_too_large
    leader_epoch = getattr(asked, "committed_leader_epoch", -1)
    committed = CommittedOffset(asked.committed_offset, leader_epoch, metadata)
    call.node.groups.commit(call.request.group_id, (topic, asked.partition_index), committed)
    return ErrorCode.none
