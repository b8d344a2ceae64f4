"""Produce: one record batch for each partition, checked, stored or recognised, and answered one by one.

Versions 3 to 13; from 13 on topics go by their ids. The batch is stored as it came, compressed or not.

Acks -1, 0 and 1 are accepted; the sequence check does not look at them. With acks 0 nothing is answered, and when a
partition fails the connection is closed, so that the client notices.

Before version 7 a batch may not be compressed with zstd (UNSUPPORTED_COMPRESSION_TYPE). Of a partition that is named
twice the last batch counts, and there is one answer. Kafka's own topics take nothing from clients
(INVALID_TOPIC_EXCEPTION).

A transactional batch without a transactional id refuses the whole request (TRANSACTIONAL_ID_AUTHORIZATION_FAILED),
and so does a batch whose length or magic no batch has (CORRUPT_MESSAGE).

Left out: message sets of magic 0 and 1 (versions 0 to 2, gone since Kafka 4.0), the check of timestamps against the
broker's clock, the text of an error, the hint who leads (it is always this node), and transactions: whether one was
begun nobody asks.

Source: ``KafkaApis.handleProduceRequest``, ``ProduceRequest.validateRecords``, ``ReplicaManager.appendRecords``.
"""

from __future__ import annotations

import struct
from typing import Any
from uuid import UUID

from kio.schema.errors import ErrorCode

from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.results import ProduceResult
from minikafka.storage.compression import Compression
from minikafka.storage.record_batch import (
    COMPRESSION_MASK,
    EncodedBatch,
    first_batch,
    is_transactional,
    whole_batch_size,
)
from minikafka.wire.disconnect import Disconnect
from minikafka.wire.node import Call
from minikafka.wire.primitives import array, string
from minikafka.wire.topics import INTERNAL

API_KEY = 0
VERSIONS = range(3, 14)

Place = tuple[str | UUID | None, int]  # a topic as the client names it, and a partition
Outcome = tuple[int, ProduceResult]  # an error's code on the wire, and the rest of the answer

ADMIN_CLIENT_ID = "__admin_client"  # ``AdminUtils``: the one client that may write to Kafka's own topics

_RESULT = struct.Struct(">ihqqq")
_LOG_START_OFFSET_SIZE = 8
_NO_THROTTLE_TIME = bytes(4)
_NO_ERROR_DETAILS = struct.pack(">ih", 0, -1)
_NO_ERROR_DETAILS_COMPACT = b"\x01\x00"
_NO_TAGS = b"\x00"
_NOTHING = ProduceResult()


def handle(call: Call) -> bytes | None:
    """The bytes of the response's body: this is the one answer that has to be fast."""
    asked = [(topic, data) for topic in call.request.topic_data for data in topic.partition_data]
    refused = _error_of_the_whole(call.request.transactional_id, asked)
    outcomes = _append_all(call, asked) if not refused else {_place(*one): (refused, _NOTHING) for one in asked}
    if call.request.acks == 0:
        _disconnect_on_failure(outcomes)
        return None
    return _body(call.version, outcomes)


def _place(topic: Any, data: Any) -> Place:
    return topic.name if hasattr(topic, "name") else topic.topic_id, data.index


def _error_of_the_whole(transactional_id: str | None, asked: list[tuple[Any, Any]]) -> int:
    """What refuses every batch of a request because of one, 0 if nothing does.

    Source: ``RequestUtils.hasTransactionalRecords``, which ``handleProduceRequest`` asks first.
    """
    for _, data in asked:
        records = data.records or b""
        try:
            if whole_batch_size(records) is not None and is_transactional(records):
                return ErrorCode.transactional_id_authorization_failed if transactional_id is None else Error.NONE
        except KafkaError as refusal:
            return refusal.error
    return Error.NONE


def _append_all(call: Call, asked: list[tuple[Any, Any]]) -> dict[Place, Outcome]:
    """Append what came for each partition; whatever is wrong with it is no other partition's concern."""
    batches: dict[Place, tuple[str, EncodedBatch]] = {}
    refused: dict[Place, Outcome] = {}
    for topic, data in asked:
        place = _place(topic, data)
        try:
            name = _name(call, topic)
            batches[place] = name, _batch(call, name, data)
        except _Refused as refusal:
            refused[place] = refusal.error, _NOTHING
    return {place: _append(call, name, place[1], batch) for place, (name, batch) in batches.items()} | refused


class _Refused(Exception):
    """A batch that does not get as far as its partition."""

    def __init__(self, error: int) -> None:
        self.error = error


def _name(call: Call, topic: Any) -> str:
    name: str | None = topic.name if call.version < 13 else call.node.topics.name_of(topic.topic_id)
    if name is None:
        raise _Refused(ErrorCode.unknown_topic_id)
    return name


def _batch(call: Call, topic: str, data: Any) -> EncodedBatch:
    """The batch for one partition, which exists (``ProduceRequest.validateRecords``)."""
    if not call.node.broker.has_partition(topic, data.index):
        raise _Refused(Error.UNKNOWN_TOPIC_OR_PARTITION)
    try:
        batch = _only_batch(data.records or b"")
    except KafkaError as refusal:
        raise _Refused(refusal.error) from None
    if call.version < 7 and batch.attributes & COMPRESSION_MASK == Compression.ZSTD:
        raise _Refused(ErrorCode.unsupported_compression_type)
    return batch


def _append(call: Call, topic: str, partition: int, batch: EncodedBatch) -> Outcome:
    if topic in INTERNAL and call.client_id != ADMIN_CLIENT_ID:
        return Error.INVALID_TOPIC_EXCEPTION, _NOTHING
    result = call.node.broker.produce(topic, partition, batch, call.request.acks)
    return result.error, result


def _only_batch(records: bytes) -> EncodedBatch:
    """The one batch that a request has for a partition; a second one that is cut off counts for nothing."""
    batch, size = first_batch(records)
    if size < len(records) and whole_batch_size(memoryview(records)[size:]) is not None:
        raise KafkaError(Error.INVALID_RECORD, "one batch for each partition in a request")
    return batch


def _disconnect_on_failure(outcomes: dict[Place, Outcome]) -> None:
    for code, _ in outcomes.values():
        if code:
            raise Disconnect(f"a batch with acks=0 was refused: {ErrorCode(code).name.upper()}")


def _body(version: int, outcomes: dict[Place, Outcome]) -> bytes:
    flexible = version >= 9
    topics: dict[str | UUID | None, list[bytes]] = {}
    for (topic, index), outcome in outcomes.items():
        topics.setdefault(topic, []).append(_partition(version, index, *outcome))
    responses = [_topic(topic, partitions, flexible) for topic, partitions in topics.items()]
    return array(responses, flexible) + _NO_THROTTLE_TIME + (_NO_TAGS if flexible else b"")


def _topic(topic: str | UUID | None, partitions: list[bytes], flexible: bool) -> bytes:
    name = string(topic, flexible) if isinstance(topic, str) else _uuid_bytes(topic)
    return name + array(partitions, flexible) + (_NO_TAGS if flexible else b"")


def _uuid_bytes(topic_id: UUID | None) -> bytes:
    return bytes(16) if topic_id is None else topic_id.bytes


def _partition(version: int, index: int, code: int, result: ProduceResult) -> bytes:
    packed = _RESULT.pack(index, code, result.base_offset, result.log_append_time, result.log_start_offset)
    if version >= 9:
        return packed + _NO_ERROR_DETAILS_COMPACT + _NO_TAGS
    if version == 8:
        return packed + _NO_ERROR_DETAILS
    return packed if version >= 5 else packed[:-_LOG_START_OFFSET_SIZE]
