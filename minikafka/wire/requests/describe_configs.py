"""DescribeConfigs: the settings that this broker really has, by Kafka's names.

Versions 1 to 4. Resources are topics (2) and the broker (4); another kind is INVALID_REQUEST, another broker's id too.
Where there is no error its message is empty.

Left out: the settings that change nothing here, synonyms, documentation, and altering any of them.

Source: ``ConfigHelper.describeConfigs``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kio.schema.errors import ErrorCode

from minikafka.engine.errors import KafkaError
from minikafka.engine.topic_names import ensure_topic_name
from minikafka.wire.answers import Answer
from minikafka.wire.node import Call
from minikafka.wire.requests.fetch import MAX_BYTES as FETCH_MAX_BYTES
from minikafka.wire.requests.offset_commit import MAX_METADATA_SIZE

API_KEY = 32
VERSIONS = range(1, 5)

TOPIC = 2
BROKER = 4
DYNAMIC_TOPIC_CONFIG = 1
STATIC_BROKER_CONFIG = 4
DEFAULT_CONFIG = 5
_TYPES = {bool: 1, str: 2, int: 5}  # BOOLEAN, STRING, LONG in ConfigType
_INT, _LIST = 3, 7
_OTHER_TYPES = {
    "cleanup.policy": _LIST,
    "max.message.bytes": _INT,
    "min.insync.replicas": _INT,
    "broker.id": _INT,
    "default.replication.factor": _INT,
    "fetch.max.bytes": _INT,
    "group.initial.rebalance.delay.ms": _INT,
    "group.max.session.timeout.ms": _INT,
    "group.min.session.timeout.ms": _INT,
    "message.max.bytes": _INT,
    "node.id": _INT,
    "num.partitions": _INT,
    "offset.metadata.max.bytes": _INT,
    "producer.id.expiration.ms": _INT,
}

Setting = bool | int | str


def handle(call: Call) -> Answer:
    return {"results": [_resource(call, asked) for asked in call.request.resources]}


def _resource(call: Call, asked: Any) -> Answer:
    resource = {"resource_type": asked.resource_type, "resource_name": asked.resource_name, "error_message": ""}
    if asked.resource_type == TOPIC:
        if problem := _topic_problem(call, asked.resource_name):
            return {**resource, **problem}
        own = call.node.topics.configs(asked.resource_name)
        configs = topic_configs(call, asked.resource_name, own)
        return {**resource, "configs": _asked_for(asked, configs)}
    if asked.resource_type == BROKER and asked.resource_name in {"", str(call.node_id)}:
        settings = _broker_settings(call) if asked.resource_name else {}
        configs = [_config(name, value, STATIC_BROKER_CONFIG) for name, value in settings.items()]
        return {**resource, "configs": _asked_for(asked, configs)}
    explanation = f"topics and the broker {call.node_id} can be described"
    return {**resource, "error_code": ErrorCode.invalid_request, "error_message": explanation}


def _topic_problem(call: Call, topic: str) -> Answer:
    try:
        ensure_topic_name(topic)
    except KafkaError as refusal:
        return {"error_code": refusal.error, "error_message": str(refusal)}
    return {} if call.node.topics.exists(topic) else {"error_code": ErrorCode.unknown_topic_or_partition}


def topic_configs(call: Call, topic: str, own: Mapping[str, str]) -> list[Answer]:
    """The settings of a topic: what it was created with, and what is in force anyway."""
    settings: dict[str, Setting] = {**_topic_settings(call, topic), **own}
    sources = dict.fromkeys(settings, DEFAULT_CONFIG) | dict.fromkeys(own, DYNAMIC_TOPIC_CONFIG)
    return [_config(name, value, sources[name]) for name, value in settings.items()]


def _topic_settings(call: Call, topic: str) -> dict[str, Setting]:
    return {
        "cleanup.policy": "delete",
        "compression.type": "producer",
        "max.message.bytes": call.node.broker.max_message_bytes(topic),
        "message.timestamp.type": "CreateTime",
        "min.insync.replicas": 1,
        "retention.bytes": -1,
        "retention.ms": -1,
    }


def _broker_settings(call: Call) -> dict[str, Setting]:
    settings = call.node.broker.settings
    return {
        "auto.create.topics.enable": call.node.settings.auto_create_topics_enable,
        "broker.id": call.node_id,
        "default.replication.factor": 1,
        "fetch.max.bytes": FETCH_MAX_BYTES,
        "group.initial.rebalance.delay.ms": call.node.settings.group_initial_rebalance_delay_ms,
        "group.max.session.timeout.ms": call.node.settings.group_max_session_timeout_ms,
        "group.min.session.timeout.ms": call.node.settings.group_min_session_timeout_ms,
        "message.max.bytes": settings.message_max_bytes,
        "node.id": call.node_id,
        "num.partitions": settings.num_partitions,
        "offset.metadata.max.bytes": MAX_METADATA_SIZE,
        "producer.id.expiration.ms": settings.producer_id_expiration_ms,
    }


def _asked_for(asked: Any, configs: list[Answer]) -> list[Answer]:
    """The settings that a client names, all of them if it names none."""
    names = set(asked.configuration_keys or ())
    return [config for config in configs if not names or config["name"] in names]


def _config(name: str, value: Setting, source: int) -> Answer:
    return {
        "name": name,
        "value": str(value).lower() if isinstance(value, bool) else str(value),
        "read_only": source == STATIC_BROKER_CONFIG,
        "config_source": source,
        "config_type": _OTHER_TYPES.get(name, _TYPES[type(value)]),
    }
