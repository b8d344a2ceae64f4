"""Brokers that are wrong in one point each; most of these mistakes were found in fakes and on web pages.

They prove that the scenarios and the properties can fail. Sources: kafka-rules.md §5 and §8.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Unpack

from minikafka.engine.broker import Broker
from minikafka.engine.errors import Error
from minikafka.engine.producer_ids import Controller
from minikafka.engine.producer_state import BatchMetadata, ProducerState
from minikafka.engine.records import MAX_SEQUENCE, NO_PRODUCER_ID, NO_SEQUENCE, Batch, RecordBatch
from minikafka.engine.results import InitProducerIdResult, ProducerDescription, ProduceResult
from tests.conformance.targets import Settings

OUT_OF_ORDER = ProduceResult(error=Error.OUT_OF_ORDER_SEQUENCE_NUMBER, log_start_offset=0)
OLD_EPOCH = ProduceResult(error=Error.INVALID_PRODUCER_EPOCH, log_start_offset=0)


@dataclass(frozen=True)
class Arrival:
    """A batch, its partition, what that remembers of the producer, and notes that a mistake may take."""

    batch: RecordBatch
    partition: int
    state: ProducerState | None
    notes: dict[tuple[int, ...], ProduceResult]

    @property
    def window(self) -> tuple[BatchMetadata, ...]:
        return self.state.batches if self.state else ()

    @property
    def original(self) -> BatchMetadata | None:
        return self.state.find_duplicate(self.batch) if self.state else None

    @property
    def is_lower(self) -> bool:
        return self.state is not None and self.batch.base_sequence <= self.state.last_sequence

    @property
    def identity(self) -> tuple[int, ...]:
        batch = self.batch
        return batch.producer_id, batch.producer_epoch, batch.base_sequence, batch.record_count


Right = Callable[[RecordBatch], ProduceResult]
Mistake = Callable[[Arrival, Right], ProduceResult]


class WrongBroker(Broker):
    """Answers by ``mistake``, which gets the right way to answer and may use it."""

    def __init__(self, mistake: Mistake, **settings: Unpack[Settings]) -> None:
        super().__init__(**settings)
        self._mistake = mistake
        self._notes: dict[tuple[int, ...], ProduceResult] = {}

    def produce(self, topic: str, partition: int, batch: Batch, acks: int = -1) -> ProduceResult:
        assert isinstance(batch, RecordBatch)
        right = super().produce
        state = self.producer_state(topic, partition, batch.producer_id)
        arrival = Arrival(batch, partition, state, self._notes)
        return self._mistake(arrival, lambda sent: right(topic, partition, sent, acks))


# Mistakes about duplicates


def checks_nothing(arrival: Arrival, right: Right) -> ProduceResult:
    """The mock cluster of librdkafka, for producers without a transactional id."""
    return right(replace(arrival.batch, producer_id=NO_PRODUCER_ID, base_sequence=NO_SEQUENCE))


def remembers_four(arrival: Arrival, right: Right) -> ProduceResult:
    forgotten = len(arrival.window) > 4 and arrival.original == arrival.window[0]
    return OUT_OF_ORDER if forgotten else right(arrival.batch)


def remembers_the_last_only(arrival: Arrival, right: Right) -> ProduceResult:
    """Web pages that compare with the last sequence alone."""
    return OUT_OF_ORDER if arrival.original in arrival.window[:-1] else right(arrival.batch)


def remembers_everything(arrival: Arrival, right: Right) -> ProduceResult:
    result = right(arrival.batch)
    known = arrival.notes.setdefault((arrival.partition, *arrival.identity), result)
    too_old = result.error is Error.OUT_OF_ORDER_SEQUENCE_NUMBER and known.error is Error.NONE
    return replace(known, duplicate=True) if too_old else result


def takes_lower_for_duplicate(arrival: Arrival, right: Right) -> ProduceResult:
    """A much-copied answer on the web."""
    result = right(arrival.batch)
    mistaken = result.error is Error.OUT_OF_ORDER_SEQUENCE_NUMBER and arrival.is_lower
    return replace(result, error=Error.NONE, duplicate=True) if mistaken else result


def names_an_old_duplicate(arrival: Arrival, right: Right) -> ProduceResult:
    """The introduction of librdkafka, and its mock cluster: error 46, which no broker answers."""
    result = right(arrival.batch)
    mistaken = result.error is Error.OUT_OF_ORDER_SEQUENCE_NUMBER and arrival.is_lower
    return replace(result, error=Error.DUPLICATE_SEQUENCE_NUMBER) if mistaken else result


def compares_content(arrival: Arrival, right: Right) -> ProduceResult:
    """Web pages: a message is known by what it says."""
    content = (arrival.partition, *arrival.identity, hash(arrival.batch.records))
    result = right(arrival.batch)
    known = arrival.notes.setdefault(content, result)
    return OUT_OF_ORDER if result.duplicate and known is result else result


def looks_in_every_partition(arrival: Arrival, right: Right) -> ProduceResult:
    """Web pages: a producer's numbers hold for the topic."""
    known = arrival.notes.get(arrival.identity)
    return known or arrival.notes.setdefault(arrival.identity, right(arrival.batch))


def forgets_the_offset(arrival: Arrival, right: Right) -> ProduceResult:
    """The mock cluster of librdkafka."""
    result = right(arrival.batch)
    return replace(result, base_offset=-1) if result.duplicate else result


def forgets_the_time(arrival: Arrival, right: Right) -> ProduceResult:
    """The fake broker kfake."""
    result = right(arrival.batch)
    return replace(result, log_append_time=-1) if result.duplicate else result


# Mistakes about sequences and epochs


def wraps_one_early(arrival: Arrival, right: Right) -> ProduceResult:
    """The fake broker kfake counts modulo 2**31 - 1."""
    sequence = arrival.batch.base_sequence
    return right(replace(arrival.batch, base_sequence=0 if sequence == MAX_SEQUENCE else sequence))


def raises_the_epoch_first(arrival: Arrival, right: Right) -> ProduceResult:
    """In kfake a batch of a newer epoch fences the older one even if it is refused."""
    return _fence(arrival, right, (arrival.partition, arrival.batch.producer_id))


def keeps_one_epoch_for_all_partitions(arrival: Arrival, right: Right) -> ProduceResult:
    """In kfake the epoch belongs to the producer id."""
    return _fence(arrival, right, (arrival.batch.producer_id,))


def _fence(arrival: Arrival, right: Right, scope: tuple[int, ...]) -> ProduceResult:
    epoch = arrival.batch.producer_epoch
    if any(seen[:-1] == scope and seen[-1] > epoch for seen in arrival.notes):
        return OLD_EPOCH
    return arrival.notes.setdefault((*scope, epoch), OLD_EPOCH) and right(arrival.batch)


def checks_the_epoch_last(arrival: Arrival, right: Right) -> ProduceResult:
    """In the mock cluster of librdkafka a later finding overwrites the one about the epoch."""
    result = right(arrival.batch)
    gap = arrival.state is not None and arrival.batch.base_sequence > arrival.state.last_sequence + 1
    return OUT_OF_ORDER if result.error is Error.INVALID_PRODUCER_EPOCH and gap else result


# Mistakes outside the check


class ExpiresOnAppend(Broker):
    def produce(self, topic: str, partition: int, batch: Batch, acks: int = -1) -> ProduceResult:
        self.expire_producers()
        return super().produce(topic, partition, batch, acks)


def expires_too_late(**settings: Unpack[Settings]) -> Broker:
    settings["producer_id_expiration_ms"] += 1
    return Broker(**settings)


def mixes_up_the_generations(**settings: Unpack[Settings]) -> Broker:
    settings["generation"] = "kafka-2.5" if settings["generation"] == "kafka-4.5" else "kafka-4.5"
    return Broker(**settings)


def shares_no_controller(**settings: Unpack[Settings]) -> Broker:
    settings["controller"] = Controller()
    return Broker(**settings)


class GivesOneProducerId(Broker):
    def init_producer_id(self, transactional_id: str | None = None, *current: int) -> InitProducerIdResult:
        return super().init_producer_id(transactional_id or "everyone", *current)


class ForgetsTransactionalIds(Broker):
    def init_producer_id(self, transactional_id: str | None = None, *current: int) -> InitProducerIdResult:  # noqa: ARG002 the mistake
        return super().init_producer_id()


class DescribesTheNextSequence(Broker):
    def describe_producers(self, topic: str, partition: int) -> tuple[ProducerDescription, ...]:
        rows = super().describe_producers(topic, partition)
        return tuple(replace(row, last_sequence=row.last_sequence + 1) for row in rows)
