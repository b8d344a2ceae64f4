"""From what a search starts: the producer, its brokers, and how much an application has to say."""

from __future__ import annotations

from dataclasses import dataclass

from minikafka.engine.configuration import ProducerConfig
from minikafka.engine.errors import ConfigException
from minikafka.engine.sequence_check import Generation

MOST_IN_FLIGHT = 6
MOST_MESSAGES = 8
MOST_PARTITIONS = 4
MOST_BROKERS = 3


class AnyInFlight(ProducerConfig):
    """Settings of a producer that may have six batches in flight, which no client allows: a search shows why."""

    __slots__ = ()

    def _check_idempotence(self) -> None:
        """Nothing is forbidden here; ``Settings`` has its own limits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What does not change in a search. Names and defaults are Kafka's; times in milliseconds.

    ``in_flight`` is ``max.in.flight.requests.per.connection``: 1 to 6, though clients allow an idempotent producer only
    5. ``messages`` is how many there are in a run, those that are sent again not counted. ``expiry_ms`` is
    ``producer.id.expiration.ms``.

    Raises:
        ConfigException: a value out of range, or two settings that contradict each other; the message names them.
    """

    idempotence: bool = True
    in_flight: int = 5
    first_sequence: int = 0
    generation: str = Generation.KAFKA_2_5.value
    expiry_ms: int = 86_400_000
    delivery_timeout_ms: int = 120_000
    request_timeout_ms: int = 30_000
    partitions: int = 1
    brokers: int = 1
    messages: int = 2

    def __post_init__(self) -> None:
        for name, most in (
            ("in_flight", MOST_IN_FLIGHT),
            ("partitions", MOST_PARTITIONS),
            ("brokers", MOST_BROKERS),
            ("messages", MOST_MESSAGES),
        ):
            if not 1 <= getattr(self, name) <= most:
                raise ConfigException(f"{name} is {getattr(self, name)}: a search takes 1 to {most}")
        if self.first_sequence and not self.idempotence:
            raise ConfigException("first_sequence needs idempotence: without it batches have no sequences")
        try:
            Generation(self.generation)
        except ValueError as error:
            raise ConfigException(str(error)) from error
        if self.expiry_ms < 1:
            raise ConfigException(f"expiry_ms is {self.expiry_ms}: use 1 or more")
        _ = self.producer

    @property
    def producer(self) -> ProducerConfig:
        """The same, as a producer takes it."""
        return AnyInFlight(
            enable_idempotence=self.idempotence,
            max_in_flight_requests_per_connection=self.in_flight,
            delivery_timeout_ms=self.delivery_timeout_ms,
            request_timeout_ms=self.request_timeout_ms,
            first_sequence=self.first_sequence,
        )
