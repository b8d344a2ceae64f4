"""What a producer asks of a broker, wherever the broker stands."""

from __future__ import annotations

from typing import Protocol

from minikafka.engine.broker_settings import BrokerSettings
from minikafka.engine.clock import Clock
from minikafka.engine.producer_state import ProducerState
from minikafka.engine.records import Batch
from minikafka.engine.results import FetchResult, InitProducerIdResult, ProducerDescription, ProduceResult


class BrokerCalls(Protocol):
    """A broker in memory, one with a data directory, or one at the other end of a wire."""

    @property
    def clock(self) -> Clock: ...

    @property
    def settings(self) -> BrokerSettings: ...

    @property
    def topics(self) -> dict[str, int]: ...

    def create_topic(self, topic: str, partitions: int | None = None) -> None: ...

    def produce(self, topic: str, partition: int, batch: Batch, acks: int = -1) -> ProduceResult: ...

    def init_producer_id(self, transactional_id: str | None = None) -> InitProducerIdResult: ...

    def fetch(self, topic: str, partition: int, offset: int) -> FetchResult: ...

    def log_start_offset(self, topic: str, partition: int) -> int: ...

    def log_end_offset(self, topic: str, partition: int) -> int: ...

    def describe_producers(self, topic: str, partition: int) -> tuple[ProducerDescription, ...]: ...

    def producer_state(self, topic: str, partition: int, producer_id: int) -> ProducerState | None: ...
