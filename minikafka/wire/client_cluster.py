"""The client's picture of a cluster: which broker to ask for what."""

from __future__ import annotations

import time
from collections.abc import Iterator

from kio.schema.errors import ErrorCode
from kio.schema.init_producer_id.v1.response import InitProducerIdResponse
from kio.schema.metadata.v8.response import (
    MetadataResponse,
    MetadataResponsePartition,
    MetadataResponseTopic,
)
from kio.static.primitive import i32

from minikafka.engine.broker_settings import BrokerSettings
from minikafka.engine.errors import Error, KafkaError
from minikafka.wire import client_requests as requests
from minikafka.wire.address import Address
from minikafka.wire.client_connection import BrokerUnreachable, Connection
from minikafka.wire.client_security import UNSECURED, Security

RETRY_BACKOFF_MS = 100  # retry.backoff.ms

NUM_PARTITIONS = "num.partitions"
PRODUCER_ID_EXPIRATION_MS = "producer.id.expiration.ms"
MESSAGE_MAX_BYTES = "message.max.bytes"
_PASSING = frozenset(
    {
        ErrorCode.leader_not_available,
        ErrorCode.coordinator_not_available,
        ErrorCode.coordinator_load_in_progress,
        ErrorCode.not_coordinator,
        ErrorCode.concurrent_transactions,
    }
)


class Cluster:
    """Connections to the brokers of a cluster, opened when they are needed, and who leads which partition.

    Raises:
        BrokerUnreachable: no broker answers at ``bootstrap``.
    """

    def __init__(self, bootstrap: Address, client_id: str, timeout_ms: int, security: Security = UNSECURED) -> None:
        self._security = security
        self._bootstrap = bootstrap
        self._client_id = client_id
        self._timeout_ms = timeout_ms
        self._brokers: dict[int, Address] = {}
        self._leaders: dict[tuple[str, int], Address] = {}
        self._connections: dict[Address, Connection] = {}
        self._connected(bootstrap)

    def close(self) -> None:
        """Close every connection; the next question opens a new one."""
        for connection in self._connections.values():
            connection.close()
        self._connections.clear()

    # Whom to ask

    def any(self) -> Connection:
        """A broker, whichever answers.

        Raises:
            BrokerUnreachable: none does.
        """
        for address in (self._bootstrap, *self._brokers.values()):
            try:
                return self._connected(address)
            except BrokerUnreachable as failure:
                unreachable = failure
        raise unreachable

    def leader(self, topic: str, partition: int) -> Connection:
        """The broker that leads a partition; waits while one is being elected.

        Raises:
            KafkaError: UNKNOWN_TOPIC_OR_PARTITION, LEADER_NOT_AVAILABLE, or ``BrokerUnreachable``.
        """
        if (topic, partition) not in self._leaders:
            self._find_leader(topic, partition)
        return self._connected(self._leaders[topic, partition])

    def controller(self) -> Connection:
        """The broker that creates and deletes topics."""
        controller_id = self._metadata([]).controller_id
        return self._connected(self._brokers[controller_id]) if controller_id in self._brokers else self.any()

    def init_producer_id(self, transactional_id: str | None) -> InitProducerIdResponse:
        """What the coordinator of a transactional id grants, or any broker; waits while they get ready for it.

        Raises:
            KafkaError: nobody could be asked.
        """
        request = requests.init_producer_id(transactional_id)
        for is_last in self.attempts():
            broker = self._coordinator(transactional_id) if transactional_id else self.any()
            granted: InitProducerIdResponse = broker.ask(request)
            if granted.error_code not in _PASSING or is_last:
                break
        return granted

    def topics(self) -> dict[str, int]:
        """The number of partitions of each topic, without Kafka's own."""
        topics = self._metadata(None).topics
        return {topic.name: len(topic.partitions) for topic in topics if not topic.is_internal}

    def settings(self) -> BrokerSettings:
        """The settings that the brokers tell, Kafka's defaults for the others.

        Raises:
            KafkaError: no broker could be asked.
        """
        node_id = self._metadata([]).brokers[0].node_id
        broker = self._connected(self._brokers[node_id])
        names = (NUM_PARTITIONS, PRODUCER_ID_EXPIRATION_MS, MESSAGE_MAX_BYTES)
        told = _configs(broker, requests.BROKER, str(node_id), *names)
        default = BrokerSettings()
        return BrokerSettings(
            num_partitions=_number(told.get(NUM_PARTITIONS), default.num_partitions),
            producer_id_expiration_ms=_number(told.get(PRODUCER_ID_EXPIRATION_MS), default.producer_id_expiration_ms),
            message_max_bytes=_number(told.get(MESSAGE_MAX_BYTES), default.message_max_bytes),
        )

    def topic_configs(self, topic: str, *names: str) -> dict[str, str]:
        """Some of a topic's settings; without those that nobody may see, and empty if it tells none.

        Raises:
            KafkaError: no broker could be asked.
        """
        return _configs(self.any(), requests.TOPIC, topic, *names)

    def forget(self, topic: str) -> None:
        """Ask again who leads the partitions of ``topic`` when it is next needed."""
        self._leaders = {place: leader for place, leader in self._leaders.items() if place[0] != topic}

    def wait_until(self, topic: str, *, exists: bool) -> None:
        """Return once the news of a topic's creation or deletion has come round, or the time is over."""
        for _ in self.attempts():
            if (topic in self.topics()) is exists:
                return

    def attempts(self) -> Iterator[bool]:
        """Once at once, then again after each pause until the time is over; true for the last time."""
        deadline = time.monotonic() + self._timeout_ms / 1000
        while time.monotonic() < deadline:
            yield False
            time.sleep(RETRY_BACKOFF_MS / 1000)
        yield True

    # How we know

    def _coordinator(self, transactional_id: str) -> Connection:
        for is_last in self.attempts():
            found = self.any().ask(requests.find_coordinator(transactional_id))
            if found.error_code not in _PASSING or is_last:
                break
        if found.error_code is ErrorCode.transactional_id_authorization_failed:
            return self.any()  # a broker without transactions, like ours, may grant the id itself
        requests.ensure_none(found.error_code, f"nobody coordinates {transactional_id!r}")
        return self._connected(Address(found.host, found.port))

    def _find_leader(self, topic: str, partition: int) -> None:
        for is_last in self.attempts():
            found = requests.only(self._metadata([topic]).topics)
            partitions = {described.partition_index: described for described in found.partitions}
            error = self._error_about(found, partitions.get(i32(partition)))
            if error not in _PASSING or is_last:
                break
        requests.ensure_none(error, f"there is no {topic}-{partition}, or nobody leads it")
        self._leaders.update(
            ((topic, index), self._brokers[described.leader_id])
            for index, described in partitions.items()
            if described.leader_id in self._brokers
        )

    def _error_about(self, topic: MetadataResponseTopic, partition: MetadataResponsePartition | None) -> ErrorCode:
        if topic.error_code is not ErrorCode.none:
            return topic.error_code
        if partition is None:
            return ErrorCode.unknown_topic_or_partition
        return ErrorCode.none if partition.leader_id in self._brokers else ErrorCode.leader_not_available

    def _metadata(self, topics: list[str] | None) -> MetadataResponse:
        metadata: MetadataResponse = self.any().ask(requests.metadata(topics))
        self._brokers = {broker.node_id: Address(broker.host, broker.port) for broker in metadata.brokers}
        return metadata

    def _connected(self, address: Address) -> Connection:
        connection = self._connections.get(address)
        if connection is None or not connection.is_usable:
            if connection is not None:
                connection.close()
            connection = Connection(address, self._client_id, self._timeout_ms, self._security)
            self._connections[address] = connection
        return connection


def _configs(broker: Connection, resource_type: int, name: str, *keys: str) -> dict[str, str]:
    """The settings ``keys`` as far as the broker tells them; empty if it tells none."""
    try:
        described = requests.only(broker.ask(requests.describe_configs(resource_type, name, *keys)).results)
    except KafkaError as failure:
        if failure.error is not Error.UNSUPPORTED_VERSION:
            raise
        return {}
    return {config.name: config.value for config in described.configs if config.value is not None}


def _number(told: str | None, default: int) -> int:
    return int(told) if told is not None and told.isdecimal() else default
