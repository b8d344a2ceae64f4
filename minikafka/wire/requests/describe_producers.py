"""DescribeProducers: what a partition remembers of its producers, as ``kafka-transactions.sh`` shows it.

Version 0. Producers without transactions are listed as well; their five cached batches are not on the wire.

Source: ``KafkaApis.handleDescribeProducersRequest``.
"""

from __future__ import annotations

from kio.schema.errors import ErrorCode

from minikafka.engine.errors import KafkaError
from minikafka.engine.results import ProducerDescription
from minikafka.engine.topic_names import ensure_topic_name
from minikafka.wire.answers import Answer
from minikafka.wire.node import Call

API_KEY = 61
VERSIONS = range(1)


def handle(call: Call) -> Answer:
    return {"topics": [_topic(call, topic.name, topic.partition_indexes) for topic in call.request.topics]}


def _topic(call: Call, topic: str, partitions: tuple[int, ...]) -> Answer:
    problem = _problem(call, topic)
    answers = [{"partition_index": n, **problem} if problem else _partition(call, topic, n) for n in partitions]
    return {"name": topic, "partitions": answers}


def _problem(call: Call, topic: str) -> Answer:
    try:
        ensure_topic_name(topic)
    except KafkaError as refusal:
        return {"error_code": refusal.error, "error_message": str(refusal)}
    if call.node.topics.exists(topic):
        return {}
    return {"error_code": ErrorCode.unknown_topic_or_partition, "error_message": f"There is no topic {topic}."}


def _partition(call: Call, topic: str, number: int) -> Answer:
    try:
        producers = call.node.broker.describe_producers(topic, number)
    except KafkaError as refusal:
        return {"partition_index": number, "error_code": refusal.error}
    return {"partition_index": number, "active_producers": [_producer(state) for state in producers]}


def _producer(state: ProducerDescription) -> Answer:
    return {
        "producer_id": state.producer_id,
        "producer_epoch": state.producer_epoch,
        "last_sequence": state.last_sequence,
        "last_timestamp": state.last_timestamp,
        "coordinator_epoch": state.coordinator_epoch,
        "current_txn_start_offset": state.current_txn_start_offset,
    }
