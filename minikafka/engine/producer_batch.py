"""One batch on its way: from ``send`` until it is acknowledged or has failed."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from minikafka.engine.records import NO_SEQUENCE, Record, RecordBatch
from minikafka.engine.results import ProduceResult


class Status(enum.Enum):
    """Where a batch stands, as its producer knows it."""

    QUEUED = "queued"  # not sent yet, so it has no sequence
    IN_FLIGHT = "in flight"  # sent, no answer: it may be stored or not
    TO_RETRY = "to retry"  # answered by an error that a retry can mend
    ACKNOWLEDGED = "acknowledged"
    FAILED = "failed"


@dataclass(slots=True, eq=False)
class ProducerBatch:
    """What ``send`` returns; it changes as answers arrive.

    ``number`` counts the calls of ``send`` from 0. ``batch`` is ``None`` until the batch is drained, and from then
    on the same for every retry. ``attempts`` counts how often it was sent. ``base_offset`` is -1 until it is
    acknowledged. ``failure`` is a sentence, once it has failed.

    Source: ``ProducerBatch``.
    """

    number: int
    topic: str
    partition: int
    records: tuple[Record, ...]
    created_ms: int
    status: Status = Status.QUEUED
    batch: RecordBatch | None = None
    sent_ms: int = 0
    attempts: int = 0
    base_offset: int = -1
    failure: str | None = None

    def __repr__(self) -> str:
        return f"ProducerBatch({self.topic}-{self.partition}, {self.outcome})"

    @property
    def outcome(self) -> str:
        """The status in words, with the offset or the reason."""
        if self.status is Status.ACKNOWLEDGED:
            return f"acknowledged at offset {self.base_offset}"
        return f"failed: {self.failure}" if self.status is Status.FAILED else self.status.value

    @property
    def base_sequence(self) -> int:
        """The sequence of the first record, -1 while there is none."""
        return self.batch.base_sequence if self.batch else NO_SEQUENCE

    @property
    def is_done(self) -> bool:
        return self.status in {Status.ACKNOWLEDGED, Status.FAILED}


@dataclass(frozen=True, slots=True)
class Request:
    """One attempt to deliver: a batch with the numbers that it had when it was sent."""

    delivery: ProducerBatch
    batch: RecordBatch

    @property
    def topic(self) -> str:
        return self.delivery.topic

    @property
    def partition(self) -> int:
        return self.delivery.partition


class Fate(enum.Enum):
    """What became of a request between producer and broker."""

    ANSWERED = "answered"
    REQUEST_LOST = "request lost"
    REQUEST_DELAYED = "request delayed"
    ACK_LOST = "ack lost"
    DISCONNECTED = "disconnected"  # the connection ended without an answer, and the producer knows


@dataclass(frozen=True, slots=True)
class Passage:
    """One request's way through the network.

    ``result`` is what the broker answered, ``None`` if nothing reached it or nobody can tell. ``is_copy`` marks what
    the network delivered by itself: a second copy, or a request that it had held back.
    """

    request: Request
    fate: Fate
    result: ProduceResult | None = None
    is_copy: bool = False
