"""What a producer keeps about one partition: its batches in order, and the numbers it gave them.

Source: ``TxnPartitionEntry``, and the deque of the partition in ``RecordAccumulator``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from itertools import dropwhile

from minikafka.engine.producer_batch import ProducerBatch, Status
from minikafka.engine.records import (
    NO_PRODUCER_ID,
    NO_SEQUENCE,
    RecordBatch,
    decrement_sequence,
    increment_sequence,
)
from minikafka.engine.request import TopicPartition


class PartitionQueue:
    """Batches that wait, batches in flight in the order of their sequences, and what comes next.

    ``place`` is the topic and the partition. ``producer_id`` is -1 without idempotence; then nothing is numbered.
    """

    def __init__(self, place: TopicPartition, producer_id: int, producer_epoch: int, first_sequence: int) -> None:
        self.place = place
        self.producer_id = producer_id
        self.producer_epoch = producer_epoch
        self.next_sequence = first_sequence
        self.last_assigned_sequence = first_sequence - 1
        self.last_acked_sequence = first_sequence - 1
        self.waiting: deque[ProducerBatch] = deque()
        self.is_unresolved = False
        self.has_a_gap = False
        self.sent: list[ProducerBatch] = []  # the oldest may be done already

    @property
    def in_flight(self) -> list[ProducerBatch]:
        """The batches that were sent and are neither acknowledged nor failed."""
        return [delivery for delivery in self.sent if not delivery.is_done]

    @property
    def is_empty(self) -> bool:
        return not self.waiting and not self.in_flight

    def copy(self, copies: Mapping[ProducerBatch, ProducerBatch]) -> PartitionQueue:
        """The same, with each batch replaced by its copy."""
        copy = PartitionQueue(self.place, self.producer_id, self.producer_epoch, self.next_sequence)
        copy.last_assigned_sequence, copy.last_acked_sequence = self.last_assigned_sequence, self.last_acked_sequence
        copy.is_unresolved, copy.has_a_gap = self.is_unresolved, self.has_a_gap
        copy.waiting.extend([copies[delivery] for delivery in self.waiting])
        copy.sent = [copies[delivery] for delivery in self.sent]
        return copy

    def can_drain(self, max_in_flight: int, producer_id: int, producer_epoch: int) -> bool:
        """True when a waiting batch may go out: a place is free, and nothing earlier has to be settled first.

        Places are counted from the oldest batch in flight on, whether the later ones are acknowledged or not: the
        broker remembers five batches, and must still know that one when it is sent again. On Kafka's connections it
        cannot be otherwise, because answers come in the order of the requests.

        Source: ``RecordAccumulator.shouldStopDrainBatchesForPartition``.
        """
        if not self.waiting or len(self.since_the_oldest) >= max_in_flight:
            return False
        in_flight = self.in_flight
        mending = any(delivery.status is Status.TO_RETRY for delivery in in_flight)
        stale = (self.producer_id, self.producer_epoch) != (producer_id, producer_epoch)
        return not (in_flight and (mending or stale or self.is_unresolved))

    def drain(self) -> ProducerBatch:
        """Take the first waiting batch and give it its sequence, counted in records; it keeps it for every retry.

        Source: ``RecordAccumulator.drainBatchesForOneNode``.
        """
        delivery = self.waiting.popleft()
        self.sent = [*self.since_the_oldest, delivery]
        self._assign(delivery)
        return delivery

    def next_part(self, max_in_flight: int) -> ProducerBatch | None:
        """The next part of a batch that was cut, if it may go out: with sequences each waits for those before it.

        Source: ``RecordAccumulator.shouldStopDrainBatchesForPartition``.
        """
        places = max_in_flight if self.producer_id == NO_PRODUCER_ID else 1
        return next((delivery for delivery in self.in_flight[:places] if delivery.attempts == 0), None)

    def split(self, delivery: ProducerBatch, parts: tuple[ProducerBatch, ...]) -> None:
        """Put ``parts`` in the place of a batch: each gets its share of the sequences (``ProducerBatch.split``)."""
        assert delivery.batch is not None, "only a batch that was sent can be too large"
        sequence = delivery.base_sequence
        for part in parts:
            part.batch = replace(delivery.batch, records=part.records, base_sequence=sequence)
            part.status = Status.TO_RETRY
            if sequence != NO_SEQUENCE:
                sequence = increment_sequence(sequence, len(part.records))
        position = self.sent.index(delivery)
        self.sent[position : position + 1] = parts

    def is_next(self, delivery: ProducerBatch) -> bool:
        """True when no batch before this one is in doubt and none after it acknowledged: its refusal shows a gap.

        Source: ``TransactionManager.isNextSequence``, and ``isNextSequenceForUnresolvedPartition`` for a batch that
        follows one that failed.
        """
        return not self._has_before(delivery) and _is_later(delivery.base_sequence, self.last_acked_sequence)

    def needs_new_epoch(self) -> bool:
        """True after a gap in the log, or when batches failed and nobody can tell whether they are stored.

        Source: ``TransactionManager.maybeResolveSequences``: without batches in flight, the last acknowledged
        record must be the last one numbered.
        """
        if self.is_unresolved and not self.in_flight:
            self.is_unresolved = False
            self.has_a_gap |= self.next_sequence != increment_sequence(self.last_acked_sequence, 1)
        return self.has_a_gap

    def acknowledge(self, delivery: ProducerBatch) -> None:
        """Note an ack (``TransactionManager.handleCompletedBatch``)."""
        assert delivery.batch is not None, "only a batch that was sent is acknowledged"
        if self.producer_id != NO_PRODUCER_ID and _is_later(delivery.batch.last_sequence, self.last_acked_sequence):
            self.last_acked_sequence = delivery.batch.last_sequence

    def start_over(self, producer_id: int, producer_epoch: int) -> None:
        """Number the batches in flight again from 0, under a new epoch (``startSequencesAtBeginning``)."""
        self.producer_id, self.producer_epoch = producer_id, producer_epoch
        self.next_sequence = 0
        self.last_assigned_sequence = self.last_acked_sequence = NO_SEQUENCE
        self.is_unresolved = self.has_a_gap = False
        self.sent = self.in_flight
        for delivery in self.sent:
            self._assign(delivery)
            delivery.status = Status.TO_RETRY

    def _assign(self, delivery: ProducerBatch) -> None:
        delivery.batch = RecordBatch(
            records=delivery.records,
            producer_id=self.producer_id,
            producer_epoch=self.producer_epoch,
            base_sequence=NO_SEQUENCE if self.producer_id == NO_PRODUCER_ID else self.next_sequence,
        )
        if self.producer_id != NO_PRODUCER_ID:
            self.last_assigned_sequence = delivery.batch.last_sequence
            self.next_sequence = increment_sequence(delivery.batch.last_sequence, 1)

    def _has_before(self, delivery: ProducerBatch) -> bool:
        """True when something that was sent before this batch is in flight."""
        return self.in_flight[0] is not delivery

    @property
    def since_the_oldest(self) -> list[ProducerBatch]:
        """What was sent from the oldest batch in flight on; later ones may be acknowledged already."""
        return list(dropwhile(lambda delivery: delivery.is_done, self.sent))


def _is_later(sequence: int, other: int) -> bool:
    """True when ``sequence`` comes after ``other``, the wrap included."""
    return 0 < decrement_sequence(sequence, other) < 2**30
