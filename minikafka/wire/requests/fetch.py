"""Fetch: the batches from an offset on, as they are stored.

Versions 4 to 17; from 13 on topics go by their ids. Waits up to ``max_wait`` until ``min_bytes`` can be answered, but
not if a partition has an error. Answers at most ``max_bytes``, and for each partition ``partition_max_bytes``, but
always the first batch, however large it is, so that a consumer gets on. The last batch may be cut off.

Before version 10 a topic whose ``compression.type`` is zstd is UNSUPPORTED_COMPRESSION_TYPE; a batch that its producer
compressed so is answered in every version.

Left out: incremental sessions (KIP-227). Every answer says session 0, which Kafka says when its cache of sessions is
full: the client then names all its partitions each time. Epoch 0 and -1 ask for everything, whatever the session's id;
any other epoch is FETCH_SESSION_ID_NOT_FOUND. Also left out: transactions, so that everything stored is stable;
replicas, and reading from one.

Source: ``KafkaApis.handleFetchRequest``, ``ReplicaManager.readFromLog``, ``FetchManager.newContext``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kio.schema.errors import ErrorCode

from minikafka.engine.errors import KafkaError
from minikafka.engine.log import StoredBatch
from minikafka.engine.results import FetchResult
from minikafka.storage.record_batch import EncodedBatch, encode, with_offsets
from minikafka.wire.answers import Answer
from minikafka.wire.isolation import READ_COMMITTED, is_isolation_level
from minikafka.wire.node import LEADER_EPOCH, NO_LEADER_EPOCH, Call, leader_epoch_error

API_KEY = 1
VERSIONS = range(4, 18)

MAX_BYTES = 55 * 1024 * 1024  # fetch.max.bytes
INITIAL_EPOCH = 0
FINAL_EPOCH = -1

_KNOWS_TOPIC_IDS = 13
_NAMES_THE_LEADER = 16

Topic = str | UUID | None


@dataclass(slots=True)
class _Reading:
    """What has been read so far for one answer."""

    call: Call
    room: int
    size: int = 0
    failed: bool = False

    @property
    def enough(self) -> bool:
        """True if the client would not want to wait for more."""
        request = self.call.request
        return self.failed or self.size >= request.min_bytes or not request.topics

    def partition(self, topic: str | None, asked: Any) -> Answer:
        if error := self._error_before_reading(topic, asked):
            return {**self._failure(asked, error), "aborted_transactions": []}
        try:
            return self._read(str(topic), asked)
        except KafkaError as refusal:
            return self._failure(asked, refusal.error)

    def _error_before_reading(self, topic: str | None, asked: Any) -> ErrorCode:
        if topic is None:
            return ErrorCode.unknown_topic_id
        if self.call.version < 10 and self.call.node.topics.compression_type(topic) == "zstd":
            return ErrorCode.unsupported_compression_type
        if not self.call.node.broker.has_partition(topic, asked.partition):
            return ErrorCode.unknown_topic_or_partition
        return ErrorCode.none

    def _read(self, topic: str, asked: Any) -> Answer:
        if _replica_id(self.call.request) >= 0:
            return {**self._failure(asked, ErrorCode.not_leader_or_follower), **_leader(self.call)}
        if error := _epoch_error(asked):
            return self._failure(asked, error)
        limit = min(self.room, asked.partition_max_bytes)
        self.room = max(0, self.room)  # a size below 0 is the first partition's alone
        found = self.call.node.broker.fetch(topic, asked.partition, asked.fetch_offset, max(0, limit))
        if limit < 0 and found.batches:
            return self._failure(asked, ErrorCode.unknown_server_error)
        records = self._take(topic, asked.partition, found, limit)
        return {
            "partition_index": asked.partition,
            "high_watermark": found.log_end_offset,
            "last_stable_offset": found.log_end_offset,
            "log_start_offset": found.log_start_offset,
            "aborted_transactions": [] if self.call.request.isolation_level == READ_COMMITTED else None,
            "records": records,
        }

    def _take(self, topic: str, partition: int, found: FetchResult, limit: int) -> bytes:
        """The bytes of what was found. Only the first batch of an answer may be larger than what is left of its bounds.

        Behind whole batches the next one is cut off where the bound is, as Kafka cuts it from its file
        (``LogSegment.read``): clients throw it away.
        """
        batches = found.batches
        if batches and self.size and batches[0].batch.size_in_bytes > limit:
            return b""
        records = b"".join(_encoded(stored) for stored in batches)
        if 0 < len(records) < limit and batches[-1].last_offset + 1 < found.log_end_offset:
            following = self.call.node.broker.fetch(topic, partition, batches[-1].last_offset + 1, 0).batches[0]
            records += _encoded(following)[: limit - len(records)]
        self.size += len(records)
        self.room = max(0, self.room - len(records))
        return records

    def _failure(self, asked: Any, error: int) -> Answer:
        self.failed = True
        return {"partition_index": asked.partition, "error_code": error, "high_watermark": -1, "records": b""}


def _replica_id(request: Any) -> int:
    """The broker that fetches, -1 for a consumer; here no broker is anybody's follower."""
    state = getattr(request, "replica_state", None)
    replica_id: int = request.replica_id if state is None else state.replica_id
    return replica_id


def _leader(call: Call) -> Answer:
    if call.version < _NAMES_THE_LEADER:
        return {}
    return {"current_leader": {"leader_id": call.node_id, "leader_epoch": LEADER_EPOCH}}


def _epoch_error(asked: Any) -> ErrorCode:
    """What a partition says to epochs that it does not know (``Partition.readRecords``).

    Any epoch below 0 is none (``FetchRequest.optionalEpoch``).
    """
    if error := leader_epoch_error(max(NO_LEADER_EPOCH, getattr(asked, "current_leader_epoch", NO_LEADER_EPOCH))):
        return error
    if getattr(asked, "last_fetched_epoch", NO_LEADER_EPOCH) > LEADER_EPOCH:
        return ErrorCode.offset_out_of_range
    return ErrorCode.none


def _encoded(stored: StoredBatch) -> bytes:
    if isinstance(stored.batch, EncodedBatch):
        return with_offsets(stored.batch.data, stored.base_offset, LEADER_EPOCH)
    return encode(stored.batch, stored.base_offset, LEADER_EPOCH)


def handle(call: Call) -> Answer | Awaitable[Answer]:
    if getattr(call.request, "session_epoch", FINAL_EPOCH) not in {INITIAL_EPOCH, FINAL_EPOCH}:
        return {"error_code": ErrorCode.fetch_session_id_not_found}
    if not is_isolation_level(call.request):
        return _refused(call)
    reading = _Reading(call, min(call.request.max_bytes, MAX_BYTES))
    answer = _read_all(reading)
    wait = call.request.max_wait.total_seconds()
    return answer if reading.enough or wait <= 0 else _read_later(call, wait)


def _refused(call: Call) -> Answer:
    """Every partition with UNKNOWN_SERVER_ERROR, or none where topics go by ids (``FetchRequest.getErrorResponse``)."""
    error = ErrorCode.unknown_server_error
    problem = {"error_code": error, "high_watermark": -1, "aborted_transactions": [], "records": b""}
    topics = _topics(call) if call.version < _KNOWS_TOPIC_IDS else {}
    responses = [
        {"topic": topic, "partitions": [{"partition_index": number, **problem} for number in asked]}
        for topic, asked in topics.items()
    ]
    return {"error_code": error, "session_id": getattr(call.request, "session_id", 0), "responses": responses}


async def _read_later(call: Call, wait: float) -> Answer:
    """Wait for more; an answer of nothing, or too little, is better than none once the time is over."""
    appends, loop = call.node.appends, asyncio.get_running_loop()
    deadline = loop.time() + wait
    with appends.watch(_partitions(call)) as stored:
        in_time = True
        while True:
            stored.clear()
            reading = _Reading(call, min(call.request.max_bytes, MAX_BYTES))
            answer = _read_all(reading)
            if reading.enough or appends.closed or not in_time:
                return answer
            in_time = await _is_set_before(deadline, stored)


async def _is_set_before(deadline: float, event: asyncio.Event) -> bool:
    try:
        async with asyncio.timeout_at(deadline):
            return await event.wait()
    except TimeoutError:
        return False


def _partitions(call: Call) -> set[tuple[str, int]]:
    topics = [(_name(call, topic), partitions) for topic, partitions in _topics(call).items()]
    return {(name, number) for name, partitions in topics if name for number in partitions}


def _topics(call: Call) -> dict[Topic, dict[int, Any]]:
    """What is asked of each topic, as the client names it; of a partition that is named twice the last counts."""
    topics: dict[Topic, dict[int, Any]] = {}
    for topic in call.request.topics:
        name = topic.topic if call.version < _KNOWS_TOPIC_IDS else topic.topic_id
        topics.setdefault(name, {}).update({asked.partition: asked for asked in topic.partitions})
    return {topic: asked for topic, asked in topics.items() if asked}


def _read_all(reading: _Reading) -> Answer:
    return {"responses": [_topic(reading, topic, asked) for topic, asked in _topics(reading.call).items()]}


def _topic(reading: _Reading, topic: Topic, partitions: dict[int, Any]) -> Answer:
    name = _name(reading.call, topic)
    return {
        "topic": name or "",
        "topic_id": None if isinstance(topic, str) else topic,
        "partitions": [reading.partition(name, asked) for asked in partitions.values()],
    }


def _name(call: Call, topic: Topic) -> str | None:
    return topic if isinstance(topic, str) else call.node.topics.name_of(topic)
