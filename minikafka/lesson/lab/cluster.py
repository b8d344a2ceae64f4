"""A lab on a Kafka cluster: how its runs begin, and the cluster as one run of one learner sees it.

Importing it imports the wire protocol: do so where a cluster is asked for.
"""

from __future__ import annotations

import atexit
import getpass
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields, replace
from typing import Any, ClassVar
from uuid import uuid4

from minikafka.engine.broker_settings import BrokerSettings
from minikafka.engine.clock import Clock
from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.producer import Producer
from minikafka.engine.producer_state import DescribedState, ProducerState
from minikafka.engine.records import Batch
from minikafka.engine.results import FetchResult, InitProducerIdResult, ProducerDescription, ProduceResult
from minikafka.wire.client import RemoteBroker, connect
from minikafka.wire.client_security import Security

PARTITIONS = 1  # of a topic that is created by its first use, whatever the cluster would give it
LONGEST = 40  # characters of a learner's name
ANSWER_MS = 10_000  # request.timeout.ms of what really goes to the cluster
# After a lost ack the producer waits this long before it sends again. Kafka's default of 30 s is nothing for a lesson.
REQUEST_TIMEOUT_MS = 500


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


class ClusterSetup:
    """What stays the same from run to run of a lab on the cluster at ``address``.

    ``settings`` are those of ``Security``; what they leave out, the environment may say.

    Raises:
        ValueError: ``address`` is none, or (``ConfigException``) the settings contradict each other.
        KafkaError: no Kafka broker answers there.
    """

    in_memory: ClassVar[bool] = False

    def __init__(self, address: str, first_sequence: int, settings: Mapping[str, Any] | None = None) -> None:
        security = Security(**settings_of_environment() | dict(settings or {}))
        name = f"minikafka-{learner()}"
        self._remote = connect(address, client_id=name, request_timeout_ms=ANSWER_MS, security=security)
        self._first_sequence = first_sequence
        self._broker: LearnersBroker | None = None
        atexit.register(self.close)

    def close(self) -> None:
        """Remove the topics of the last run and close the connections; Python's end does the same."""
        if self._broker:
            self._broker.remove_topics()
        self._remote.close()
        atexit.unregister(self.close)

    def new_producer(self, *, enable_idempotence: bool) -> Producer:
        """A producer with topics of its own, made when they are first used; those of the run before are removed.

        Raises:
            KafkaError: the cluster does not answer, or grants no producer id.
        """
        if self._broker:
            self._broker.remove_topics()
        self._broker = LearnersBroker(self._remote, f"minikafka-{learner()}-{uuid4().hex[:8]}")
        return Producer(
            self._broker,
            enable_idempotence=enable_idempotence,
            first_sequence=self._first_sequence,
            request_timeout_ms=REQUEST_TIMEOUT_MS,
        )


def settings_of_environment() -> dict[str, str]:
    """The settings of ``Security`` that the environment gives: MINIKAFKA_SECURITY_PROTOCOL and so on."""
    names = {field.name: f"MINIKAFKA_{field.name.upper()}" for field in fields(Security)}
    return {name: os.environ[variable] for name, variable in names.items() if variable in os.environ}


def learner() -> str:
    """The name under which JupyterHub knows the learner, or the system does; ``learner`` if neither has one."""
    try:
        name = os.environ.get("JUPYTERHUB_USER") or getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number that has no name
        name = ""
    return re.sub(r"[^a-zA-Z0-9_]+", "_", name)[:LONGEST].strip("_") or "learner"
