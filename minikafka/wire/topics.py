"""Topics as clients name them: by name, or, in newer versions of the protocol, by an id."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID, uuid4

from minikafka.engine.errors import Error, KafkaError
from minikafka.wire.shared_broker import SharedBroker
from minikafka.wire.topic_configs import COMPRESSION_TYPE, MAX_MESSAGE_BYTES

MAX_PARTITIONS = 100_000
CLUSTER_METADATA = "__cluster_metadata"
# Kafka's own topics and their partitions: clients may not write to them (``Topic.isInternal``).
INTERNAL = MappingProxyType({"__consumer_offsets": 50, "__transaction_state": 50, "__share_group_state": 50})

_NO_CONFIGS: Mapping[str, str] = MappingProxyType({})


class TooManyPartitions(Exception):
    """A topic would take the broker beyond ``MAX_PARTITIONS``; a client in a loop shall not fill the memory."""


class Topics:
    """The topics of a broker, each with an id and with settings that last until the topic is deleted."""

    def __init__(self, broker: SharedBroker) -> None:
        self._broker = broker
        self._ids: dict[str, UUID] = {}
        self._names: dict[UUID, str] = {}
        self._configs: dict[str, Mapping[str, str]] = {}

    def partitions(self) -> dict[str, int]:
        """The number of partitions of each topic."""
        return self._broker.topics

    def exists(self, topic: str) -> bool:
        return self._broker.has_partition(topic, 0)

    def id_of(self, topic: str) -> UUID:
        if topic not in self._ids:
            self._ids[topic] = uuid4()
            self._names[self._ids[topic]] = topic
        return self._ids[topic]

    def name_of(self, topic_id: UUID | None) -> str | None:
        """The name of a topic that still exists, ``None`` for an id that nobody was ever told."""
        name = None if topic_id is None else self._names.get(topic_id)
        return name if name is not None and self.exists(name) else None

    def configs(self, topic: str) -> Mapping[str, str]:
        """The settings that a topic was created with."""
        return self._configs.get(topic, _NO_CONFIGS)

    def compression_type(self, topic: str) -> str:
        return self.configs(topic).get(COMPRESSION_TYPE, "producer")

    def create(self, topic: str, partitions: int | None = None, configs: Mapping[str, str] = _NO_CONFIGS) -> None:
        """Create a topic; errors as ``ensure_can_create``."""
        limit = configs.get(MAX_MESSAGE_BYTES)
        with self._broker.locked():
            self.ensure_can_create(topic, partitions)
            self._broker.create_topic(topic, partitions, max_message_bytes=None if limit is None else int(limit))
            self._configs[topic] = configs

    def create_automatically(self, topic: str) -> None:
        """Create a topic that a client names in a Metadata request; errors as ``ensure_can_create``."""
        self.create(topic, INTERNAL.get(topic))

    def ensure_can_create(self, topic: str, partitions: int | None = None) -> None:
        """Do nothing, if the topic can be created.

        Raises:
            KafkaError: as ``Broker.create_topic``; INVALID_REQUEST for the controller's own topic.
            TooManyPartitions: the broker has enough.
        """
        if topic == CLUSTER_METADATA:
            raise KafkaError(Error.INVALID_REQUEST, f"{topic} is the controller's own topic")
        wanted = self._broker.ensure_can_create(topic, partitions)
        if sum(self._broker.topics.values()) + wanted > MAX_PARTITIONS:
            raise TooManyPartitions(f"more than {MAX_PARTITIONS} partitions")

    def delete(self, topic: str) -> None:
        """Delete a topic; one of the same name will have another id.

        Raises:
            KafkaError: UNKNOWN_TOPIC_OR_PARTITION.
        """
        self._broker.delete_topic(topic)
        self._names.pop(self._ids.pop(topic, UUID(int=0)), None)
        self._configs.pop(topic, None)
