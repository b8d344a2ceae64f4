"""SyncGroup: the leader brings the assignment of each member, and each member takes its own.

Versions 0 to 5. Answered once the leader has come. From version 5 on a member has to say which protocol it speaks.

Source: ``KafkaApis.handleSyncGroupRequest``, ``GroupMetadataManager.classicGroupSync``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

from kio.schema.errors import ErrorCode

from minikafka.wire.answers import Answer
from minikafka.wire.groups.group import Group, State
from minikafka.wire.groups.member import GroupError
from minikafka.wire.node import Call

API_KEY = 14
VERSIONS = range(6)


def handle(call: Call) -> Answer | Awaitable[Answer]:
    request = call.request
    if call.version >= 5 and None in {request.protocol_type, request.protocol_name}:
        return {"error_code": ErrorCode.inconsistent_group_protocol}
    try:
        group = call.node.groups.get(request.group_id)
        instance_id = getattr(request, "group_instance_id", None)
        member = group.member(request.member_id, instance_id, request.generation_id)
        _ensure_protocol(call, group)
        assignments = {assignment.member_id: assignment.assignment for assignment in request.assignments}
        return _assigned(group, group.sync(member, assignments))
    except GroupError as refusal:
        return {"error_code": refusal.error}


def _ensure_protocol(call: Call, group: Group) -> None:
    protocol_type = getattr(call.request, "protocol_type", None)
    protocol = getattr(call.request, "protocol_name", None)
    is_elected = group.state in {State.COMPLETING_REBALANCE, State.STABLE}
    if protocol_type not in {None, group.protocol_type} or (is_elected and protocol not in {None, group.protocol}):
        raise GroupError(ErrorCode.inconsistent_group_protocol)


async def _assigned(group: Group, syncing: asyncio.Future[bytes]) -> Answer:
    try:
        assignment = await syncing
    except GroupError as refusal:
        return {"error_code": refusal.error}
    return {"protocol_type": group.protocol_type, "protocol_name": group.protocol, "assignment": assignment}
