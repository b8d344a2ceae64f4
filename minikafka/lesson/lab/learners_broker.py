"""A broker of a cluster, as one run of one learner sees it: with the run's own topics and no others."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from minikafka.engine.broker_settings import BrokerSettings
from minikafka.engine.clock import Clock
from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.producer_state import DescribedState, ProducerState
from minikafka.engine.records import Batch
from minikafka.engine.results import FetchResult, InitProducerIdResult, ProducerDescription, ProduceResult
from minikafka.wire.client import RemoteBroker

PARTITIONS = 1  # of a topic that is created by its first use, whatever the cluster would give it


class LearnersBroker:
    """The calls of the engine's ``Broker``; a topic ``t`` of the lesson is ``{prefix}-t`` on the cluster.

    It writes to no topic that it did not make, and reads none.
    """

    def __init__(self, remote: RemoteBroker, prefix: str) -> None:
        self._remote = remote
        self._prefix = prefix
        self._made: dict[str, int] = {}

    @property
    def clock(self) -> Clock:
        return self._remote.clock

    @property
    def settings(self) -> BrokerSettings:
        return replace(self._remote.settings, num_partitions=PARTITIONS)

    @property
    def topics(self) -> dict[str, int]:
        """The topics that this run has made, under the lesson's names."""
        return dict(self._made)

    def name_of(self, topic: str) -> str:
        """What a topic of the lesson is called on the cluster."""
        return f"{self._prefix}-{topic}"

    def create_topic(self, topic: str, partitions: int | None = None) -> None:
        """Create a topic of this run.

        Raises:
            KafkaError: TOPIC_ALREADY_EXISTS, somebody else made it, or what else the cluster has against it.
        """
        wanted = PARTITIONS if partitions is None else partitions
        try:
            self._remote.create_topic(self.name_of(topic), wanted)
        except KafkaError as refusal:
            if refusal.error is Error.TOPIC_ALREADY_EXISTS and topic not in self._made:
                explanation = f"{self.name_of(topic)!r} is on the cluster already, and this lab did not make it"
                raise KafkaError(refusal.error, explanation) from None
            raise
        self._made[topic] = wanted

    def remove_topics(self) -> None:
        """Delete the topics of this run; one that is gone already, or cannot be reached, stays as it is."""
        for topic in self._made:
            with suppress(KafkaError):
                self._remote.delete_topic(self.name_of(topic))
        self._made.clear()

    def produce(self, topic: str, partition: int, batch: Batch, acks: int = -1) -> ProduceResult:
        """Send one batch to a topic of this run, which is made by its first use."""
        if topic not in self._made:
            try:
                self.create_topic(topic)
            except KafkaError as refusal:
                return ProduceResult(error=refusal.error)
        return self._remote.produce(self.name_of(topic), partition, batch, acks)

    def init_producer_id(self, transactional_id: str | None = None) -> InitProducerIdResult:
        return self._remote.init_producer_id(transactional_id and self.name_of(transactional_id))

    def fetch(self, topic: str, partition: int, offset: int) -> FetchResult:
        return self._remote.fetch(self.name_of(topic), partition, offset)

    def log_start_offset(self, topic: str, partition: int) -> int:
        return self._remote.log_start_offset(self.name_of(topic), partition)

    def log_end_offset(self, topic: str, partition: int) -> int:
        return self._remote.log_end_offset(self.name_of(topic), partition)

    def describe_producers(self, topic: str, partition: int) -> tuple[ProducerDescription, ...]:
        return self._remote.describe_producers(self.name_of(topic), partition)

    def producer_state(self, topic: str, partition: int, producer_id: int) -> ProducerState | None:
        """What DescribeProducers tells of a producer: the last sequence, and not the window of five."""
        rows = {row.producer_id: row for row in self.describe_producers(topic, partition)}
        row = rows.get(producer_id)
        return (
            None
            if row is None
            else DescribedState(
                row.producer_id,
                row.producer_epoch,
                last_timestamp=row.last_timestamp,
                coordinator_epoch=row.coordinator_epoch,
                described_last_sequence=row.last_sequence,
            )
        )
