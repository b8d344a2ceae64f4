"""One broker's copy of a partition, as it stands at one moment of a run."""

from __future__ import annotations

from dataclasses import dataclass

from minikafka.engine.producer_state import ProducerState


@dataclass(frozen=True, slots=True)
class Replica:
    """One broker's copy of a partition.

    Whether the broker leads and is in sync, the log end offset of its log, and what it remembers of the producer.
    """

    leads: bool
    in_sync: bool
    log_end_offset: int = 0
    state: ProducerState | None = None
