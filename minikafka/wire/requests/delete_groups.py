"""DeleteGroups: forget groups without members, and their offsets.

Versions 0 to 2.

Source: ``GroupCoordinatorService.deleteGroups``.
"""

from __future__ import annotations

from kio.schema.errors import ErrorCode

from minikafka.wire.answers import Answer
from minikafka.wire.groups.member import GroupError
from minikafka.wire.node import Call

API_KEY = 42
VERSIONS = range(3)


def handle(call: Call) -> Answer:
    return {
        "results": [
            {"group_id": group_id, "error_code": _delete(call, group_id)}
            for group_id in dict.fromkeys(call.request.groups_names)
        ]
    }


def _delete(call: Call, group_id: str) -> ErrorCode:
    try:
        call.node.groups.delete(group_id)
    except GroupError as refusal:
        return refusal.error
    return ErrorCode.none
