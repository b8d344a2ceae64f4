"""Metadata: where the topics are. A topic that does not exist is created, if the client allows it.

Versions 0 to 13. ``None`` asks for every topic, as an empty list does in version 0. By id from version 10 on; one that
nobody knows is UNKNOWN_TOPIC_ID. Before version 4 a client cannot refuse that its topics are created.

There is one node: it leads every partition, and its address is the one at which the client reached it.

Left out: authorized operations, as there is no authorizer. Kafka answers LEADER_NOT_AVAILABLE while it creates a topic;
here it is there at once.

Source: ``KafkaApis.handleTopicMetadataRequest``.
"""

from __future__ import annotations

from typing import Any

from kio.schema.errors import ErrorCode

from minikafka.engine.errors import KafkaError
from minikafka.wire.answers import Answer
from minikafka.wire.node import CLUSTER_ID, LEADER_EPOCH, NODE_ID, Call
from minikafka.wire.topics import TooManyPartitions

API_KEY = 3
VERSIONS = range(14)


def handle(call: Call) -> Answer:
    return {
        "brokers": [{"node_id": NODE_ID, "host": call.host, "port": call.port}],
        "cluster_id": CLUSTER_ID,
        "controller_id": NODE_ID,
        "topics": _topics(call),
    }


def _topics(call: Call) -> list[Answer]:
    asked = call.request.topics
    if asked is None or (call.version == 0 and not asked):
        return [_description(call, topic) for topic in call.node.topics.partitions()]
    return [_topic(call, topic) for topic in asked]


def _topic(call: Call, asked: Any) -> Answer:
    if asked.name is None:
        name = call.node.topics.name_of(asked.topic_id)
        return _description(call, name) if name else _problem(None, ErrorCode.unknown_topic_id, asked.topic_id)
    if call.node.broker.has_partition(asked.name, 0):
        return _description(call, asked.name)
    if not getattr(call.request, "allow_auto_topic_creation", True):
        return _problem(asked.name, ErrorCode.unknown_topic_or_partition)
    return _created(call, asked.name)


def _created(call: Call, topic: str) -> Answer:
    try:
        call.node.topics.create(topic)
    except KafkaError as refusal:
        return _problem(topic, refusal.error)
    except TooManyPartitions:
        return _problem(topic, ErrorCode.policy_violation)
    return _description(call, topic)


def _problem(topic: str | None, error: int, topic_id: object = None) -> Answer:
    return {"error_code": error, "name": topic, "topic_id": topic_id}


def _description(call: Call, topic: str) -> Answer:
    partitions = range(call.node.topics.partitions()[topic])
    return {
        "name": topic,
        "topic_id": call.node.topics.id_of(topic),
        "partitions": [_partition(number) for number in partitions],
    }


def _partition(number: int) -> Answer:
    return {
        "partition_index": number,
        "leader_id": NODE_ID,
        "leader_epoch": LEADER_EPOCH,
        "replica_nodes": [NODE_ID],
        "isr_nodes": [NODE_ID],
    }
