"""DeleteTopics: topics by name, or, from version 6 on, by id.

Versions 1 to 6. An id that nobody knows is UNKNOWN_TOPIC_ID. The offsets that groups committed go with the topic.

Source: ``ControllerApis.deleteTopics``.
"""

from __future__ import annotations

from typing import Any

from kio.schema.errors import ErrorCode

from minikafka.engine.errors import KafkaError
from minikafka.wire.answers import Answer
from minikafka.wire.node import Call

API_KEY = 20
VERSIONS = range(1, 7)


def handle(call: Call) -> Answer:
    if call.version < 6:
        return {"responses": [_by_name(call, name) for name in call.request.topic_names]}
    return {"responses": [_deleted(call, topic) for topic in call.request.topics]}


def _deleted(call: Call, topic: Any) -> Answer:
    if topic.name is not None:
        return _by_name(call, topic.name)
    name = call.node.topics.name_of(topic.topic_id)
    if name is None:
        return {"name": None, "topic_id": topic.topic_id, "error_code": ErrorCode.unknown_topic_id}
    return {**_by_name(call, name), "topic_id": topic.topic_id}


def _by_name(call: Call, topic: str) -> Answer:
    try:
        call.node.topics.delete(topic)
    except KafkaError as refusal:
        return {"name": topic, "error_code": refusal.error}
    call.node.groups.forget_topic(topic)
    return {"name": topic}
