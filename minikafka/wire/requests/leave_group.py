"""LeaveGroup: members go, and the others share what they had.

Versions 0 to 5; from version 3 on several members at once, each with its own error.

Source: ``GroupMetadataManager.classicGroupLeave``.
"""

from __future__ import annotations

from kio.schema.errors import ErrorCode

from minikafka.wire.answers import Answer
from minikafka.wire.groups.member import GroupError
from minikafka.wire.node import Call

API_KEY = 13
VERSIONS = range(6)


def handle(call: Call) -> Answer:
    request = call.request
    if call.version < 3:
        return {"error_code": _leave(call, request.member_id, None)}
    return {
        "members": [
            {
                "member_id": member.member_id,
                "group_instance_id": member.group_instance_id,
                "error_code": _leave(call, member.member_id, member.group_instance_id),
            }
            for member in request.members
        ]
    }


def _leave(call: Call, member_id: str, instance_id: str | None) -> ErrorCode:
    try:
        call.node.groups.get(call.request.group_id).leave(member_id, instance_id)
    except GroupError as refusal:
        return refusal.error
    return ErrorCode.none
