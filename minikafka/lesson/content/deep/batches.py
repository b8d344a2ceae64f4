"""Batches as they arrive at a partition, numbered by hand: no client would send them all."""

from __future__ import annotations

from minikafka.engine.markers import EndTransactionMarker
from minikafka.engine.producer_state import ProducerState
from minikafka.engine.records import NO_PRODUCER_ID, NO_SEQUENCE, Batch, Record, RecordBatch

PRODUCER_ID = 1000


def batch(
    first: int,
    count: int = 1,
    *,
    producer_id: int = PRODUCER_ID,
    epoch: int = 0,
    value: bytes = b"message",
    is_transactional: bool = False,
) -> RecordBatch:
    """A batch of ``count`` equal records whose first one has the sequence ``first``."""
    return RecordBatch(
        records=(Record(value=value),) * count,
        producer_id=producer_id,
        producer_epoch=epoch,
        base_sequence=first,
        is_transactional=is_transactional,
    )


def unnumbered(value: bytes = b"message") -> RecordBatch:
    """A batch of one record as a producer without idempotence sends it."""
    return RecordBatch(records=(Record(value=value),))


def commit_marker(*, epoch: int = 0) -> EndTransactionMarker:
    """What the coordinator writes when a transaction of the producer commits."""
    return EndTransactionMarker(producer_id=PRODUCER_ID, producer_epoch=epoch, committed=True)


def named(batch: Batch, *, tell_epoch: bool = False) -> str:
    """A batch in a few words: its sequences, and its epoch if that matters."""
    if batch.is_control:
        return "a commit marker"
    if batch.producer_id == NO_PRODUCER_ID:
        return "a batch without a producer id"
    epoch = f" of epoch {batch.producer_epoch}" if tell_epoch else ""
    return f"seq {sequences(batch)}{epoch}"


def sequences(batch: Batch) -> str:
    """The sequences of a batch, ``-`` if it has none."""
    if batch.base_sequence == NO_SEQUENCE:
        return "-"
    numbers = span(batch.base_sequence, batch.last_sequence)
    return f"{numbers} in a transaction" if batch.is_transactional else numbers


def remembered(state: ProducerState | None) -> list[str]:
    """The sequences of the batches that a partition remembers of a producer, the oldest first."""
    return [span(kept.first_sequence, kept.last_sequence) for kept in state.batches] if state else []


def span(first: int, last: int) -> str:
    """The first and the last sequence, or the one that is both."""
    return str(first) if first == last else f"{first} to {last}"
