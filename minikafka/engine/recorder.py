"""Writes a producer's steps into its trace, stage by stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from minikafka.engine.cluster import Cluster
from minikafka.engine.configuration import ProducerConfig
from minikafka.engine.errors import Error
from minikafka.engine.network import Network
from minikafka.engine.observer import Observer
from minikafka.engine.partition_queue import PartitionQueue
from minikafka.engine.producer_batch import Fate, Passage, ProducerBatch, Request
from minikafka.engine.producer_state import ProducerState
from minikafka.engine.records import NO_PRODUCER_ID, RecordBatch
from minikafka.engine.replica import Replica
from minikafka.engine.request import TopicPartition
from minikafka.engine.results import ProduceResult
from minikafka.engine.sender import SUCCESSES, Sender
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

Memory = Mapping[TopicPartition, ProducerState | None]


def branch_of(result: ProduceResult) -> Branch:
    """The way out of the check that an answer shows."""
    if result.error is not Error.NONE:
        return Branch.REFUSED
    return Branch.DUPLICATE if result.duplicate else Branch.NEW


class Recorder(Observer):
    """Numbers actions and steps, and remembers what was seen of the broker so far: its logs, and its memory."""

    _sender: Sender

    def __init__(self, network: Network, config: ProducerConfig) -> None:
        self._network = network
        self._config = config
        self._broker = broker = network.broker
        self._place: TopicPartition | None = None
        self._producer_id = NO_PRODUCER_ID
        self._read_up_to: dict[TopicPartition, int] = {}
        self._memory: dict[TopicPartition, ProducerState | None] = {}
        setup = Setup(asdict(broker.settings), dict(broker.topics), asdict(config), broker.clock.now())
        self.trace = Trace(replace(setup, brokers=len(broker.brokers)) if isinstance(broker, Cluster) else setup)
        self._last = Event(0, StepKind.START, Stage.START_PRODUCER, Variables(), action=-1)

    def action(self, verb: str, **arguments: Any) -> None:
        """Note a call, and the world as it finds it."""
        faults = tuple(fault.value if fault else "" for fault in self._network.faults)
        self.trace.actions.append(Action(verb, arguments, self._broker.clock.now(), faults))

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

    def forget_log(self, topic: str) -> None:
        """Read the logs of a topic from their start again: it is a new one."""
        self._read_up_to = {place: end for place, end in self._read_up_to.items() if place[0] != topic}

    def refresh_states(self) -> Memory:
        """What every partition remembers of this producer now: more than a batch of its own can change that."""
        for place, queue in self._sender.queues.items():
            self._memory[place] = self._broker.producer_state(*place, queue.producer_id)
        return dict(self._memory)

    # What the sender says

    def started(self, sender: Sender) -> None:
        self._sender = sender
        self.trace.setup = replace(self.trace.setup, producer_id=sender.producer_id)
        number = self._config.first_sequence - 1 if self._config.idempotent else None
        self.stage(Stage.START_PRODUCER, Variables(number, producer_epoch=sender.producer_epoch))

    def waits(self, delivery: ProducerBatch) -> None:
        self._step_alone(StepKind.WAIT, Stage.WAITING, delivery)

    def sends(self, delivery: ProducerBatch) -> None:
        self.step(StepKind.SEND, delivery, delivery.batch)
        self.stage(Stage.SEND_MESSAGE, self._variables(delivery))

    def sends_again(self, delivery: ProducerBatch) -> None:
        self.step(StepKind.RETRY, delivery, delivery.batch)
        self.stage(Stage.SEND_MESSAGE, self._variables(delivery))

    def numbers(self, delivery: ProducerBatch) -> None:
        self.stage(Stage.ASSIGN_SEQUENCE, self._variables(delivery), batch=delivery.batch)

    def carried(self, passage: Passage) -> None:
        request, result = passage.request, passage.result
        if passage.is_copy:
            self.step(StepKind.COPY, request.delivery, request.batch)
        if result is None:
            self.stage(FATE_STAGES[passage.fate], self._variables(request.delivery))
            return
        self.stage(Stage.BROKER_RECEIVES, self._variables(request.delivery))
        if result.error not in REFUSED_BEFORE_THE_CHECK:
            self.stage(Stage.CHECK_SEQUENCE)
        self.trace.actions[-1].answers.append((result.error.name, result.base_offset, result.duplicate))
        self._look_at_the_broker(request)
        self.stage(BRANCH_STAGES[branch_of(result)], self._variables(request.delivery), result=result)
        if passage.fate is Fate.ACK_LOST:
            self.stage(Stage.ACK_LOST)

    def answered(self, request: Request, result: ProduceResult) -> None:
        self.stage(Stage.PRODUCER_RECEIVES_ACK, self._variables(request.delivery))
        if result.error in SUCCESSES:
            self.stage(Stage.CONTINUE_SENDING)

    def gives_up(self, delivery: ProducerBatch) -> None:
        self._step_alone(StepKind.GIVE_UP, Stage.GIVE_UP, delivery)

    def begins_epoch(self, queue: PartitionQueue) -> None:
        self.step(StepKind.BUMP_EPOCH)
        self.stage(Stage.ASSIGN_SEQUENCE, self._variables_of(queue))

    def flushed(self) -> None:
        self.step(StepKind.FLUSH)
        self.stage(Stage.PRODUCER_RECEIVES_ACK, self._now(self.trace[-1].variables))

    # What there is to see

    def _step_alone(self, kind: StepKind, stage: Stage, delivery: ProducerBatch) -> None:
        """A step of one stage, which no broker sees."""
        self.step(kind, delivery, delivery.batch)
        self.stage(stage, self._variables(delivery))

    def _variables(self, delivery: ProducerBatch) -> Variables:
        return self._variables_of(self._sender.queues[delivery.topic, delivery.partition])

    def _variables_of(self, queue: PartitionQueue) -> Variables:
        """The variables as they stand now, seen from one partition."""
        number = queue.last_assigned_sequence if self._config.idempotent else None
        last = self.trace[-1].variables
        return self._now(replace(last, sequence_number=number, state=self._memory.get(queue.place)))

    def _now(self, variables: Variables) -> Variables:
        """The same, with what does not depend on the partition as it stands now."""
        sender = self._sender
        return replace(
            variables,
            acknowledged=sender.are_all_acknowledged,
            stored_count=len(self.trace.stored),
            in_flight=len(sender.in_flight),
            waiting=sum(len(queue.waiting) for queue in sender.queues.values()),
            failed=sender.failed,
            producer_epoch=sender.producer_epoch,
        )

    def _look_at_the_broker(self, request: Request) -> None:
        """See what the broker stored, and what it remembers of the producer that this request names."""
        place = topic, partition = request.topic, request.partition
        self._memory[place] = self._broker.producer_state(topic, partition, request.batch.producer_id)
        start = max(self._read_up_to.get(place, 0), self._broker.log_start_offset(topic, partition))
        while start < self._broker.log_end_offset(topic, partition):
            records = self._broker.fetch(topic, partition, start).records
            self.trace.stored.extend((topic, partition, record) for record in records)
            start = self._read_up_to[place] = records[-1].offset + 1
