"""FindCoordinator: which node coordinates a group or a transactional id. It is always this one.

Versions 0 to 4; from 4 on several keys at once. A key of neither a group (0) nor a transaction (1) is INVALID_REQUEST.

Left out: transactions themselves. Their coordinator is named so that a client gets as far as InitProducerId.

Source: ``KafkaApis.handleFindCoordinatorRequest``.
"""

from __future__ import annotations

from kio.schema.errors import ErrorCode

from minikafka.wire.answers import Answer
from minikafka.wire.node import NODE_ID, Call

API_KEY = 10
VERSIONS = range(5)

KEY_TYPES = (0, 1)


def handle(call: Call) -> Answer:
    if call.version < 4:
        return _coordinator(call)
    return {"coordinators": [{"key": key, **_coordinator(call)} for key in call.request.coordinator_keys]}


def _coordinator(call: Call) -> Answer:
    if getattr(call.request, "key_type", 0) not in KEY_TYPES:
        return {"error_code": ErrorCode.invalid_request, "node_id": -1, "port": -1}
    return {"node_id": NODE_ID, "host": call.host, "port": call.port}
