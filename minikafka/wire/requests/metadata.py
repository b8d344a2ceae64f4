"""Metadata: where the topics are. A topic that does not exist is created, if the client allows it.

Versions 0 to 13. ``None`` asks for every topic, as an empty list does in version 0. By id from version 12 on; one
that nobody knows is UNKNOWN_TOPIC_ID. Versions 10 and 11 have room for an id, and are INVALID_REQUEST with one.
Before version 4 a client cannot refuse that its topics are created; a node with ``auto.create.topics.enable=false``
creates none.

There is one node: it leads every partition, and its address is the one at which the client reached it, unless another
one is advertised.

Left out: authorized operations, as there is no authorizer. Kafka answers LEADER_NOT_AVAILABLE while it creates a topic;
here it is there at once.

Source: ``KafkaApis.handleTopicMetadataRequest``.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from kio.schema.errors import ErrorCode

from minikafka.engine.errors import KafkaError
from minikafka.engine.topic_names import ensure_topic_name
from minikafka.wire.answers import Answer
from minikafka.wire.node import CLUSTER_ID, LEADER_EPOCH, Call
from minikafka.wire.topics import INTERNAL, TooManyPartitions

API_KEY = 3
VERSIONS = range(14)

_KNOWS_TOPIC_IDS = 12


def handle(call: Call) -> Answer:
    if error := _error(call):
        return {"error_code": error, "topics": [_unread(topic, error) for topic in call.request.topics]}
    return {
        "brokers": [{"node_id": call.node_id, "host": call.host, "port": call.port}],
        "cluster_id": CLUSTER_ID,
        "controller_id": call.node_id,
        "topics": _topics(call),
    }


def _unread(topic: Any, error: int) -> Answer:
    return {"error_code": error, "name": topic.name or "", "topic_id": getattr(topic, "topic_id", None)}


def _error(call: Call) -> ErrorCode:
    """What is wrong with the whole request, as in versions 10 and 11 each id is."""
    asked = call.request.topics or ()
    if call.version < _KNOWS_TOPIC_IDS and any(map(_goes_by_id, asked)):
        return ErrorCode.invalid_request
    if all(map(_has_no_id, asked)) and any(topic.name is None for topic in asked):
        return ErrorCode.unknown_server_error
    return ErrorCode.none


def _topics(call: Call) -> list[Answer]:
    asked = call.request.topics
    if asked is None or (call.version == 0 and not asked):
        return [_description(call, topic) for topic in call.node.topics.partitions()]
    ids = dict.fromkeys(topic.topic_id for topic in asked if not _has_no_id(topic))
    if ids:  # then what goes by its name is not looked at
        return [_by_id(call, topic_id) for topic_id in ids]
    return [_by_name(call, name) for name in dict.fromkeys(topic.name for topic in asked)]


def _goes_by_id(topic: Any) -> bool:
    return topic.name is None or not _has_no_id(topic)


def _has_no_id(topic: Any) -> bool:
    return getattr(topic, "topic_id", None) is None


def _by_id(call: Call, topic_id: UUID) -> Answer:
    name = call.node.topics.name_of(topic_id)
    return _description(call, name) if name else _problem(None, ErrorCode.unknown_topic_id, topic_id)


def _by_name(call: Call, topic: str) -> Answer:
    if call.node.topics.exists(topic):
        return _description(call, topic)
    is_allowed = getattr(call.request, "allow_auto_topic_creation", True)
    try:
        ensure_topic_name(topic)
    except KafkaError as refusal:
        return _problem(topic, refusal.error)
    if is_allowed and call.node.settings.auto_create_topics_enable:
        return _created(call, topic)
    return _problem(topic, ErrorCode.unknown_topic_or_partition)


def _created(call: Call, topic: str) -> Answer:
    """A new topic. Kafka asks its controller for it, and if that refuses the topic stays unknown."""
    try:
        call.node.topics.create_automatically(topic)
    except KafkaError:
        return _problem(topic, ErrorCode.unknown_topic_or_partition)
    except TooManyPartitions:
        return _problem(topic, ErrorCode.policy_violation)
    return _description(call, topic)


def _problem(topic: str | None, error: int, topic_id: object = None) -> Answer:
    return {"error_code": error, "name": topic, "topic_id": topic_id, "is_internal": topic in INTERNAL}


def _description(call: Call, topic: str) -> Answer:
    partitions = range(call.node.topics.partitions()[topic])
    return {
        "name": topic,
        "topic_id": call.node.topics.id_of(topic),
        "is_internal": topic in INTERNAL,
        "partitions": [_partition(number, call.node_id) for number in partitions],
    }


def _partition(number: int, node_id: int) -> Answer:
    return {
        "partition_index": number,
        "leader_id": node_id,
        "leader_epoch": LEADER_EPOCH,
        "replica_nodes": [node_id],
        "isr_nodes": [node_id],
    }
