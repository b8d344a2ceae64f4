"""How a lab begins a run: which broker it makes, and which producer."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from minikafka.engine.broker import Broker, BrokerCalls
from minikafka.engine.clock import ManualClock
from minikafka.engine.cluster import Cluster
from minikafka.engine.producer import Producer
from minikafka.engine.producer_ids import Controller
from minikafka.engine.sequence_check import Generation

BOOTSTRAP = "MINIKAFKA_BOOTSTRAP"  # names a cluster for every lab, so that a class changes no notebook


class MakesProducers(Protocol):
    """What a lab asks when a run begins. ``in_memory`` is true where a run can be made again, call by call."""

    in_memory: ClassVar[bool]

    def new_producer(self, *, enable_idempotence: bool) -> Producer: ...

    def close(self) -> None: ...


def lab_setup(
    first_sequence: int,
    generation: Generation,
    brokers: int,
    cluster: str | None,
    cluster_settings: Mapping[str, Any] | None,
) -> MakesProducers:
    """Brokers in memory, or those of the Kafka cluster that ``cluster`` or MINIKAFKA_BOOTSTRAP names.

    Raises:
        ValueError: the name is no ``host:port``.
        KafkaError: no Kafka broker answers there.
    """
    address = cluster or os.environ.get(BOOTSTRAP)
    if not address:
        return LabSetup(first_sequence, generation, brokers)
    from minikafka.lesson.lab.cluster_setup import ClusterSetup

    return ClusterSetup(address, first_sequence, cluster_settings)


@dataclass(frozen=True, slots=True)
class LabSetup:
    """What stays the same from run to run of a lab; ``brokers`` is how many keep each partition."""

    in_memory: ClassVar[bool] = True

    first_sequence: int = 0
    generation: Generation = Generation.KAFKA_2_5
    brokers: int = 1

    def new_producer(self, *, enable_idempotence: bool) -> Producer:
        """A producer with a new broker, which has stored nothing."""
        return Producer(self.new_broker(), enable_idempotence=enable_idempotence, first_sequence=self.first_sequence)

    def close(self) -> None:
        """Nothing: a broker in memory goes with its lab."""

    def new_broker(self) -> BrokerCalls:
        """A broker, or several that copy each other."""
        if self.brokers == 1:
            return Broker(generation=self.generation)
        clock, controller = ManualClock(), Controller()
        return Cluster(
            [Broker(generation=self.generation, clock=clock, controller=controller) for _ in range(self.brokers)]
        )
