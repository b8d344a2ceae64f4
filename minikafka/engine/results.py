"""What a broker answers. Fields carry Kafka's names; what is not on the wire says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from minikafka.engine.errors import Error
from minikafka.engine.log import StoredBatch, StoredRecord
from minikafka.engine.producer_state import ProducerState
from minikafka.engine.records import NO_TIMESTAMP

UNKNOWN_OFFSET = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class ProduceResult:
    """The answer to one batch (``ProduceResponse.PartitionProduceResponse``).

    ``base_offset`` is -1 on every error, and that of the *original* for a duplicate. ``log_append_time`` is in
    milliseconds: -1 for a fresh batch, the original's max timestamp for a duplicate. ``duplicate`` and ``rule``,
    the row of the decision table, are not on the wire: ``rule`` is ``None`` where the check was not reached or
    cannot be known.
    """

    error: Error = Error.NONE
    base_offset: int = UNKNOWN_OFFSET
    log_append_time: int = NO_TIMESTAMP
    log_start_offset: int = UNKNOWN_OFFSET
    duplicate: bool = False
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class FetchResult:
    """Whole batches, as Kafka's Fetch gives them; iterate to get the records from the offset asked for."""

    offset: int
    log_start_offset: int
    log_end_offset: int
    batches: tuple[StoredBatch, ...]

    def __iter__(self) -> Iterator[StoredRecord]:
        return (record for stored in self.batches for record in stored.records if record.offset >= self.offset)

    @property
    def records(self) -> tuple[StoredRecord, ...]:
        return tuple(self)


@dataclass(frozen=True, slots=True)
class InitProducerIdResult:
    """A producer id and its epoch, both -1 on an error (``InitProducerIdResponse``)."""

    error: Error
    producer_id: int
    producer_epoch: int


@dataclass(frozen=True, slots=True)
class ProducerDescription:
    """One row of DescribeProducers; times in milliseconds, -1 where there is nothing to say.

    Source: ``DescribeProducersResponse.ProducerState``.
    """

    producer_id: int
    producer_epoch: int
    last_sequence: int
    last_timestamp: int
    coordinator_epoch: int
    current_txn_start_offset: int


def describe(state: ProducerState) -> ProducerDescription:
    """What DescribeProducers tells of a producer; the five remembered batches it does not."""
    txn_start = state.current_txn_first_offset
    return ProducerDescription(
        producer_id=state.producer_id,
        producer_epoch=state.producer_epoch,
        last_sequence=state.last_sequence,
        last_timestamp=state.last_timestamp,
        coordinator_epoch=state.coordinator_epoch,
        current_txn_start_offset=-1 if txn_start is None else txn_start,
    )
