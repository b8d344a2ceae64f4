"""CreateTopics: topics with as many partitions as asked for, or as the broker's default (-1).

Versions 2 to 7. There is one replica: a replication factor other than 1 or -1 is INVALID_REPLICATION_FACTOR. An
assignment counts for its number of partitions, which must be named from 0 on. More than 10,000 partitions in one
request are POLICY_VIOLATION, as is what goes beyond the broker's bound. Without time (a timeout of 0 or less) nothing
is made (REQUEST_TIMED_OUT).

A topic's settings are checked (INVALID_CONFIG) and told again by DescribeConfigs. ``max.message.bytes`` is in force,
and so is ``compression.type`` where Fetch looks at it; the others change nothing here.

Source: ``ControllerApis.createTopics``, ``ReplicationControlManager.createTopics``.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import uuid4

from kio.schema.errors import ErrorCode

from minikafka.engine.errors import KafkaError
from minikafka.wire.answers import Answer
from minikafka.wire.node import Call
from minikafka.wire.requests.describe_configs import topic_configs
from minikafka.wire.topic_configs import InvalidConfig, ensure_valid, in_force
from minikafka.wire.topics import TooManyPartitions

API_KEY = 19
VERSIONS = range(2, 8)

MAX_PARTITIONS_PER_REQUEST = 10_000


def handle(call: Call) -> Answer:
    topics = call.request.topics
    if call.request.timeout <= timedelta(0):
        return {"topics": [_timed_out(topic.name) for topic in topics]}
    times = Counter(topic.name for topic in topics)
    if sum(map(_partitions, topics)) > MAX_PARTITIONS_PER_REQUEST:
        return {"topics": [_problem(name, ErrorCode.policy_violation, _TOO_MANY) for name in times]}
    repeated = [_problem(name, ErrorCode.invalid_request, "named twice") for name in times if times[name] > 1]
    return {"topics": repeated + [_topic(call, topic) for topic in topics if times[topic.name] == 1]}


def _timed_out(topic: str) -> Answer:
    """The controller takes up nothing that has no time left (``KafkaEventQueue``)."""
    return {"name": topic, "error_code": ErrorCode.request_timed_out, "configs": []}


def _partitions(topic: Any) -> int:
    return len(topic.assignments) or max(0, topic.num_partitions)


_TOO_MANY = f"more than {MAX_PARTITIONS_PER_REQUEST} partitions in one request"


def _topic(call: Call, topic: Any) -> Answer:
    try:
        call.node.topics.ensure_can_create(topic.name, 1)
        configs = ensure_valid({config.name: config.value for config in topic.configs})
        error, explanation = _objection(call, topic)
        if error:
            return _problem(topic.name, error, explanation)
        return _created(call, topic, configs)
    except InvalidConfig as refusal:
        return _problem(topic.name, ErrorCode.invalid_config, str(refusal))
    except KafkaError as refusal:
        return _problem(topic.name, refusal.error, str(refusal))
    except TooManyPartitions as refusal:
        return _problem(topic.name, ErrorCode.policy_violation, str(refusal))


def _objection(call: Call, topic: Any) -> tuple[ErrorCode, str]:
    if not topic.assignments:
        fits = topic.replication_factor in {-1, 1}
        return (ErrorCode.none, "") if fits else (ErrorCode.invalid_replication_factor, "there is one broker")
    if topic.num_partitions != -1 or topic.replication_factor != -1:
        return ErrorCode.invalid_request, "an assignment comes with -1 partitions and replicas"
    numbers = sorted(assignment.partition_index for assignment in topic.assignments)
    on_this_node = all(assignment.broker_ids == (call.node_id,) for assignment in topic.assignments)
    if numbers != list(range(len(numbers))) or not on_this_node:
        return ErrorCode.invalid_replica_assignment, f"partitions count from 0, each on node {call.node_id} alone"
    return ErrorCode.none, ""


def _created(call: Call, topic: Any, configs: dict[str, str]) -> Answer:
    topics, name = call.node.topics, topic.name
    partitions = len(topic.assignments) or (None if topic.num_partitions == -1 else topic.num_partitions)
    if call.request.validate_only:
        topics.ensure_can_create(name, partitions)
    else:
        topics.create(name, partitions, in_force(configs))
    return {
        "name": name,
        "topic_id": uuid4() if call.request.validate_only else topics.id_of(name),
        "num_partitions": call.node.broker.settings.num_partitions if partitions is None else partitions,
        "replication_factor": 1,
        "configs": [_without_type(config) for config in topic_configs(call, configs)],
    }


def _without_type(config: Answer) -> Answer:
    """CreateTopics tells a setting as DescribeConfigs does, but for its type."""
    return {name: value for name, value in config.items() if name != "config_type"}


def _problem(topic: str, error: int, explanation: str) -> Answer:
    return {"name": topic, "error_code": error, "error_message": explanation, "configs": []}
