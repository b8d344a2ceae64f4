"""OffsetFetch: how far a group has read, -1 where it never said.

Versions 1 to 9; from version 2 on ``None`` asks for all partitions of the group, from version 8 on several groups.

Left out: ``require_stable``, as no transaction can hold an offset back, and the member's epoch of the newer group
protocol (KIP-848), which is not spoken here.

Source: ``OffsetMetadataManager.fetchOffsets``.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import Any

from minikafka.wire.answers import Answer
from minikafka.wire.groups.coordinator import CommittedOffset, TopicPartition
from minikafka.wire.node import Call

API_KEY = 9
VERSIONS = range(1, 10)

_Partitions = tuple[str, Iterable[int]]

_NEVER = CommittedOffset(-1, -1, "")


def handle(call: Call) -> Answer:
    if call.version < 8:
        return {"topics": _topics(call, call.request.group_id, call.request.topics)}
    return {
        "groups": [
            {"group_id": group.group_id, "topics": _topics(call, group.group_id, group.topics)}
            for group in call.request.groups
        ]
    }


def _topics(call: Call, group_id: str, topics: Any) -> list[Answer]:
    offsets = call.node.groups.offsets(group_id)
    return [
        {"name": topic, "partitions": [_partition(number, offsets.get((topic, number), _NEVER)) for number in numbers]}
        for topic, numbers in (_all(offsets) if topics is None else _asked(topics))
    ]


def _all(offsets: Iterable[TopicPartition]) -> Iterable[_Partitions]:
    return [(topic, [number for _, number in found]) for topic, found in groupby(sorted(offsets), key=itemgetter(0))]


def _asked(topics: Any) -> Iterable[_Partitions]:
    return [(topic.name, topic.partition_indexes) for topic in topics]


def _partition(number: int, committed: CommittedOffset) -> Answer:
    return {
        "partition_index": number,
        "committed_offset": committed.offset,
        "committed_leader_epoch": committed.leader_epoch,
        "metadata": committed.metadata,
    }
