"""A broker at the other end of a wire: the engine's calls, answered by minikafka or by Apache Kafka."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, Self

from kio.static.protocol import RequestPayload

from minikafka.engine.broker import FETCH_MAX_BYTES
from minikafka.engine.broker_settings import BrokerSettings
from minikafka.engine.clock import Clock
from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.producer_state import ProducerState
from minikafka.engine.records import NO_PRODUCER_EPOCH, NO_PRODUCER_ID, Batch
from minikafka.engine.results import FetchResult, InitProducerIdResult, ProducerDescription, ProduceResult
from minikafka.storage.clock import SystemClock
from minikafka.storage.record_batch import EncodedBatch, encode, stored_batches
from minikafka.wire import client_requests as requests
from minikafka.wire.address import Address
from minikafka.wire.client_cluster import Cluster
from minikafka.wire.client_connection import Connection
from minikafka.wire.client_duplicates import Duplicates, is_duplicate
from minikafka.wire.client_security import UNSECURED, Security

REQUEST_TIMEOUT_MS = 30_000  # request.timeout.ms

_STALE = frozenset({Error.UNKNOWN_TOPIC_OR_PARTITION, Error.NETWORK_EXCEPTION})


def connect(
    address: str,
    *,
    client_id: str = "minikafka",
    request_timeout_ms: int = REQUEST_TIMEOUT_MS,
    security: Security = UNSECURED,
) -> RemoteBroker:
    """A broker over TCP, for a ``Producer`` or a ``Lab``; one thread at a time may use it.

    Args:
        address: ``host:port`` of a broker; it tells where the others of its cluster are.
        client_id: the name under which the brokers log what this client asks.
        request_timeout_ms: how long to wait for an answer.
        security: TLS and SASL, for a cluster that wants them.

    Raises:
        ValueError: ``address`` is none.
        BrokerUnreachable: no Kafka broker answers there.
    """
    return RemoteBroker(Address.parse(address), client_id, request_timeout_ms, security)


class RemoteBroker:
    """The calls of the engine's ``Broker``, each of them a request to the broker in charge.

    Topics are made by their first use, as in the engine. A call that only reads asks once more if a
    connection was lost or a leader has moved. A batch is never sent twice: to retry is the producer's
    business, so ``produce`` answers NETWORK_EXCEPTION or REQUEST_TIMED_OUT when no ack came.

    Some things cannot be seen from outside: ``rule`` of an answer and ``producer_state`` are ``None``, and
    the generation in ``settings`` is always the default.
    """

    def __init__(
        self, address: Address, client_id: str, request_timeout_ms: int, security: Security = UNSECURED
    ) -> None:
        self.clock: Clock = SystemClock()
        self.address = address
        self._timeout_ms = request_timeout_ms
        self._cluster = Cluster(address, client_id, request_timeout_ms, security)
        self._duplicates = Duplicates(self._cluster)

    def __repr__(self) -> str:
        return f"RemoteBroker({str(self.address)!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections. A later call opens new ones."""
        self._cluster.close()

    # Topics

    @cached_property
    def settings(self) -> BrokerSettings:
        """The broker's settings as far as it tells them, Kafka's defaults otherwise."""
        return self._cluster.settings()

    @property
    def topics(self) -> dict[str, int]:
        """The number of partitions of each topic, without Kafka's internal ones."""
        return self._cluster.topics()

    def create_topic(
        self, topic: str, partitions: int | None = None, *, configs: Mapping[str, str] | None = None
    ) -> None:
        """Create a topic of ``partitions`` partitions, by default as many as the broker usually makes.

        ``configs`` are its settings, by Kafka's names. Returns when every partition has a leader that answers.

        Raises:
            KafkaError: INVALID_TOPIC_EXCEPTION, INVALID_PARTITIONS, TOPIC_ALREADY_EXISTS, INVALID_CONFIG, or what
                else the cluster has against it.
        """
        request = requests.create_topic(topic, partitions, self._timeout_ms, configs or {})
        created = requests.only(self._cluster.controller().ask(request).topics)
        requests.ensure_none(created.error_code, created.error_message or f"{topic!r} was not created")
        self._cluster.wait_until(topic, exists=True)
        for partition in range(self.topics[topic]):
            self.log_end_offset(topic, partition)

    def delete_topic(self, topic: str) -> None:
        """Delete a topic and all that is in it.

        Raises:
            KafkaError: UNKNOWN_TOPIC_OR_PARTITION, or what else the cluster has against it.
        """
        request = requests.delete_topic(topic, self._timeout_ms)
        deleted = requests.only(self._cluster.controller().ask(request).responses)
        requests.ensure_none(deleted.error_code, f"{topic!r} was not deleted")
        self._cluster.wait_until(topic, exists=False)
        self._cluster.forget(topic)
        self._duplicates.forget(topic)

    # The producer's calls

    def init_producer_id(self, transactional_id: str | None = None) -> InitProducerIdResult:
        """A new id with epoch 0; with a transactional id the same id again, one epoch later."""
        try:
            granted = self._cluster.init_producer_id(transactional_id)
        except KafkaError as failure:
            return InitProducerIdResult(failure.error, NO_PRODUCER_ID, NO_PRODUCER_EPOCH)
        error = requests.error_of(granted.error_code)
        return InitProducerIdResult(error, granted.producer_id, granted.producer_epoch)

    def produce(self, topic: str, partition: int, batch: Batch, acks: int = -1) -> ProduceResult:
        """Send one batch to the leader of a partition, with the numbers that it has.

        An ``EncodedBatch`` goes out byte for byte. With acks 0 there is no answer, and the result holds no
        offset; a broker that refuses such a batch closes the connection, and the next call opens another.
        """
        try:
            result = self._send(topic, partition, batch, acks)
        except KafkaError as failure:
            result = ProduceResult(error=failure.error)
        if result.error.retriable:
            self._cluster.forget(topic)
        return result

    def _send(self, topic: str, partition: int, batch: Batch, acks: int) -> ProduceResult:
        leader = self._leader(topic, partition)
        data = batch.data if isinstance(batch, EncodedBatch) else encode(batch)
        request = requests.produce(
            topic, partition, data, acks, self._timeout_ms, is_transactional=batch.is_transactional
        )
        if acks == 0:
            leader.tell(request)
            return ProduceResult()
        end = None if self._duplicates.show_by_time(topic, batch) else self.log_end_offset(topic, partition)
        result = requests.produced(leader.exchange(request))
        return replace(result, duplicate=is_duplicate(result, end))

    def _leader(self, topic: str, partition: int) -> Connection:
        """The leader of a partition, of a new topic if there is none of this name."""
        try:
            return self._cluster.leader(topic, partition)
        except KafkaError as failure:
            if failure.error is not Error.UNKNOWN_TOPIC_OR_PARTITION or topic in self.topics:
                raise
        try:
            self.create_topic(topic)
        except KafkaError as refusal:  # somebody else may have been faster
            if refusal.error is not Error.TOPIC_ALREADY_EXISTS:
                raise
        return self._cluster.leader(topic, partition)

    # What is stored and remembered

    def fetch(self, topic: str, partition: int, offset: int, max_bytes: int = FETCH_MAX_BYTES) -> FetchResult:
        """The records from ``offset`` on, in whole batches: at least one batch, then up to ``max_bytes``.

        Raises:
            KafkaError: UNKNOWN_TOPIC_OR_PARTITION, or OFFSET_OUT_OF_RANGE outside log start .. log end.
        """
        try:
            fetched = self._ask_leader(topic, partition, requests.fetch(topic, partition, offset, max_bytes))
        except KafkaError as failure:
            if failure.error is not Error.OFFSET_OUT_OF_RANGE:
                raise
            bounds = f"{self.log_start_offset(topic, partition)} .. {self.log_end_offset(topic, partition)}"
            raise KafkaError(failure.error, f"{topic}-{partition} holds {bounds}, not {offset}") from None
        batches = tuple(stored_batches(fetched.records or b""))
        return FetchResult(offset, fetched.log_start_offset, fetched.high_watermark, batches)

    def log_end_offset(self, topic: str, partition: int) -> int:
        """The offset that the next record will get; 0 for a topic that nobody wrote to yet.

        Raises:
            KafkaError: UNKNOWN_TOPIC_OR_PARTITION, for a partition that an existing topic does not have.
        """
        try:
            return self._offset(topic, partition, requests.LATEST)
        except KafkaError as failure:
            if failure.error is Error.UNKNOWN_TOPIC_OR_PARTITION and topic not in self.topics:
                return 0
            raise

    def log_start_offset(self, topic: str, partition: int) -> int:
        """The offset of the oldest record that is still there.

        Raises:
            KafkaError: UNKNOWN_TOPIC_OR_PARTITION.
        """
        return self._offset(topic, partition, requests.EARLIEST)

    def describe_producers(self, topic: str, partition: int) -> tuple[ProducerDescription, ...]:
        """The producers that a partition remembers, in no order (Kafka 2.8 and later).

        Raises:
            KafkaError: UNKNOWN_TOPIC_OR_PARTITION, or UNSUPPORTED_VERSION from an older broker.
        """
        described = self._ask_leader(topic, partition, requests.describe_producers(topic, partition))
        return tuple(
            ProducerDescription(
                producer_id=producer.producer_id,
                producer_epoch=producer.producer_epoch,
                last_sequence=producer.last_sequence,
                last_timestamp=producer.last_timestamp,
                coordinator_epoch=producer.coordinator_epoch,
                current_txn_start_offset=producer.current_txn_start_offset,
            )
            for producer in described.active_producers
        )

    def producer_state(self, topic: str, partition: int, producer_id: int) -> ProducerState | None:  # noqa: ARG002
        """``None``: Kafka shows nobody its window of five; ``describe_producers`` has what it does show."""
        return None

    def _offset(self, topic: str, partition: int, timestamp: int) -> int:
        listed = self._ask_leader(topic, partition, requests.list_offsets(topic, partition, timestamp))
        offset: int = listed.offset
        return offset

    def _ask_leader(self, topic: str, partition: int, request: RequestPayload) -> Any:
        """What the leader answers about one partition; waits while a leader is on its way.

        Asks once more if the connection was lost, or the topic is another one than the one that we knew.
        """
        for number, is_last in enumerate(self._cluster.attempts()):
            try:
                leader = self._cluster.leader(topic, partition)
                answer = requests.only_partition(leader.ask(request))
                requests.ensure_none(answer.error_code, f"{leader.address} does not answer about {topic}-{partition}")
            except KafkaError as failure:
                self._cluster.forget(topic)
                again = failure.error is Error.NOT_LEADER_OR_FOLLOWER or (number == 0 and failure.error in _STALE)
                if is_last or not again:
                    raise
            else:
                return answer
        raise AssertionError("the last attempt answers or fails")
