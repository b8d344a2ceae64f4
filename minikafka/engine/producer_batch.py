"""One batch on its way: from ``send`` until it is acknowledged or has failed."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from minikafka.engine.records import NO_SEQUENCE, RECORD_BATCH_OVERHEAD, Record, RecordBatch
from minikafka.engine.results import ProduceResult


class Status(enum.Enum):
    """Where a batch stands, as its producer knows it."""

    QUEUED = "queued"  # not sent yet, so it has no sequence
    IN_FLIGHT = "in flight"  # sent, no answer: it may be stored or not
    TO_RETRY = "to retry"  # answered by an error that a retry can mend
    ACKNOWLEDGED = "acknowledged"
    FAILED = "failed"
    SPLIT = "split"  # too large for the broker: its parts go out in its place


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a batch has failed, and what follows from that: what may be stored, or whom to ask."""

    reason: str
    consequence: str = ""

    def __str__(self) -> str:
        return f"{self.reason}; {self.consequence}" if self.consequence else self.reason


_DONE = (Status.ACKNOWLEDGED, Status.FAILED, Status.SPLIT)  # quicker to look through than a set of them


@dataclass(slots=True, eq=False)
class ProducerBatch:
    """What ``send`` returns; it changes as answers arrive.

    ``number`` counts the calls of ``send`` from 0. ``batch`` is ``None`` until the batch is drained, and from then
    on the same for every retry. ``attempts`` counts how often it was sent. ``base_offset`` is -1 until it is
    acknowledged. ``failure`` is there once it has failed.

    A batch that was cut has ``parts``, and each of them names it in ``split_from``. It is acknowledged when all its
    parts are, at the offset of the first, and has failed when they are done and one of them has.

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
    failure: Failure | None = None
    split_from: ProducerBatch | None = None
    parts: tuple[ProducerBatch, ...] = ()

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
        """True when it is sent no more; of a batch that was cut that is true at once."""
        return self.status in _DONE

    @property
    def first_call(self) -> int:
        """The number of the call of ``send`` that brought these records."""
        return self.split_from.first_call if self.split_from else self.number

    def copy(self) -> ProducerBatch:
        """The same batch, to go another way from here; parts and whole are those of the original."""
        return ProducerBatch(
            self.number,
            self.topic,
            self.partition,
            self.records,
            self.created_ms,
            self.status,
            self.batch,
            self.sent_ms,
            self.attempts,
            self.base_offset,
            self.failure,
            self.split_from,
            self.parts,
        )

    def cut(self) -> list[tuple[Record, ...]]:
        """Its records in parts of at most half its size, or of one record each.

        Source: ``RecordAccumulator.splitAndReenqueue`` (since KAFKA-8350). Before it halves, Kafka's client cuts once
        to ``batch.size``, which a batch handed over as a whole cannot exceed: that first cut changes nothing.
        """
        assert self.batch is not None, "only a batch that was sent can be too large"
        parts: list[list[Record]] = []
        room = 0
        for record in self.records:
            if not parts or record.size_upper_bound > room:
                parts.append([])
                room = self.batch.size_in_bytes // 2 - RECORD_BATCH_OVERHEAD
            parts[-1].append(record)
            room -= record.size_upper_bound
        return [tuple(part) for part in parts]

    def acknowledge(self, base_offset: int) -> None:
        """Its records are stored, from this offset on."""
        self.status, self.base_offset = Status.ACKNOWLEDGED, base_offset
        if self.split_from:
            self.split_from.settle()

    def fail(self, failure: Failure) -> None:
        """It is sent no more, and this is why."""
        self.status, self.failure = Status.FAILED, failure
        if self.split_from:
            self.split_from.settle()

    def settle(self) -> None:
        """Take over what became of the parts, once that is known of all."""
        if not all(part.status in {Status.ACKNOWLEDGED, Status.FAILED} for part in self.parts):
            return
        failure = next((part.failure for part in self.parts if part.failure), None)
        if failure:
            self.fail(failure)
        else:
            self.acknowledge(self.parts[0].base_offset)


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
