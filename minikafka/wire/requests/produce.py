"""Produce: one record batch for each partition, checked, stored or recognised, and answered one by one.

Versions 3 to 13; from 13 on topics go by their ids. The batch is stored as it came, compressed or not.

Acks -1, 0 and 1 are accepted; the sequence check does not look at them. With acks 0 nothing is answered, and when a
partition fails the connection is closed, so that the client notices.

Before version 7 a batch may not be compressed with zstd (UNSUPPORTED_COMPRESSION_TYPE).

Left out: message sets of magic 0 and 1 (versions 0 to 2, gone since Kafka 4.0), the check of timestamps against the
broker's clock, the text of an error, the hint who leads (it is always this node), and transactions.

Source: ``KafkaApis.handleProduceRequest``, ``ProduceRequest.validateRecords``, ``ReplicaManager.appendRecords``.
"""

from __future__ import annotations

import struct
from typing import Any

from kio.schema.errors import ErrorCode

from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.results import ProduceResult
from minikafka.storage.compression import Compression
from minikafka.storage.record_batch import EncodedBatch, first_batch, whole_batch_size
from minikafka.wire.disconnect import Disconnect
from minikafka.wire.node import Call
from minikafka.wire.primitives import array, string

API_KEY = 0
VERSIONS = range(3, 14)

Outcome = tuple[int, ProduceResult]  # an error's code on the wire, and the rest of the answer

_RESULT = struct.Struct(">ihqqq")
_LOG_START_OFFSET_SIZE = 8
_NO_THROTTLE_TIME = bytes(4)
_NO_ERROR_DETAILS = struct.pack(">ih", 0, -1)
_NO_ERROR_DETAILS_COMPACT = b"\x01\x00"
_NO_TAGS = b"\x00"
_NOTHING = ProduceResult()


def handle(call: Call) -> bytes | None:
    """The bytes of the response's body: this is the one answer that has to be fast."""
    request = call.request
    outcomes = [[_append(call, topic, data) for data in topic.partition_data] for topic in request.topic_data]
    if request.acks == 0:
        _disconnect_on_failure(outcomes)
        return None
    return _body(call.version, request.topic_data, outcomes)


def _append(call: Call, topic: Any, data: Any) -> Outcome:
    """Append what came for one partition; whatever is wrong with it is no other partition's concern."""
    name = topic.name if call.version < 13 else call.node.topics.name_of(topic.topic_id)
    if name is None:
        return ErrorCode.unknown_topic_id, _NOTHING
    if not call.node.broker.has_partition(name, data.index):
        return Error.UNKNOWN_TOPIC_OR_PARTITION, _NOTHING
    try:
        batch = _only_batch(data.records or b"")
        if call.version < 7 and batch.compression is Compression.ZSTD:
            return ErrorCode.unsupported_compression_type, _NOTHING
        if batch.size_in_bytes <= call.node.broker.settings.message_max_bytes:  # if not, the broker says so
            batch.ensure_valid()
    except KafkaError as refusal:
        return refusal.error, _NOTHING
    result = call.node.broker.produce(name, data.index, batch, call.request.acks)
    return result.error, result


def _only_batch(records: bytes) -> EncodedBatch:
    """The one batch that a request has for a partition; a second one that is cut off counts for nothing."""
    batch, size = first_batch(records)
    if size < len(records) and whole_batch_size(memoryview(records)[size:]) is not None:
        raise KafkaError(Error.INVALID_RECORD, "one batch for each partition in a request")
    return batch


def _disconnect_on_failure(outcomes: list[list[Outcome]]) -> None:
    for code, _ in (outcome for topic in outcomes for outcome in topic):
        if code:
            raise Disconnect(f"a batch with acks=0 was refused: {ErrorCode(code).name.upper()}")


def _body(version: int, topics: Any, outcomes: list[list[Outcome]]) -> bytes:
    flexible = version >= 9
    responses = [_topic(version, topic, outcome) for topic, outcome in zip(topics, outcomes, strict=True)]
    return array(responses, flexible) + _NO_THROTTLE_TIME + (_NO_TAGS if flexible else b"")


def _topic(version: int, topic: Any, outcomes: list[Outcome]) -> bytes:
    flexible = version >= 9
    name = string(topic.name, flexible) if version < 13 else _uuid_bytes(topic.topic_id)
    partitions = [
        _partition(version, data.index, *outcome) for data, outcome in zip(topic.partition_data, outcomes, strict=True)
    ]
    return name + array(partitions, flexible) + (_NO_TAGS if flexible else b"")


def _uuid_bytes(topic_id: Any) -> bytes:
    return bytes(16) if topic_id is None else bytes(topic_id.bytes)


def _partition(version: int, index: int, code: int, result: ProduceResult) -> bytes:
    packed = _RESULT.pack(index, code, result.base_offset, result.log_append_time, result.log_start_offset)
    if version >= 9:
        return packed + _NO_ERROR_DETAILS_COMPACT + _NO_TAGS
    if version == 8:
        return packed + _NO_ERROR_DETAILS
    return packed if version >= 5 else packed[:-_LOG_START_OFFSET_SIZE]
