"""DescribeConfigs: the settings that this broker really has, by Kafka's names.

Versions 1 to 4. Resources are topics (2) and the broker (4); another kind is INVALID_REQUEST, another broker's id too.
Where there is no error its message is empty. A setting has the source DEFAULT_CONFIG where it is as in Kafka.

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
from minikafka.wire.topic_configs import CONFIGS, MAX_MESSAGE_BYTES, ConfigType

API_KEY = 32
VERSIONS = range(1, 5)

TOPIC = 2
BROKER = 4
DYNAMIC_TOPIC_CONFIG = 1
STATIC_BROKER_CONFIG = 4
DEFAULT_CONFIG = 5
_TYPES = {bool: ConfigType.BOOLEAN, int: ConfigType.INT}  # of a broker's settings that are told
_DYNAMIC = ("message.max.bytes", "producer.id.expiration.ms")  # of these, what ``DynamicBrokerConfig`` may change
_KAFKA_DEFAULTS: Mapping[str, bool | int] = {
    "auto.create.topics.enable": True,
    "default.replication.factor": 1,
    "fetch.max.bytes": 57_671_680,
    "group.initial.rebalance.delay.ms": 3_000,
    "group.max.session.timeout.ms": 1_800_000,
    "group.min.session.timeout.ms": 6_000,
    "message.max.bytes": 1_048_588,
    "min.insync.replicas": 1,
    "num.partitions": 1,
    "offset.metadata.max.bytes": 4_096,
    "producer.id.expiration.ms": 86_400_000,
}
_TOPIC_DEFAULTS = {
    "cleanup.policy": "delete",
    "compression.type": "producer",
    "message.timestamp.type": "CreateTime",
    "retention.bytes": "-1",
    "retention.ms": "-1",
}
_FROM_BROKER = {MAX_MESSAGE_BYTES: "message.max.bytes", "min.insync.replicas": "min.insync.replicas"}


def handle(call: Call) -> Answer:
    return {"results": [_resource(call, asked) for asked in call.request.resources]}


def _resource(call: Call, asked: Any) -> Answer:
    resource = {"resource_type": asked.resource_type, "resource_name": asked.resource_name, "error_message": ""}
    if asked.resource_type == TOPIC:
        if problem := _topic_problem(call, asked.resource_name):
            return {**resource, **problem}
        own = call.node.topics.configs(asked.resource_name)
        configs = topic_configs(call, own)
        return {**resource, "configs": _asked_for(asked, configs)}
    if asked.resource_type == BROKER and asked.resource_name in {"", str(call.node_id)}:
        settings = _broker_settings(call) if asked.resource_name else {}
        configs = [_broker_config(name, value) for name, value in settings.items()]
        return {**resource, "configs": _asked_for(asked, configs)}
    explanation = f"topics and the broker {call.node_id} can be described"
    return {**resource, "error_code": ErrorCode.invalid_request, "error_message": explanation}


def _topic_problem(call: Call, topic: str) -> Answer:
    try:
        ensure_topic_name(topic)
    except KafkaError as refusal:
        return {"error_code": refusal.error, "error_message": str(refusal)}
    return {} if call.node.topics.exists(topic) else {"error_code": ErrorCode.unknown_topic_or_partition}


def topic_configs(call: Call, own: Mapping[str, str]) -> list[Answer]:
    """The settings of a topic: what it was created with, and what is in force anyway."""
    settings = {name: (value, DEFAULT_CONFIG) for name, value in _TOPIC_DEFAULTS.items()}
    broker = _broker_settings(call)
    settings |= {name: (str(broker[of]), _source(of, broker[of])) for name, of in _FROM_BROKER.items()}
    settings |= {name: (value, DYNAMIC_TOPIC_CONFIG) for name, value in own.items()}
    return [_topic_config(name, *settings[name]) for name in sorted(settings)]


def _topic_config(name: str, value: str, source: int) -> Answer:
    kind = CONFIGS[name].type
    return {"name": name, "value": value, "read_only": False, "config_source": source, "config_type": kind}


def _broker_settings(call: Call) -> dict[str, bool | int]:
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
        "min.insync.replicas": settings.min_insync_replicas,
        "node.id": call.node_id,
        "num.partitions": settings.num_partitions,
        "offset.metadata.max.bytes": MAX_METADATA_SIZE,
        "producer.id.expiration.ms": settings.producer_id_expiration_ms,
    }


def _broker_config(name: str, value: bool | int) -> Answer:
    return {
        "name": name,
        "value": str(value).lower(),
        "read_only": name not in _DYNAMIC,
        "config_source": _source(name, value),
        "config_type": _TYPES[type(value)],
    }


def _source(name: str, value: bool | int) -> int:
    """Whatever is not as Kafka has it by itself was set when the broker was started."""
    return DEFAULT_CONFIG if _KAFKA_DEFAULTS.get(name) == value else STATIC_BROKER_CONFIG


def _asked_for(asked: Any, configs: list[Answer]) -> list[Answer]:
    """The settings that a client names, all of them if it names none."""
    names = set(asked.configuration_keys or ())
    return [config for config in configs if not names or config["name"] in names]
