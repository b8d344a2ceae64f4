"""ListGroups: the groups of this node, from version 4 on those in certain states, from version 5 on of certain types.

Versions 0 to 5. The only type is the classic one.

Source: ``GroupMetadataManager.listGroups``.
"""

from __future__ import annotations

from minikafka.wire.answers import Answer
from minikafka.wire.groups.group import Group
from minikafka.wire.node import Call

API_KEY = 16
VERSIONS = range(6)

CLASSIC = "classic"


def handle(call: Call) -> Answer:
    return {"groups": [_group(group) for group in call.node.groups.groups if _is_asked_for(call, group)]}


def _is_asked_for(call: Call, group: Group) -> bool:
    states = {state.lower() for state in getattr(call.request, "states_filter", ())}
    types = {kind.lower() for kind in getattr(call.request, "types_filter", ())}
    return (not states or group.state.value.lower() in states) and (not types or CLASSIC in types)


def _group(group: Group) -> Answer:
    return {
        "group_id": group.id,
        "protocol_type": group.protocol_type,
        "group_state": group.state.value,
        "group_type": CLASSIC,
    }
