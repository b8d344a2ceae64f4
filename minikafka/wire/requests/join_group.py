"""JoinGroup: become a member of a group, or take part in its next generation. Answered once everybody has joined.

Versions 0 to 9. From version 4 on a newcomer is first given an id and sent away to come back with it
(MEMBER_ID_REQUIRED), from version 5 on a member may be static. A static leader that returns is told from version 9 on
to skip the assignment; before, it is answered as one that follows its former self. A group is made for a newcomer
only: whoever has an id already is UNKNOWN_MEMBER_ID there.

Session timeouts from 6 seconds to 30 minutes, unless the node is told otherwise (INVALID_SESSION_TIMEOUT).

Source: ``GroupCoordinatorService.joinGroup``, ``GroupMetadataManager.classicGroupJoin``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import timedelta

from kio.schema.errors import ErrorCode

from minikafka.wire.answers import Answer
from minikafka.wire.groups.member import GroupError, Joined, Member
from minikafka.wire.node import Call

API_KEY = 11
VERSIONS = range(10)

_FIRST_WITH_MEMBER_ID_REQUIRED = 4
_FIRST_WITH_SKIP_ASSIGNMENT = 9


def handle(call: Call) -> Answer | Awaitable[Answer]:
    request = call.request
    if not request.group_id:
        return _refusal(call, ErrorCode.invalid_group_id)
    if not _is_session_timeout_allowed(call):
        return _refusal(call, ErrorCode.invalid_session_timeout)
    try:
        groups, member = call.node.groups, _member(call)
        group = groups.get(request.group_id) if member.id else groups.get_or_create(request.group_id)
        if _must_come_back(call):
            member_id = group.reserve_member_id(member, request.protocol_type)
            return {**_refusal(call, ErrorCode.member_id_required), "member_id": member_id}
        return _joined(call, group.join(member, request.protocol_type))
    except GroupError as refusal:
        return _refusal(call, refusal.error)


def _is_session_timeout_allowed(call: Call) -> bool:
    settings = call.node.settings
    least, most = settings.group_min_session_timeout_ms, settings.group_max_session_timeout_ms
    timeout: timedelta = call.request.session_timeout
    return timedelta(milliseconds=least) <= timeout <= timedelta(milliseconds=most)


def _must_come_back(call: Call) -> bool:
    is_static = getattr(call.request, "group_instance_id", None) is not None
    return call.version >= _FIRST_WITH_MEMBER_ID_REQUIRED and not call.request.member_id and not is_static


def _member(call: Call) -> Member:
    request = call.request
    return Member(
        id=request.member_id,
        instance_id=getattr(request, "group_instance_id", None),
        client_id=call.client_id,
        client_host=call.client_host,
        session_timeout=request.session_timeout.total_seconds(),
        rebalance_timeout=getattr(request, "rebalance_timeout", request.session_timeout).total_seconds(),
        protocols=tuple((protocol.name, protocol.metadata) for protocol in request.protocols),
    )


async def _joined(call: Call, joining: asyncio.Future[Joined]) -> Answer:
    try:
        answer = await joining
    except GroupError as refusal:
        return _refusal(call, refusal.error)
    follows = bool(answer.former_leader) and call.version < _FIRST_WITH_SKIP_ASSIGNMENT
    members = [
        {"member_id": member_id, "group_instance_id": instance_id, "metadata": metadata}
        for member_id, instance_id, metadata in (() if follows else answer.members)
    ]
    return {
        "generation_id": answer.generation,
        "protocol_type": answer.protocol_type,
        "protocol_name": answer.protocol or _no_protocol(call),
        "leader": answer.former_leader if follows else answer.leader,
        "skip_assignment": bool(answer.former_leader),
        "member_id": answer.member_id,
        "members": members,
    }


def _refusal(call: Call, error: ErrorCode) -> dict[str, object]:
    return {"error_code": error, "protocol_name": _no_protocol(call), "member_id": call.request.member_id}


def _no_protocol(call: Call) -> str | None:
    return None if call.version >= 7 else ""
