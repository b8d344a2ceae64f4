"""One of the two brokers that are asked the same: its connection, and what only it can name, ids above all."""

from __future__ import annotations

import enum
import re
import socket
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields, is_dataclass
from datetime import timedelta
from types import TracebackType
from typing import Any
from uuid import UUID

from kio.schema.errors import ErrorCode

from minikafka.storage.record_batch import encode
from minikafka.wire.protocol import InvalidFrame
from tests.kafka.differential.edges import Content
from tests.wire.raw_client import RawClient
from tests.wire.raw_requests import API_VERSIONS, BATCH, CREATE_TOPICS, FIND_COORDINATOR, JOIN_GROUP, LEAVE_GROUP, METADATA, OFFSET_COMMIT, PRODUCE, SYNC_GROUP

SECONDS = 2  # after which there is no answer
SETTINGS = {"auto.create.topics.enable": "false", "group.initial.rebalance.delay.ms": "0", "node.id": "1"}

# Each broker has its own.
MASKED = {"cluster_id": "its cluster's id", "port": "its port"}
_MEMBER_ID = re.compile(r".*-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class Own(enum.Enum):
    """What a request names that has another name at each broker, or at each request."""

    FRESH = "a name that no request had before"
    MEMBER = "the id of the member that was made for the request"


@dataclass(frozen=True, slots=True)
class TopicId:
    """The id that a broker gave to a topic."""

    topic: str | Own


class Side(AbstractContextManager["Side"]):
    """A broker and a connection to it."""

    def __init__(self, name: str, address: str) -> None:
        self.name = name
        self._address = address
        self._client = self._connected()
        self._fresh, self._member = "", ""
        self._topic_ids: dict[str, UUID] = {}

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._client.socket.close()

    def wait_for_coordinators(self) -> None:
        """Kafka makes their topics when it is first asked for one."""
        for key_type in (0, 1):
            asked = {"key": "any", "key_type": key_type}
            while self._ask(FIND_COORDINATOR, 1, asked).error_code is ErrorCode.coordinator_not_available:
                time.sleep(0.1)

    def begin(self, fresh: str) -> None:
        """From here on ``Own.FRESH`` is this name."""
        self._fresh = fresh

    def make_topic(self) -> None:
        """A topic of the fresh name with two partitions and a record in each."""
        topic = {"name": self._fresh, "num_partitions": 2, "replication_factor": 1}
        (made,) = self._ask(CREATE_TOPICS, 7, {"topics": [topic], "timeout": timedelta(seconds=10)}).topics
        self._topic_ids[self._fresh] = made.topic_id
        while self._produced(1) is not ErrorCode.none or self._produced(0) is not ErrorCode.none:
            time.sleep(0.01)

    def _produced(self, partition: int) -> ErrorCode:
        data = {"index": partition, "records": encode(BATCH)}
        content = {"acks": -1, "timeout": timedelta(seconds=10), "topic_data": [{"name": self._fresh, "partition_data": [data]}]}
        (topic,) = self._ask(PRODUCE, 8, content).responses
        error: ErrorCode = topic.partition_responses[0].error_code
        return error

    def make_member(self) -> None:
        """A group of the fresh name with one member, in its first generation."""
        group = {"group_id": self._fresh, "member_id": ""}
        times = {"session_timeout": timedelta(minutes=5), "rebalance_timeout": timedelta(minutes=5)}
        protocols = {"protocol_type": "consumer", "protocols": [{"name": "range", "metadata": b""}]}
        self._member = self._ask(JOIN_GROUP, 2, {**group, **times, **protocols}).member_id
        made = {"group_id": self._fresh, "member_id": self._member, "generation_id": 1}
        self._ask(SYNC_GROUP, 1, {**made, "assignments": [{"member_id": self._member, "assignment": b"all"}]})

    def make_offsets(self) -> None:
        """A group of the fresh name without members, with one offset committed."""
        partition = {"partition_index": 0, "committed_offset": 1}
        topics = [{"name": "topic", "partitions": [partition]}]
        group = {"group_id": self._fresh, "generation_id_or_member_epoch": -1, "member_id": ""}
        self._ask(OFFSET_COMMIT, 7, {**group, "topics": topics})

    def answer(self, api_key: int, version: int, content: Content) -> object:
        """The answer in a form that can be compared, or what came instead of one."""
        try:
            if api_key == PRODUCE and content["acks"] == 0:
                return self._silence(version, content)
            answer = self._client.ask(api_key, version, self._resolved(content))
            if api_key == JOIN_GROUP:
                self._leave(content["group_id"], answer.member_id)
            return self._comparable(answer)
        except (AssertionError, OSError, InvalidFrame) as problem:
            self._client.socket.close()
            self._client = self._connected()
            return f"({'no answer' if isinstance(problem, TimeoutError) else problem})"

    def _leave(self, group: Any, member: str) -> None:
        """Nobody who joins a group by the same name shall wait for this member."""
        self._ask(LEAVE_GROUP, 0, {"group_id": self._resolved(group), "member_id": member})

    def _silence(self, version: int, content: Content) -> str:
        """What follows a request that is not answered: the answer to the next one, or the end of the connection."""
        self._client.send(PRODUCE, version, self._resolved(content))
        self._client.ask(API_VERSIONS, 0, {})
        return "(silence)"

    def _ask(self, api_key: int, version: int, content: Content) -> Any:
        return self._client.ask(api_key, version, content)

    def _connected(self) -> RawClient:
        client = RawClient(self._address)
        client.socket.settimeout(SECONDS)
        client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return client

    def _resolved(self, value: Any) -> Any:
        match value:
            case Own.FRESH:
                return self._fresh
            case Own.MEMBER:
                return self._member
            case TopicId():
                return self._topic_id(self._resolved(value.topic))
            case Mapping():
                return {name: self._resolved(item) for name, item in value.items()}
            case list():
                return [self._resolved(item) for item in value]
        return value

    def _topic_id(self, topic: str) -> UUID:
        if topic not in self._topic_ids:
            self._topic_ids = {each.name: each.topic_id for each in self._ask(METADATA, 12, {"topics": None}).topics}
        return self._topic_ids[topic]

    def _field(self, name: str, value: Any) -> object:
        if name == "error_message":
            return "a text" if value else value
        return MASKED.get(name, self._comparable(value))

    def _comparable(self, value: Any) -> object:
        if is_dataclass(value):
            return {field.name: self._field(field.name, getattr(value, field.name)) for field in fields(value)}
        if isinstance(value, tuple):
            return [self._comparable(item) for item in value if not getattr(item, "is_internal", False)]
        if isinstance(value, ErrorCode):
            return value.name
        if isinstance(value, UUID):
            return next((f"the id of {topic}" for topic, uuid in self._topic_ids.items() if uuid == value), "an id")
        if isinstance(value, str) and _MEMBER_ID.fullmatch(value):
            return "the member" if value == self._member else "a member's id"
        return value
