"""ListOffsets: the first or the last offset of a partition, or the first one at or after a time.

Versions 1 to 10. Instead of a time a client may ask for -1 (the log end offset), -2 (the log start offset), -3 (the
record with the largest timestamp, from version 7), -4 (the first offset on this node's disk, from version 8: the log
start offset) and -5 (the last offset in tiered storage, from version 9: there is none). Another negative time, or one
before its version, is UNSUPPORTED_VERSION; a partition that is named twice is INVALID_REQUEST.

An isolation level that is none is UNKNOWN_SERVER_ERROR; the two that there are make no difference, as without
transactions the last stable offset is the log end offset.

Source: ``UnifiedLog.fetchOffsetByTimestamp``, ``ListOffsetsRequest``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from kio.schema.errors import ErrorCode

from minikafka.engine.errors import KafkaError
from minikafka.engine.log import StoredBatch
from minikafka.wire.answers import Answer
from minikafka.wire.isolation import is_isolation_level
from minikafka.wire.node import LEADER_EPOCH, Call, leader_epoch_error

API_KEY = 2
VERSIONS = range(1, 11)

LATEST = -1
EARLIEST = -2
MAX_TIMESTAMP = -3
EARLIEST_LOCAL = -4
_TIERED = -5
_FIRST_VERSION_OF = {LATEST: 1, EARLIEST: 1, MAX_TIMESTAMP: 7, EARLIEST_LOCAL: 8, _TIERED: 9}

_OffsetAndTimestamp = tuple[int, int]

_READ_AT_ONCE = 1024 * 1024
_UNKNOWN: Answer = {"timestamp": -1, "offset": -1, "leader_epoch": -1}


def handle(call: Call) -> Answer:
    topics: dict[str, list[Any]] = {}
    for topic in call.request.topics:
        topics.setdefault(topic.name, []).extend(topic.partitions)
    return {"topics": [_topic(call, name, partitions) for name, partitions in topics.items() if partitions]}


def _topic(call: Call, topic: str, partitions: list[Any]) -> Answer:
    times = Counter(asked.partition_index for asked in partitions)
    asked_for = {asked.partition_index: asked for asked in partitions}
    if not is_isolation_level(call.request):
        return {"name": topic, "partitions": [_refusal(index, ErrorCode.unknown_server_error) for index in times]}
    answers = [
        _partition(call, topic, asked) if times[index] == 1 else _refusal(index, ErrorCode.invalid_request)
        for index, asked in asked_for.items()
    ]
    return {"name": topic, "partitions": answers}


def _refusal(index: int, error: int) -> Answer:
    return {"partition_index": index, "error_code": error, **_UNKNOWN}


def _is_supported(timestamp: int, version: int) -> bool:
    return timestamp >= 0 or version >= _FIRST_VERSION_OF.get(timestamp, version + 1)


def _partition(call: Call, topic: str, asked: Any) -> Answer:
    index = asked.partition_index
    error: int = leader_epoch_error(getattr(asked, "current_leader_epoch", -1))
    answer = _UNKNOWN
    try:
        call.node.broker.log_start_offset(topic, index)
        if not _is_supported(asked.timestamp, call.version):
            error = ErrorCode.unsupported_version
        if not error:
            answer = _offset(call, topic, index, asked.timestamp)
    except KafkaError as refusal:
        return _refusal(index, refusal.error)
    return {"partition_index": index, "error_code": error, **answer}


def _offset(call: Call, topic: str, partition: int, timestamp: int) -> Answer:
    broker = call.node.broker
    if timestamp == LATEST:
        return {"offset": broker.log_end_offset(topic, partition), "leader_epoch": LEADER_EPOCH}
    if timestamp in (EARLIEST, EARLIEST_LOCAL):
        return {"offset": broker.log_start_offset(topic, partition), "leader_epoch": LEADER_EPOCH}
    if timestamp == MAX_TIMESTAMP:
        return _found(_newest(call, topic, partition))
    return _found(_first_at(call, topic, partition, timestamp) if timestamp >= 0 else None)


def _found(record: _OffsetAndTimestamp | None) -> Answer:
    if record is None:
        return _UNKNOWN
    return {"offset": record[0], "timestamp": record[1], "leader_epoch": LEADER_EPOCH}


def _first_at(call: Call, topic: str, partition: int, timestamp: int) -> _OffsetAndTimestamp | None:
    """The first of the records that are still there: the batch of the first may hold some that were deleted."""
    start = call.node.broker.log_start_offset(topic, partition)
    late_enough = (stored for stored in _batches(call, topic, partition) if stored.batch.max_timestamp >= timestamp)
    records = (record for stored in late_enough for record in _timestamps(stored))
    return next((record for record in records if record[0] >= start and record[1] >= timestamp), None)


def _newest(call: Call, topic: str, partition: int) -> _OffsetAndTimestamp | None:
    newest = max(_batches(call, topic, partition), key=lambda stored: stored.batch.max_timestamp, default=None)
    return None if newest is None else max(_timestamps(newest), key=itemgetter(1))


def _timestamps(stored: StoredBatch) -> Iterator[_OffsetAndTimestamp]:
    """One by one: a batch of a megabyte may hold millions of records."""
    return ((stored.base_offset + delta, record.timestamp) for delta, record in stored.batch.numbered_records)


def _batches(call: Call, topic: str, partition: int) -> Iterator[StoredBatch]:
    """Every batch of a partition, a few at a time."""
    broker = call.node.broker
    offset = broker.log_start_offset(topic, partition)
    while batches := broker.fetch(topic, partition, offset, _READ_AT_ONCE).batches:
        yield from batches
        offset = batches[-1].last_offset + 1
