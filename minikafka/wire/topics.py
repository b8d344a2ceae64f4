"""Topics as clients name them: by name, or, in newer versions of the protocol, by an id."""

from __future__ import annotations

from uuid import UUID, uuid4

from minikafka.wire.shared_broker import SharedBroker

MAX_PARTITIONS = 100_000


class TooManyPartitions(Exception):
    """A topic would take the broker beyond ``MAX_PARTITIONS``; a client in a loop shall not fill the memory."""


class Topics:
    """The topics of a broker, each with an id that lasts until the topic is deleted."""

    def __init__(self, broker: SharedBroker) -> None:
        self._broker = broker
        self._ids: dict[str, UUID] = {}
        self._names: dict[UUID, str] = {}

    def partitions(self) -> dict[str, int]:
        """The number of partitions of each topic."""
        return self._broker.topics

    def id_of(self, topic: str) -> UUID:
        if topic not in self._ids:
            self._ids[topic] = uuid4()
            self._names[self._ids[topic]] = topic
        return self._ids[topic]

    def name_of(self, topic_id: UUID | None) -> str | None:
        """The name of a topic that still exists, ``None`` for an id that nobody was ever told."""
        name = None if topic_id is None else self._names.get(topic_id)
        return name if name is not None and self._broker.has_partition(name, 0) else None

    def create(self, topic: str, partitions: int | None = None) -> None:
        """Create a topic; errors as ``ensure_can_create``."""
        with self._broker.locked():
            self.ensure_can_create(topic, partitions)
            self._broker.create_topic(topic, partitions)

    def ensure_can_create(self, topic: str, partitions: int | None = None) -> None:
        """Do nothing, if the topic can be created.

        Raises:
            KafkaError: as ``Broker.create_topic``.
            TooManyPartitions: the broker has enough.
        """
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
