"""Heartbeat: a member is alive, and hears whether it has to join again (REBALANCE_IN_PROGRESS).

Versions 0 to 4.

Source: ``GroupMetadataManager.classicGroupHeartbeat``.
"""

from __future__ import annotations

from kio.schema.errors import ErrorCode

from minikafka.wire.answers import Answer
from minikafka.wire.groups.group import State
from minikafka.wire.groups.member import GroupError
from minikafka.wire.node import Call

API_KEY = 12
VERSIONS = range(5)


def handle(call: Call) -> Answer:
    request = call.request
    try:
        group = call.node.groups.get(request.group_id)
        instance_id = getattr(request, "group_instance_id", None)
        group.heard_from(group.member(request.member_id, instance_id, request.generation_id))
    except GroupError as refusal:
        return {"error_code": refusal.error}
    if group.state is State.PREPARING_REBALANCE:
        return {"error_code": ErrorCode.rebalance_in_progress}
    return {}
