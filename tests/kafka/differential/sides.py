"""One of the two brokers that are asked the same: its connection, its state, and what only it can name."""

from __future__ import annotations

import enum
import re
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
from tests.wire.raw_requests import (
    API_VERSIONS,
    BATCH,
    CREATE_TOPICS,
    FIND_COORDINATOR,
    INIT_PRODUCER_ID,
    JOIN_GROUP,
    LEAVE_GROUP,
    METADATA,
    OFFSET_COMMIT,
    PRODUCE,
    SYNC_GROUP,
    TEN_SECONDS,
)

SECONDS = 3  # after which there is no answer
PAUSE_SECONDS = 0.02  # before asking again for what takes Kafka a moment
# What both brokers are told; Kafka makes these topics when it is first asked for a coordinator.
SETTINGS = {"auto.create.topics.enable": "false", "group.initial.rebalance.delay.ms": "0"}
INTERNAL = ("__consumer_offsets", "__transaction_state")
TOPIC, PRODUCED, GROUP = "topic", "produced", "group"

_MEMBER_ID = re.compile(r".*-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_LATER = {ErrorCode.coordinator_not_available, ErrorCode.coordinator_load_in_progress}
# Fields that each broker has to fill in its own way.
_MASKED = {"cluster_id": "its cluster's id", "port": "its port"}


class Own(enum.Enum):
    """What a request names that has another name at each request, or at each broker."""

    FRESH = "a name that no request had before"
    MEMBER = "the id of the member that was made for the request"


@dataclass(frozen=True, slots=True)
class TopicId:
    """The id that a broker gave to a topic."""

    topic: str | Own


class Side(AbstractContextManager["Side"]):
    """A broker and a connection to it."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._client = self._connected()
        self._fresh, self._member = "", ""
        self._topic_ids: dict[str, UUID] = {}

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._client.socket.close()

    def offered(self) -> dict[int, range]:
        """The versions of each request that the broker answers."""
        offers = self._client.ask(API_VERSIONS, 0, {}).api_keys
        return {offer.api_key: range(offer.min_version, offer.max_version + 1) for offer in offers}

    def set_up(self) -> None:
        """The state that all questions share: two topics with records, a group with a member, Kafka's own topics."""
        self._make_internal_topics()
        for topic in (TOPIC, PRODUCED):
            self.begin(topic)
            self.make_topic()
        self.begin(GROUP)
        self.make_member()

    def begin(self, fresh: str) -> None:
        """From here on ``Own.FRESH`` is this name."""
        self._fresh = fresh

    def make_nothing(self) -> None:
        """For a request that needs no more than the state that all share."""

    def make_topic(self) -> None:
        """A topic of the fresh name with two partitions and a record in each."""
        self._create(self._fresh, 2)
        for partition in range(2):
            while self._produced(partition) is not ErrorCode.none:
                time.sleep(PAUSE_SECONDS)

    def make_member(self) -> None:
        """A group of the fresh name with one member, in its first generation."""
        times = dict.fromkeys(("session_timeout", "rebalance_timeout"), timedelta(minutes=5))
        protocols = {"protocol_type": "consumer", "protocols": [{"name": "range", "metadata": b""}]}
        joining = {"group_id": self._fresh, "member_id": "", **times, **protocols}
        self._member = self._client.ask(JOIN_GROUP, 2, joining).member_id
        assignments = [{"member_id": self._member, "assignment": b"all"}]
        member = {"group_id": self._fresh, "member_id": self._member, "generation_id": 1}
        self._client.ask(SYNC_GROUP, 1, {**member, "assignments": assignments})

    def make_offsets(self) -> None:
        """A group of the fresh name without members, with one offset committed."""
        topics = [{"name": TOPIC, "partitions": [{"partition_index": 0, "committed_offset": 1}]}]
        group = {"group_id": self._fresh, "generation_id_or_member_epoch": -1, "member_id": ""}
        self._client.ask(OFFSET_COMMIT, 7, {**group, "topics": topics})

    def answer(self, api_key: int, version: int, content: Content) -> object:
        """The answer in a form that can be compared, or what came instead of one."""
        try:
            return self._answer(api_key, version, self._resolved(content))
        except (AssertionError, OSError, InvalidFrame) as problem:
            self._client.socket.close()
            self._client = self._connected()
            return "(no answer)" if isinstance(problem, TimeoutError) else f"({problem})"

    def _answer(self, api_key: int, version: int, content: Content) -> object:
        if api_key == PRODUCE and content["acks"] == 0:
            return self._silence(version, content)
        answer = self._client.ask(api_key, version, content)
        if api_key == JOIN_GROUP:  # whoever joins a group of the same name shall not have to wait
            self._client.ask(LEAVE_GROUP, 1, {"group_id": content["group_id"], "member_id": answer.member_id})
        return self._comparable(answer)

    def _silence(self, version: int, content: Content) -> str:
        """What follows a request that is not answered: the answer to the next one, or the end of the connection."""
        self._client.send(PRODUCE, version, content)
        self._client.ask(API_VERSIONS, 0, {})
        return "(silence)"

    def _make_internal_topics(self) -> None:
        """Kafka makes them some time after somebody asked; a broker that has none is told to make them."""
        for key_type in range(2):
            while self._client.ask(FIND_COORDINATOR, 1, {"key": "any", "key_type": key_type}).error_code in _LATER:
                time.sleep(PAUSE_SECONDS)
        while self._client.ask(INIT_PRODUCER_ID, 1, {"transaction_timeout": TEN_SECONDS}).error_code in _LATER:
            time.sleep(PAUSE_SECONDS)
        topics = self._client.ask(METADATA, 12, {"topics": None}).topics
        self._topic_ids = {topic.name: topic.topic_id for topic in topics}
        for topic in INTERNAL:
            if topic not in self._topic_ids:
                self._create(topic, 50)

    def _create(self, topic: str, partitions: int) -> None:
        wanted = {"name": topic, "num_partitions": partitions, "replication_factor": 1}
        (made,) = self._client.ask(CREATE_TOPICS, 7, {"topics": [wanted], "timeout": TEN_SECONDS}).topics
        self._topic_ids[topic] = made.topic_id

    def _produced(self, partition: int) -> ErrorCode:
        topic = {"name": self._fresh, "partition_data": [{"index": partition, "records": encode(BATCH)}]}
        answer = self._client.ask(PRODUCE, 8, {"acks": -1, "timeout": TEN_SECONDS, "topic_data": [topic]})
        error: ErrorCode = answer.responses[0].partition_responses[0].error_code
        return error

    def _connected(self) -> RawClient:
        client = RawClient(self._address)
        client.socket.settimeout(SECONDS)
        return client

    def _resolved(self, value: Any) -> Any:
        match value:
            case Own.FRESH:
                return self._fresh
            case Own.MEMBER:
                return self._member
            case TopicId():
                return self._topic_ids[self._resolved(value.topic)]
            case Mapping():
                return {name: self._resolved(item) for name, item in value.items()}
            case list():
                return [self._resolved(item) for item in value]
        return value

    def _comparable(self, value: Any) -> object:
        match value:
            case ErrorCode():
                return value.name
            case UUID():
                return next((f"the id of {topic}" for topic, uuid in self._topic_ids.items() if uuid == value), "an id")
            case str() if _MEMBER_ID.fullmatch(value):
                return "the member" if value == self._member else "a member's id"
            case tuple():
                return sorted(map(self._comparable, value), key=_name)
        if is_dataclass(value):
            return {field.name: self._field(field.name, getattr(value, field.name)) for field in fields(value)}
        return value

    def _field(self, name: str, value: Any) -> object:
        if name == "error_message" and value:
            return "a text"
        if name == "producer_id" and value >= 0:
            return "a producer id"
        return _MASKED.get(name, self._comparable(value))


def _name(item: object) -> str:
    """Topics and groups come in no certain order."""
    return str(item.get("name") or item.get("group_id") or "") if isinstance(item, dict) else ""
