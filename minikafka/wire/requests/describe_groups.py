"""DescribeGroups: the members of groups, and what was assigned to them.

Versions 0 to 6. A group that does not exist is Dead, and from version 6 on GROUP_ID_NOT_FOUND.

Left out: authorized operations, as there is no authorizer.

Source: ``GroupMetadataManager.describeGroups``.
"""

from __future__ import annotations

from kio.schema.errors import ErrorCode

from minikafka.wire.answers import Answer
from minikafka.wire.groups.group import Group, State
from minikafka.wire.groups.member import Member
from minikafka.wire.node import Call

API_KEY = 15
VERSIONS = range(7)


def handle(call: Call) -> Answer:
    return {"groups": [_described(call, group_id) for group_id in call.request.groups]}


def _described(call: Call, group_id: str) -> Answer:
    group = call.node.groups.find(group_id)
    if group is not None:
        return _group(group)
    unknown = {"group_id": group_id, "group_state": State.DEAD.value}
    if call.version < 6:
        return unknown
    return {**unknown, "error_code": ErrorCode.group_id_not_found, "error_message": f"There is no group {group_id}."}


def _group(group: Group) -> Answer:
    return {
        "group_id": group.id,
        "group_state": group.state.value,
        "protocol_type": group.protocol_type,
        "protocol_data": group.protocol if group.state is State.STABLE else "",
        "members": [_member(group, member) for member in group.members],
    }


def _member(group: Group, member: Member) -> Answer:
    stable = group.state is State.STABLE
    return {
        "member_id": member.id,
        "group_instance_id": member.instance_id,
        "client_id": member.client_id,
        "client_host": f"/{member.client_host}",
        "member_metadata": member.metadata(group.protocol) if stable else b"",
        "member_assignment": member.assignment,
    }
