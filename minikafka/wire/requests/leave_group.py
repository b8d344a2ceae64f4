"""LeaveGroup: members go, and the others share what they had.

Versions 0 to 5; from version 3 on several members at once, each with its own error.

Source: ``GroupMetadataManager.classicGroupLeave``.
"""

from __future__ import annotations

from typing import Any

from kio.schema.errors import ErrorCode

from minikafka.wire.answers import Answer
from minikafka.wire.groups.member import GroupError
from minikafka.wire.node import Call

API_KEY = 13
VERSIONS = range(6)


def handle(call: Call) -> Answer:
    request = call.request
    if not request.group_id:
        return {"error_code": ErrorCode.invalid_group_id}
    leaving = [(request.member_id, None)] if call.version < 3 else _members(request)
    errors = [_leave(call, *member) for member in leaving]
    group = call.node.groups.find(request.group_id)
    if group is not None and ErrorCode.none in errors:
        group.rebalance()
    if call.version < 3:
        return {"error_code": errors[0]}
    return {"members": [_answer(*member, error) for member, error in zip(leaving, errors, strict=True)]}


def _members(request: Any) -> list[tuple[str, str | None]]:
    return [(member.member_id, member.group_instance_id) for member in request.members]


def _leave(call: Call, member_id: str, instance_id: str | None) -> ErrorCode:
    try:
        call.node.groups.get(call.request.group_id).leave(member_id, instance_id)
    except GroupError as refusal:
        return refusal.error
    return ErrorCode.none


def _answer(member_id: str, instance_id: str | None, error: ErrorCode) -> Answer:
    return {"member_id": member_id, "group_instance_id": instance_id, "error_code": error}
