"""DescribeConfigs: the settings that this broker really has, by Kafka's names.

Versions 1 to 4. Resources are topics (2) and the broker (4); another kind is INVALID_REQUEST, another broker's id too.

Left out: the settings that change nothing here, synonyms, documentation, and altering any of them.

Source: ``ConfigHelper.describeConfigs``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kio.schema.errors import ErrorCode

from minikafka.wire.answers import Answer
from minikafka.wire.node import NODE_ID, Call
from minikafka.wire.requests.fetch import MAX_BYTES as FETCH_MAX_BYTES
from minikafka.wire.requests.offset_commit import MAX_METADATA_SIZE

API_KEY = 32
VERSIONS = range(1, 5)

TOPIC = 2
BROKER = 4
STATIC_BROKER_CONFIG = 4
DEFAULT_CONFIG = 5
_TYPES = {bool: 1, str: 2, int: 5}  # BOOLEAN, STRING, LONG in ConfigType

Setting = bool | int | str


def handle(call: Call) -> Answer:
    return {"results": [_resource(call, asked) for asked in call.request.resources]}


def _resource(call: Call, asked: Any) -> Answer:
    resource = {"resource_type": asked.resource_type, "resource_name": asked.resource_name}
    if asked.resource_type == TOPIC:
        if not call.node.broker.has_partition(asked.resource_name, 0):
            return {**resource, "error_code": ErrorCode.unknown_topic_or_partition}
        return {**resource, "configs": _configs(asked, _topic_settings(call), DEFAULT_CONFIG)}
    if asked.resource_type == BROKER and asked.resource_name in {"", str(NODE_ID)}:
        settings = _broker_settings(call) if asked.resource_name else {}
        return {**resource, "configs": _configs(asked, settings, STATIC_BROKER_CONFIG)}
    explanation = f"topics and the broker {NODE_ID} can be described"
    return {**resource, "error_code": ErrorCode.invalid_request, "error_message": explanation}


def _topic_settings(call: Call) -> dict[str, Setting]:
    return {
        "cleanup.policy": "delete",
        "compression.type": "producer",
        "max.message.bytes": call.node.broker.settings.message_max_bytes,
        "message.timestamp.type": "CreateTime",
        "min.insync.replicas": 1,
        "retention.bytes": -1,
        "retention.ms": -1,
    }


def _broker_settings(call: Call) -> dict[str, Setting]:
    settings = call.node.broker.settings
    return {
        "auto.create.topics.enable": True,
        "broker.id": NODE_ID,
        "default.replication.factor": 1,
        "fetch.max.bytes": FETCH_MAX_BYTES,
        "message.max.bytes": settings.message_max_bytes,
        "node.id": NODE_ID,
        "num.partitions": settings.num_partitions,
        "offset.metadata.max.bytes": MAX_METADATA_SIZE,
        "producer.id.expiration.ms": settings.producer_id_expiration_ms,
    }


def _configs(asked: Any, settings: dict[str, Setting], source: int) -> list[Answer]:
    names: Iterable[str] = asked.configuration_keys or settings
    return [_config(name, settings[name], source) for name in names if name in settings]


def _config(name: str, value: Setting, source: int) -> Answer:
    return {
        "name": name,
        "value": str(value).lower() if isinstance(value, bool) else str(value),
        "read_only": True,
        "config_source": source,
        "config_type": _TYPES[type(value)],
    }
