"""How a lab begins a run: which broker it makes, and which producer."""

from __future__ import annotations

from dataclasses import dataclass

from minikafka.engine.broker import Broker, BrokerCalls
from minikafka.engine.clock import ManualClock
from minikafka.engine.cluster import Cluster
from minikafka.engine.producer import Producer
from minikafka.engine.producer_ids import Controller
from minikafka.engine.sequence_check import Generation


@dataclass(frozen=True, slots=True)
class LabSetup:
    """What stays the same from run to run of a lab; ``brokers`` is how many keep each partition."""

    first_sequence: int = 0
    generation: Generation = Generation.KAFKA_2_5
    brokers: int = 1

    def new_producer(self, *, enable_idempotence: bool) -> Producer:
        """A producer with a new broker, which has stored nothing."""
        return Producer(self.new_broker(), enable_idempotence=enable_idempotence, first_sequence=self.first_sequence)

    def new_broker(self) -> BrokerCalls:
        """A broker, or several that copy each other."""
        if self.brokers == 1:
            return Broker(generation=self.generation)
        clock, controller = ManualClock(), Controller()
        return Cluster(
            [Broker(generation=self.generation, clock=clock, controller=controller) for _ in range(self.brokers)]
        )
