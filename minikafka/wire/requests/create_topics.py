"""CreateTopics: topics with as many partitions as asked for, or as the broker's default (-1).

Versions 2 to 7. There is one replica: a replication factor other than 1 or -1 is INVALID_REPLICATION_FACTOR. An
assignment counts for its number of partitions, which must be named from 0 on. More than 10,000 partitions in one
request are POLICY_VIOLATION, as is what goes beyond the broker's bound.

Left out: a topic's settings, which are accepted and not kept.

Source: ``ReplicationControlManager.createTopics``.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from kio.schema.errors import ErrorCode

from minikafka.engine.errors import KafkaError
from minikafka.wire.answers import Answer
from minikafka.wire.node import NODE_ID, Call
from minikafka.wire.topics import TooManyPartitions

API_KEY = 19
VERSIONS = range(2, 8)

MAX_PARTITIONS_PER_REQUEST = 10_000


def handle(call: Call) -> Answer:
    topics = call.request.topics
    times = Counter(topic.name for topic in topics)
    if sum(max(0, topic.num_partitions) for topic in topics) > MAX_PARTITIONS_PER_REQUEST:
        return {"topics": [_problem(name, ErrorCode.policy_violation, _TOO_MANY) for name in times]}
    repeated = [_problem(name, ErrorCode.invalid_request, "named twice") for name in times if times[name] > 1]
    return {"topics": repeated + [_topic(call, topic) for topic in topics if times[topic.name] == 1]}


_TOO_MANY = f"more than {MAX_PARTITIONS_PER_REQUEST} partitions in one request"


def _topic(call: Call, topic: Any) -> Answer:
    error, explanation = _objection(topic)
    if error:
        return _problem(topic.name, error, explanation)
    partitions = len(topic.assignments) or (None if topic.num_partitions == -1 else topic.num_partitions)
    try:
        return _created(call, topic.name, partitions)
    except KafkaError as refusal:
        return _problem(topic.name, refusal.error, str(refusal))
    except TooManyPartitions as refusal:
        return _problem(topic.name, ErrorCode.policy_violation, str(refusal))


def _objection(topic: Any) -> tuple[ErrorCode, str]:
    if topic.replication_factor not in {-1, 1}:
        return ErrorCode.invalid_replication_factor, "there is one broker, so one replica"
    if not topic.assignments:
        return ErrorCode.none, ""
    if topic.num_partitions != -1 or topic.replication_factor != -1:
        return ErrorCode.invalid_request, "an assignment comes with -1 partitions and replicas"
    numbers = sorted(assignment.partition_index for assignment in topic.assignments)
    on_this_node = all(assignment.broker_ids == (NODE_ID,) for assignment in topic.assignments)
    if numbers != list(range(len(numbers))) or not on_this_node:
        return ErrorCode.invalid_replica_assignment, f"partitions count from 0, each on node {NODE_ID} alone"
    return ErrorCode.none, ""


def _created(call: Call, topic: str, partitions: int | None) -> Answer:
    topics = call.node.topics
    if call.request.validate_only:
        topics.ensure_can_create(topic, partitions)
    else:
        topics.create(topic, partitions)
    return {
        "name": topic,
        "topic_id": None if call.request.validate_only else topics.id_of(topic),
        "num_partitions": call.node.broker.settings.num_partitions if partitions is None else partitions,
        "replication_factor": 1,
        "configs": [],
    }


def _problem(topic: str, error: int, explanation: str) -> Answer:
    return {"name": topic, "error_code": error, "error_message": explanation}
