"""The client's requests, one version of each: old enough for Kafka 2.4, new enough for Kafka 4.

Source: KIP-896 for the oldest versions that Kafka 4 still answers.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeVar

from kio.schema.create_topics.v4.request import CreatableTopic, CreatableTopicConfig, CreateTopicsRequest
from kio.schema.delete_topics.v3.request import DeleteTopicsRequest
from kio.schema.describe_configs.v2.request import DescribeConfigsRequest, DescribeConfigsResource
from kio.schema.describe_producers.v0.request import DescribeProducersRequest, TopicRequest
from kio.schema.errors import ErrorCode
from kio.schema.fetch.v11.request import FetchPartition, FetchRequest, FetchTopic
from kio.schema.find_coordinator.v2.request import FindCoordinatorRequest
from kio.schema.init_producer_id.v1.request import InitProducerIdRequest
from kio.schema.list_offsets.v2.request import ListOffsetsPartition, ListOffsetsRequest, ListOffsetsTopic
from kio.schema.metadata.v8.request import MetadataRequest, MetadataRequestTopic
from kio.schema.produce.v7.request import PartitionProduceData, ProduceRequest, TopicProduceData
from kio.schema.types import BrokerId, TopicName, TransactionalId
from kio.static.primitive import Records, i8, i16, i32, i32Timedelta, i64

from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.results import ProduceResult

LATEST, EARLIEST = -1, -2
TOPIC, BROKER = 2, 4

Answer = TypeVar("Answer")

_DEFAULT_OF_THE_BROKER = -1
_TRANSACTION_COORDINATOR = 1
_TRANSACTION_TIMEOUT_MS = 60_000
_CONSUMER = BrokerId(-1)
_READ_UNCOMMITTED = i8(0)
_ERRORS = {error.value: error for error in Error}
# After names and counts: error, base offset, log append time, log start offset, and the time of throttling.
_END_OF_PRODUCE_ANSWER = struct.Struct(">h3qi")


def error_of(code: int) -> Error:
    """The engine's error for a code; UNKNOWN_SERVER_ERROR for one that Kafka 4.4 has no name for."""
    return _ERRORS.get(code, Error.UNKNOWN_SERVER_ERROR)


def ensure_none(code: ErrorCode, explanation: str) -> None:
    """Raise the ``KafkaError`` that ``code`` stands for, unless it stands for success."""
    if code is ErrorCode.none:
        return
    raise KafkaError(error_of(code), explanation)


def only(answers: Sequence[Answer]) -> Answer:
    """The answer to the one thing that was asked.

    Raises:
        KafkaError: UNKNOWN_SERVER_ERROR, there is none or more than one.
    """
    if len(answers) != 1:
        raise KafkaError(Error.UNKNOWN_SERVER_ERROR, f"{len(answers)} answers to one question")
    return answers[0]


def only_partition(response: Any) -> Any:
    """The answer about the one partition that was asked for; errors as in ``only``."""
    topics = response.responses if hasattr(response, "responses") else response.topics
    return only([partition for topic in topics for partition in topic.partitions])


def produce(
    topic: str, partition: int, data: bytes, acks: int, timeout_ms: int, *, is_transactional: bool = False
) -> ProduceRequest:
    """One batch for one partition. A transactional one comes with a transactional id, or it is refused."""
    records = PartitionProduceData(index=i32(partition), records=Records(data))
    return ProduceRequest(
        transactional_id=TransactionalId("minikafka") if is_transactional else None,
        acks=i16(acks),
        timeout=_milliseconds(timeout_ms),
        topic_data=(TopicProduceData(name=TopicName(topic), partition_data=(records,)),),
    )


def produced(frame: bytes) -> ProduceResult:
    """What the answer to ``produce`` says.

    It is read by hand: kio knows neither every error code nor a time after the year 9999, and a client may
    give its records such a time.

    Raises:
        KafkaError: UNKNOWN_SERVER_ERROR, the answer is too short.
    """
    if len(frame) < _END_OF_PRODUCE_ANSWER.size:
        raise KafkaError(Error.UNKNOWN_SERVER_ERROR, f"an answer to Produce of {len(frame)} bytes")
    at = len(frame) - _END_OF_PRODUCE_ANSWER.size
    code, base_offset, log_append_time, log_start_offset, _ = _END_OF_PRODUCE_ANSWER.unpack_from(frame, at)
    return ProduceResult(
        error=error_of(code),
        base_offset=base_offset,
        log_append_time=log_append_time,
        log_start_offset=log_start_offset,
    )


def fetch(topic: str, partition: int, offset: int, max_bytes: int) -> FetchRequest:
    """What is there from ``offset`` on, without waiting for more."""
    wanted = FetchPartition(partition=i32(partition), fetch_offset=i64(offset), partition_max_bytes=i32(max_bytes))
    return FetchRequest(
        max_wait=_milliseconds(0),
        min_bytes=i32(0),
        max_bytes=i32(max_bytes),
        topics=(FetchTopic(topic=TopicName(topic), partitions=(wanted,)),),
        forgotten_topics_data=(),
    )


def list_offsets(topic: str, partition: int, timestamp: int) -> ListOffsetsRequest:
    """The offset for ``LATEST`` or ``EARLIEST``."""
    wanted = ListOffsetsPartition(partition_index=i32(partition), timestamp=i64(timestamp))
    return ListOffsetsRequest(
        replica_id=_CONSUMER,
        isolation_level=_READ_UNCOMMITTED,
        topics=(ListOffsetsTopic(name=TopicName(topic), partitions=(wanted,)),),
    )


def metadata(topics: list[str] | None) -> MetadataRequest:
    """The brokers, and ``topics``, ``None`` for all of them; creates none."""
    wanted = None if topics is None else tuple(MetadataRequestTopic(name=TopicName(name)) for name in topics)
    return MetadataRequest(
        topics=wanted,
        allow_auto_topic_creation=False,
        include_cluster_authorized_operations=False,
        include_topic_authorized_operations=False,
    )


def create_topic(
    topic: str, partitions: int | None, timeout_ms: int, configs: Mapping[str, str]
) -> CreateTopicsRequest:
    """A topic with as many replicas as the broker usually makes; ``None``: as many partitions, too."""
    wanted = CreatableTopic(
        name=TopicName(topic),
        num_partitions=i32(_DEFAULT_OF_THE_BROKER if partitions is None else partitions),
        replication_factor=i16(_DEFAULT_OF_THE_BROKER),
        assignments=(),
        configs=tuple(CreatableTopicConfig(name=name, value=value) for name, value in configs.items()),
    )
    return CreateTopicsRequest(topics=(wanted,), timeout=_milliseconds(timeout_ms))


def delete_topic(topic: str, timeout_ms: int) -> DeleteTopicsRequest:
    """The end of a topic."""
    return DeleteTopicsRequest(topic_names=(TopicName(topic),), timeout=_milliseconds(timeout_ms))


def init_producer_id(transactional_id: str | None) -> InitProducerIdRequest:
    """A producer id, a new one or that of a transactional id."""
    return InitProducerIdRequest(
        transactional_id=None if transactional_id is None else TransactionalId(transactional_id),
        transaction_timeout=_milliseconds(_TRANSACTION_TIMEOUT_MS),
    )


def find_coordinator(transactional_id: str) -> FindCoordinatorRequest:
    """The broker that keeps a transactional id."""
    return FindCoordinatorRequest(key=transactional_id, key_type=i8(_TRANSACTION_COORDINATOR))


def describe_producers(topic: str, partition: int) -> DescribeProducersRequest:
    """The producers that a partition remembers."""
    return DescribeProducersRequest(topics=(TopicRequest(name=TopicName(topic), partition_indexes=(i32(partition),)),))


def describe_configs(resource_type: int, name: str, *keys: str) -> DescribeConfigsRequest:
    """The settings ``keys`` of a topic or a broker."""
    resource = DescribeConfigsResource(resource_type=i8(resource_type), resource_name=name, configuration_keys=keys)
    return DescribeConfigsRequest(resources=(resource,))


def _milliseconds(number: int) -> i32Timedelta:
    return i32Timedelta.parse(timedelta(milliseconds=number))
