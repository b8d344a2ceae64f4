"""DeleteTopics: topics by name, or, from version 6 on, by id.

Versions 1 to 6. An id that nobody knows is UNKNOWN_TOPIC_ID. What comes with a name and an id, with neither, or
twice, is INVALID_REQUEST and stays. Without time (a timeout of 0 or less) nothing is deleted (REQUEST_TIMED_OUT). The
offsets that groups committed go with the topic.

Source: ``ControllerApis.deleteTopics``.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from uuid import UUID

from kio.schema.errors import ErrorCode

from minikafka.wire.answers import Answer
from minikafka.wire.node import Call

API_KEY = 20
VERSIONS = range(1, 7)

_KNOWS_TOPIC_IDS = 6
_Topic = tuple[str | None, UUID | None]
_NEITHER: _Topic = (None, None)


def handle(call: Call) -> Answer:
    """Refuse what is named in two ways or twice, and delete the rest."""
    asked = _asked(call)
    if call.request.timeout <= timedelta(0):
        return {"responses": [_problem(*topic, ErrorCode.request_timed_out, None) for topic in asked]}
    times = Counter(asked)
    refused = [_refusal(topic) for topic in asked if None not in topic or topic == _NEITHER]
    repeated = [_refusal(topic) for topic in times if None in topic and topic != _NEITHER and times[topic] > 1]
    once = [topic for topic in times if None in topic and topic != _NEITHER and times[topic] == 1]
    return {"responses": refused + repeated + _deleted(call, once)}


def _asked(call: Call) -> list[_Topic]:
    if call.version < _KNOWS_TOPIC_IDS:
        return [(name, None) for name in call.request.topic_names]
    return [(topic.name, topic.topic_id) for topic in call.request.topics]


def _deleted(call: Call, asked: list[_Topic]) -> list[Answer]:
    """Delete topics; one that is named by its name, and again by its id, is refused too."""
    found = {topic: call.node.topics.name_of(topic[1]) if topic[1] else topic[0] for topic in asked}
    times = Counter(found.values())
    return [_answer(call, topic, name, is_repeated=times[name] > 1) for topic, name in found.items()]


def _answer(call: Call, topic: _Topic, name: str | None, *, is_repeated: bool) -> Answer:
    if name is None:
        return _problem(None, topic[1], ErrorCode.unknown_topic_id, "no topic has this id")
    if not call.node.topics.exists(name):
        return _problem(name, None, ErrorCode.unknown_topic_or_partition, "there is no such topic")
    topic_id = call.node.topics.id_of(name)
    if is_repeated:
        return _refusal((name, topic_id))
    call.node.topics.delete(name)
    call.node.groups.forget_topic(name)
    return {"name": name, "topic_id": topic_id}


def _refusal(topic: _Topic) -> Answer:
    return _problem(*topic, ErrorCode.invalid_request, "a topic is named once, by its name or by its id")


def _problem(name: str | None, topic_id: UUID | None, error: ErrorCode, explanation: str | None) -> Answer:
    return {"name": name, "topic_id": topic_id, "error_code": error, "error_message": explanation}
