"""One broker for several threads.

An engine's broker knows no threads. The server answers its clients on a thread of its own; whoever calls the same
broker from elsewhere meanwhile, as a notebook cell does, wraps it first and uses only the wrapper::

    broker = SharedBroker(Broker())
    with serve(broker) as address:
        ...                                  # real clients write to address
        broker.fetch("topic", 0, offset=0)   # while this cell reads
"""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager

from minikafka.engine.broker import FETCH_MAX_BYTES, Broker, Observer
from minikafka.engine.broker_settings import BrokerSettings
from minikafka.engine.clock import Clock
from minikafka.engine.errors import KafkaError
from minikafka.engine.producer_state import ProducerState
from minikafka.engine.records import NO_PRODUCER_EPOCH, NO_PRODUCER_ID, Batch
from minikafka.engine.results import FetchResult, InitProducerIdResult, ProducerDescription, ProduceResult


class SharedBroker:
    """The calls of a ``Broker``, one at a time. Errors and results are the broker's own.

    ``locked()`` holds the lock over several calls that belong together.
    """

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._lock = threading.RLock()

    def __repr__(self) -> str:
        return f"SharedBroker({self._broker!r})"

    def locked(self) -> AbstractContextManager[bool]:
        return self._lock

    @property
    def observers(self) -> list[Observer]:
        """The broker's own: each is told what was produced, on the thread that produced it."""
        return self._broker.observers

    @property
    def clock(self) -> Clock:
        return self._broker.clock

    @property
    def settings(self) -> BrokerSettings:
        return self._broker.settings

    @property
    def topics(self) -> dict[str, int]:
        with self._lock:
            return self._broker.topics

    def has_partition(self, topic: str, partition: int) -> bool:
        """True if ``topic`` exists and has this partition."""
        try:
            with self._lock:
                self._broker.partition(topic, partition)
        except KafkaError:
            return False
        return True

    def create_topic(self, topic: str, partitions: int | None = None, *, max_message_bytes: int | None = None) -> None:
        with self._lock:
            self._broker.create_topic(topic, partitions, max_message_bytes=max_message_bytes)

    def ensure_can_create(self, topic: str, partitions: int | None = None) -> int:
        with self._lock:
            return self._broker.ensure_can_create(topic, partitions)

    def max_message_bytes(self, topic: str) -> int:
        with self._lock:
            return self._broker.max_message_bytes(topic)

    def delete_topic(self, topic: str) -> None:
        with self._lock:
            self._broker.delete_topic(topic)

    def produce(self, topic: str, partition: int, batch: Batch, acks: int = -1) -> ProduceResult:
        with self._lock:
            return self._broker.produce(topic, partition, batch, acks)

    def init_producer_id(
        self,
        transactional_id: str | None = None,
        producer_id: int = NO_PRODUCER_ID,
        producer_epoch: int = NO_PRODUCER_EPOCH,
    ) -> InitProducerIdResult:
        with self._lock:
            return self._broker.init_producer_id(transactional_id, producer_id, producer_epoch)

    def fetch(self, topic: str, partition: int, offset: int, max_bytes: int = FETCH_MAX_BYTES) -> FetchResult:
        with self._lock:
            return self._broker.fetch(topic, partition, offset, max_bytes)

    def log_end_offset(self, topic: str, partition: int) -> int:
        with self._lock:
            return self._broker.log_end_offset(topic, partition)

    def log_start_offset(self, topic: str, partition: int) -> int:
        with self._lock:
            return self._broker.log_start_offset(topic, partition)

    def describe_producers(self, topic: str, partition: int) -> tuple[ProducerDescription, ...]:
        with self._lock:
            return self._broker.describe_producers(topic, partition)

    def producer_state(self, topic: str, partition: int, producer_id: int) -> ProducerState | None:
        with self._lock:
            return self._broker.producer_state(topic, partition, producer_id)

    def expire_producers(self) -> int:
        with self._lock:
            return self._broker.expire_producers()

    def delete_records(self, topic: str, partition: int, before_offset: int) -> None:
        with self._lock:
            self._broker.delete_records(topic, partition, before_offset)
