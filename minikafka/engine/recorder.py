"""Writes a producer's steps into its trace, stage by stage."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from minikafka.engine.cluster import Cluster
from minikafka.engine.configuration import ProducerConfig
from minikafka.engine.errors import Error
from minikafka.engine.network import Network
from minikafka.engine.producer_batch import Passage, ProducerBatch
from minikafka.engine.records import NO_PRODUCER_ID, RecordBatch
from minikafka.engine.replica import Replica
from minikafka.engine.results import ProduceResult
from minikafka.engine.sequence_check import Branch
from minikafka.engine.trace import (
    BRANCH_STAGES,
    FATE_STAGES,
    Action,
    Event,
    Setup,
    Stage,
    StepKind,
    Trace,
    Variables,
)

# What a broker answers before it looks at sequences (``ReplicaManager.appendToLocalLog``, ``LogValidator``).
REFUSED_BEFORE_THE_CHECK = frozenset(
    {
        Error.CORRUPT_MESSAGE,
        Error.INVALID_RECORD,
        Error.INVALID_REQUIRED_ACKS,
        Error.INVALID_TOPIC_EXCEPTION,
        Error.MESSAGE_TOO_LARGE,
        Error.NOT_ENOUGH_REPLICAS,
        Error.NOT_LEADER_OR_FOLLOWER,
        Error.UNKNOWN_TOPIC_OR_PARTITION,
    }
)


def branch_of(result: ProduceResult) -> Branch:
    """The way out of the check that an answer shows."""
    if result.error is not Error.NONE:
        return Branch.REFUSED
    return Branch.DUPLICATE if result.duplicate else Branch.NEW


class Recorder:
    """Numbers actions and steps, and remembers what was read of the broker's logs so far."""

    def __init__(self, network: Network, config: ProducerConfig) -> None:
        self._network = network
        self._broker = broker = network.broker
        self._place: tuple[str, int] | None = None
        self._producer_id = NO_PRODUCER_ID
        self._read_up_to: dict[tuple[str, int], int] = {}
        setup = Setup(asdict(broker.settings), dict(broker.topics), asdict(config), broker.clock.now())
        self.trace = Trace(replace(setup, brokers=len(broker.brokers)) if isinstance(broker, Cluster) else setup)
        self._last = Event(0, StepKind.START, Stage.START_PRODUCER, Variables(), action=-1)

    def action(self, verb: str, **arguments: Any) -> None:
        """Note a call, and the world as it finds it."""
        faults = tuple(fault.value if fault else "" for fault in self._network.faults)
        self.trace.actions.append(Action(verb, arguments, self._broker.clock.now(), faults))

    def begin(self, producer_id: int) -> None:
        """Begin step 0, now that the broker has granted the id."""
        self.trace.setup = replace(self.trace.setup, producer_id=producer_id)

    def found(self, topic: str, partitions: int) -> None:
        """Note a topic that somebody else created, so that a replay has it too."""
        self.trace.setup.topics.setdefault(topic, partitions)

    def step(self, kind: StepKind, delivery: ProducerBatch | None = None, batch: RecordBatch | None = None) -> None:
        """Begin a step: the stages that follow belong to it."""
        action = len(self.trace.actions) - 1
        self._last = Event(self._last.step + 1, kind, self._last.stage, self._last.variables, action, delivery, batch)

    def stage(self, stage: Stage, variables: Variables | None = None, **changes: Any) -> None:
        """Add a stage of the current step; without ``variables`` they stand as they stood."""
        self._last = replace(self._last, stage=stage, variables=variables or self._last.variables, **changes)
        if isinstance(self._broker, Cluster):
            self._last = replace(self._last, replicas=self._replicas(self._broker))
        self.trace.record(self._last)

    def _replicas(self, cluster: Cluster) -> tuple[Replica, ...]:
        """The copies of the partition of the last message."""
        if self._last.delivery:
            self._place = self._last.delivery.topic, self._last.delivery.partition
        if self._last.batch:
            self._producer_id = self._last.batch.producer_id
        return cluster.replicas(*self._place, self._producer_id) if self._place else ()

    def passage(self, passage: Passage, variables: Variables) -> None:
        """Add what the network did to a request, as far as the broker's decision."""
        if passage.is_copy:
            self.step(StepKind.COPY, passage.request.delivery, passage.request.batch)
        if passage.result is None:
            self.stage(FATE_STAGES[passage.fate], variables)
            return
        self.stage(Stage.BROKER_RECEIVES, variables)
        if passage.result.error not in REFUSED_BEFORE_THE_CHECK:
            self.stage(Stage.CHECK_SEQUENCE)
        self.trace.actions[-1].answers.append(
            (passage.result.error.name, passage.result.base_offset, passage.result.duplicate)
        )

    def read_log(self, topic: str, partition: int) -> None:
        """Read what the broker has stored since the last look."""
        start = max(self._read_up_to.get((topic, partition), 0), self._broker.log_start_offset(topic, partition))
        while start < self._broker.log_end_offset(topic, partition):
            records = self._broker.fetch(topic, partition, start).records
            self.trace.stored.extend((topic, partition, record) for record in records)
            start = self._read_up_to[topic, partition] = records[-1].offset + 1

    def decided(self, result: ProduceResult, variables: Variables) -> None:
        """Add the branch that the broker took."""
        self.stage(BRANCH_STAGES[branch_of(result)], variables, result=result)
