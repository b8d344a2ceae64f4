"""The broker: topics, producer ids, and the calls that a producer makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping

from minikafka.engine.broker_settings import BrokerSettings
from minikafka.engine.clock import Clock, ManualClock
from minikafka.engine.copying import copy_with
from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.log import Log, MemoryLog
from minikafka.engine.markers import EndTransactionMarker
from minikafka.engine.partition import Partition
from minikafka.engine.producer_ids import Controller, ProducerIdManager
from minikafka.engine.producer_state import ProducerState
from minikafka.engine.records import NO_PRODUCER_EPOCH, NO_PRODUCER_ID, Batch
from minikafka.engine.results import FetchResult, InitProducerIdResult, ProducerDescription, ProduceResult, describe
from minikafka.engine.sequence_check import Check, Generation, check
from minikafka.engine.topic_names import ensure_no_collision, ensure_topic_name
from minikafka.engine.transaction_coordinator import TransactionCoordinator, TransactionMetadata

ACKS = (-1, 0, 1)
Observer = Callable[[str, int, Batch, ProduceResult], None]  # of topic, partition, batch and answer
FETCH_MAX_BYTES = 50 * 1024 * 1024


class Broker:
    """A Kafka broker that leads every partition of every topic.

    Args:
        generation: which Kafka to answer like, ``"kafka-2.5"`` (2.5 to 4.4) or ``"kafka-4.5"``.
        clock: the time; by default one that stands still until it is moved, so that runs can be repeated exactly.
        num_partitions: partitions of a topic that is created by its first use (``num.partitions``).
        producer_id_expiration_ms: age at which ``expire_producers`` forgets a producer (``producer.id.expiration.ms``).
        message_max_bytes: the largest batch, in bytes (``message.max.bytes``).
        max_message_bytes: the same for some topics, by name (``max.message.bytes``).
        min_insync_replicas: replicas that must be in sync for a batch with acks -1 (``min.insync.replicas``).
        controller: grants producer ids; brokers of one cluster share one.
        transactional_ids: where the producer ids of transactional ids are kept; by default in memory.
        open_log: gives the log of a topic's partition; by default a new one in memory.
        decide: the sequence check that every partition asks; by default Kafka's.

    Raises:
        ValueError: a generation that nobody knows, or (``ConfigException``) a number that is too small.
    """

    def __init__(
        self,
        *,
        generation: Generation | str = Generation.KAFKA_2_5,
        clock: Clock | None = None,
        num_partitions: int = 1,
        producer_id_expiration_ms: int = 86_400_000,
        message_max_bytes: int = 1_048_588,
        max_message_bytes: Mapping[str, int] | None = None,
        min_insync_replicas: int = 1,
        controller: Controller | None = None,
        transactional_ids: MutableMapping[str, TransactionMetadata] | None = None,
        open_log: Callable[[str, int], Log] = lambda _topic, _partition: MemoryLog(),
        decide: Check = check,
    ) -> None:
        self.settings = BrokerSettings(
            Generation(generation), num_partitions, producer_id_expiration_ms, message_max_bytes, min_insync_replicas
        )
        self.clock = clock or ManualClock()
        self._producer_ids = ProducerIdManager(controller or Controller())
        self._coordinator = TransactionCoordinator(self._producer_ids.generate_producer_id, transactional_ids)
        self._open_log = open_log
        self._decide = decide
        self.observers: list[Observer] = []
        self._max_message_bytes = dict(max_message_bytes or {})
        self._topics: dict[str, tuple[Partition, ...]] = {}

    def __repr__(self) -> str:
        return f"Broker(generation={self.settings.generation.value}, topics={list(self._topics)})"

    # Topics

    @property
    def topics(self) -> dict[str, int]:
        """The number of partitions of each topic."""
        return {name: len(partitions) for name, partitions in self._topics.items()}

    def create_topic(self, topic: str, partitions: int | None = None, *, max_message_bytes: int | None = None) -> None:
        """Create a topic of ``partitions`` partitions, by default ``num_partitions``.

        ``max_message_bytes`` is the topic's largest batch (``max.message.bytes``), by default the broker's.

        Raises:
            KafkaError: INVALID_TOPIC_EXCEPTION, INVALID_PARTITIONS or TOPIC_ALREADY_EXISTS
                (``Topic.validate``, ``ReplicationControlManager.createTopics``).
        """
        self._add_topic(topic, self.ensure_can_create(topic, partitions), max_message_bytes)

    def _add_topic(self, topic: str, count: int, max_message_bytes: int | None = None) -> None:
        limit = self.max_message_bytes(topic) if max_message_bytes is None else max_message_bytes
        self._topics[topic] = tuple(self._new_partition(topic, number, limit) for number in range(count))

    def max_message_bytes(self, topic: str) -> int:
        """The largest batch that a topic takes, in bytes: its own bound, or the broker's."""
        if topic in self._topics:
            return self._topics[topic][0].message_max_bytes
        return self._max_message_bytes.get(topic, self.settings.message_max_bytes)

    def ensure_can_create(self, topic: str, partitions: int | None = None) -> int:
        """The number of partitions that the topic would get; errors as ``create_topic``, which it does not do."""
        count = partitions if partitions is not None else self.settings.num_partitions
        ensure_topic_name(topic)
        if topic in self._topics:
            raise KafkaError(Error.TOPIC_ALREADY_EXISTS, f"{topic!r} is there already")
        ensure_no_collision(topic, self._topics)
        if count < 1:
            raise KafkaError(Error.INVALID_PARTITIONS, f"a topic has at least one partition, not {count}")
        return count

    def delete_topic(self, topic: str) -> None:
        """Forget a topic, its records and what its partitions remember.

        Raises:
            KafkaError: UNKNOWN_TOPIC_OR_PARTITION (``ReplicationControlManager.deleteTopic``).
        """
        if topic not in self._topics:
            raise KafkaError(Error.UNKNOWN_TOPIC_OR_PARTITION, f"there is no topic {topic!r}")
        del self._topics[topic]

    def _new_partition(self, topic: str, number: int, max_message_bytes: int) -> Partition:
        limits = max_message_bytes, self.settings.min_insync_replicas
        return Partition(self._open_log(topic, number), self.settings.generation, *limits, decide=self._decide)

    # The producer's calls

    def init_producer_id(
        self,
        transactional_id: str | None = None,
        producer_id: int = NO_PRODUCER_ID,
        producer_epoch: int = NO_PRODUCER_EPOCH,
    ) -> InitProducerIdResult:
        """A new id with epoch 0; with a transactional id the same id again, one epoch later.

        ``producer_id`` and ``producer_epoch`` are those that a transactional client has now (KIP-360); see
        ``TransactionCoordinator``. Without a transactional id they are not looked at.

        Source: ``TransactionCoordinator.handleInitProducerId``.
        """
        if (producer_id == NO_PRODUCER_ID) != (producer_epoch == NO_PRODUCER_EPOCH) or transactional_id == "":
            return InitProducerIdResult(Error.INVALID_REQUEST, NO_PRODUCER_ID, NO_PRODUCER_EPOCH)
        try:
            if transactional_id is None:
                return InitProducerIdResult(Error.NONE, self._producer_ids.generate_producer_id(), 0)
            return self._coordinator.init_producer_id(transactional_id, producer_id, producer_epoch)
        except KafkaError as refusal:
            return InitProducerIdResult(refusal.error, NO_PRODUCER_ID, NO_PRODUCER_EPOCH)

    def write_txn_marker(self, topic: str, partition: int, marker: EndTransactionMarker) -> ProduceResult:
        """End a producer's transaction on one partition, as its coordinator does (``WriteTxnMarkers``).

        Raises:
            KafkaError: UNKNOWN_TOPIC_OR_PARTITION.
        """
        return self.partition(topic, partition).append_marker(marker, self.clock.now())

    def produce(self, topic: str, partition: int, batch: Batch, acks: int = -1) -> ProduceResult:
        """Append one batch to one partition. The check does not look at ``acks``: clients do.

        A topic that does not exist is created first, as by the metadata request that a client sends before its first
        batch (``auto.create.topics.enable``). Each of ``observers`` is told the batch and the answer.

        Source: ``ReplicaManager.appendToLocalLog``.
        """
        result = self._append(topic, partition, batch, acks)
        for observer in self.observers:
            observer(topic, partition, batch, result)
        return result

    def _append(self, topic: str, partition: int, batch: Batch, acks: int) -> ProduceResult:
        if acks not in ACKS:
            return ProduceResult(error=Error.INVALID_REQUIRED_ACKS)
        try:
            if topic not in self._topics:
                self.create_topic(topic)
            return self.partition(topic, partition).append(batch, acks)
        except KafkaError as refusal:
            return ProduceResult(error=refusal.error)

    # What is stored and remembered

    def fetch(self, topic: str, partition: int, offset: int, max_bytes: int = FETCH_MAX_BYTES) -> FetchResult:
        """The records from ``offset`` on, in whole batches: at least one batch, then up to ``max_bytes``.

        Raises:
            KafkaError: UNKNOWN_TOPIC_OR_PARTITION, or OFFSET_OUT_OF_RANGE outside log start .. log end offset.
        """
        log = self.partition(topic, partition).log
        if not log.log_start_offset <= offset <= log.log_end_offset:
            bounds = f"{log.log_start_offset} .. {log.log_end_offset}"
            raise KafkaError(Error.OFFSET_OUT_OF_RANGE, f"{topic}-{partition} holds {bounds}, not {offset}")
        batches = tuple(log.read(offset, max_bytes))
        return FetchResult(offset, log.log_start_offset, log.log_end_offset, batches)

    def log_end_offset(self, topic: str, partition: int) -> int:
        """The offset that the next record will get; 0 for a topic that nobody wrote to yet.

        Raises:
            KafkaError: UNKNOWN_TOPIC_OR_PARTITION, for a partition that an existing topic does not have.
        """
        return 0 if topic not in self._topics else self.partition(topic, partition).log.log_end_offset

    def log_start_offset(self, topic: str, partition: int) -> int:
        """The offset of the oldest record that is still there.

        Raises:
            KafkaError: UNKNOWN_TOPIC_OR_PARTITION.
        """
        return self.partition(topic, partition).log.log_start_offset

    def describe_producers(self, topic: str, partition: int) -> tuple[ProducerDescription, ...]:
        """The producers that a partition remembers; the order says nothing (``UnifiedLog.activeProducers``).

        Raises:
            KafkaError: UNKNOWN_TOPIC_OR_PARTITION.
        """
        return tuple(describe(state) for state in self.partition(topic, partition).producers)

    def producer_state(self, topic: str, partition: int, producer_id: int) -> ProducerState | None:
        """What a partition remembers of one producer, its window of five included, which Kafka shows nobody."""
        if topic not in self._topics:
            return None
        return self.partition(topic, partition).producers.get(producer_id)

    def partition(self, topic: str, partition: int) -> Partition:
        """One partition.

        Raises:
            KafkaError: UNKNOWN_TOPIC_OR_PARTITION.
        """
        partitions = self._topics.get(topic, ())
        if not 0 <= partition < len(partitions):
            raise KafkaError(Error.UNKNOWN_TOPIC_OR_PARTITION, f"there is no {topic}-{partition}")
        return partitions[partition]

    def copy(self, clock: Clock, controller: Controller) -> Broker:
        """A broker that stands where this one stands, and goes its own way from here. Only for one in memory."""
        ids = self._producer_ids.copy(controller)
        topics = {name: tuple([partition.copy() for partition in self._topics[name]]) for name in self._topics}
        coordinator = self._coordinator.copy(ids.generate_producer_id)
        return copy_with(self, clock=clock, _producer_ids=ids, _coordinator=coordinator, _topics=topics)

    # What time and a restart take away

    @property
    def _partitions(self) -> list[Partition]:
        return [partition for topic in self._topics.values() for partition in topic]

    def expire_producers(self) -> int:
        """Forget the producers that are too old, as Kafka's periodic task does; return how many there were.

        Source: ``UnifiedLog.removeExpiredProducers``. An append never does this.
        """
        now, limit = self.clock.now(), self.settings.producer_id_expiration_ms
        return sum(len(partition.producers.remove_expired(now, limit)) for partition in self._partitions)

    def restart(self) -> None:
        """Stop, cleanly or by a crash, and start again: the logs stay, of the producers ``state_after_restart``."""
        self._producer_ids.restart()
        for partition in self._partitions:
            partition.restart(self.clock.now(), self.settings.producer_id_expiration_ms)

    def delete_records(self, topic: str, partition: int, before_offset: int) -> None:
        """Forget the records below ``before_offset``; the producers' states stay (KAFKA-7190).

        Raises:
            KafkaError: UNKNOWN_TOPIC_OR_PARTITION, or OFFSET_OUT_OF_RANGE past the log end offset.
        """
        log = self.partition(topic, partition).log
        if not 0 <= before_offset <= log.log_end_offset:
            bounds = f"0 .. {log.log_end_offset}"
            raise KafkaError(Error.OFFSET_OUT_OF_RANGE, f"{topic}-{partition} has {bounds}, not {before_offset}")
        log.delete_before(before_offset)
