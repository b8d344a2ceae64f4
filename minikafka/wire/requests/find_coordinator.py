"""FindCoordinator: which node coordinates a group or a transactional id. It is always this one.

Versions 0 to 4; from 4 on several keys at once. A key of neither a group (0) nor a transaction (1) is INVALID_REQUEST.

Left out: transactions. A client that asks for their coordinator is refused with
TRANSACTIONAL_ID_AUTHORIZATION_FAILED: to every client that is an end at once. Any other answer lets librdkafka wait
until its messages expire.

Source: ``KafkaApis.handleFindCoordinatorRequest``.
"""

from __future__ import annotations

from kio.schema.errors import ErrorCode

from minikafka.wire.answers import Answer
from minikafka.wire.node import Call

API_KEY = 10
VERSIONS = range(5)

GROUP = 0
TRANSACTION = 1

_SEVERAL_KEYS = 4


def handle(call: Call) -> Answer:
    if call.version < _SEVERAL_KEYS:
        return _coordinator(call)
    return {"coordinators": [{"key": key, **_coordinator(call)} for key in call.request.coordinator_keys]}


def _coordinator(call: Call) -> Answer:
    key_type = getattr(call.request, "key_type", GROUP)
    if key_type == TRANSACTION:
        return _refusal(ErrorCode.transactional_id_authorization_failed, "there are no transactions here")
    if key_type != GROUP:
        return _refusal(ErrorCode.invalid_request, f"there is no coordinator of type {key_type}")
    no_error = "NONE" if call.version < _SEVERAL_KEYS else ""  # what Kafka says
    return {"error_message": no_error, "node_id": call.node_id, "host": call.host, "port": call.port}


def _refusal(error: ErrorCode, explanation: str) -> Answer:
    return {"error_code": error, "error_message": explanation, "node_id": -1, "port": -1}
