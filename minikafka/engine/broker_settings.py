"""The settings of a broker that change its answers."""

from __future__ import annotations

from dataclasses import dataclass

from minikafka.engine.errors import ConfigException
from minikafka.engine.sequence_check import Generation


@dataclass(frozen=True, slots=True)
class BrokerSettings:
    """What makes one broker answer unlike another; Kafka's names and defaults, times in ms, sizes in bytes."""

    generation: Generation = Generation.KAFKA_2_5
    num_partitions: int = 1
    producer_id_expiration_ms: int = 86_400_000
    message_max_bytes: int = 1_048_588
    min_insync_replicas: int = 1

    def __post_init__(self) -> None:
        for name, least in (
            ("num_partitions", 1),
            ("producer_id_expiration_ms", 1),
            ("message_max_bytes", 0),
            ("min_insync_replicas", 1),
        ):
            if getattr(self, name) < least:
                raise ConfigException(f"{name} is {getattr(self, name)}: use {least} or more")
