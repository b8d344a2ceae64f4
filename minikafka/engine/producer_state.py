"""What one partition remembers of one producer: its epoch and its last five batches.

Source: ``ProducerStateEntry``, ``BatchMetadata`` and ``ProducerStateManager`` in
``storage/src/main/java/org/apache/kafka/storage/internals/log``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from minikafka.engine.markers import EndTransactionMarker
from minikafka.engine.records import NO_SEQUENCE, NO_TIMESTAMP, Batch, decrement_sequence

NUM_BATCHES_TO_RETAIN = 5
NO_COORDINATOR_EPOCH = -1


@dataclass(frozen=True, slots=True)
class BatchMetadata:
    """One remembered batch. The firsts are computed, as in Kafka, so that snapshots and the wrap come out right.

    ``timestamp`` is the batch's max timestamp in milliseconds.
    """

    last_sequence: int
    last_offset: int
    offset_delta: int
    timestamp: int

    @property
    def first_sequence(self) -> int:
        return decrement_sequence(self.last_sequence, self.offset_delta)

    @property
    def first_offset(self) -> int:
        return self.last_offset - self.offset_delta


@dataclass(frozen=True, slots=True)
class ProducerState:
    """The state of one producer id on one partition; it never changes, a later state is a new object."""

    producer_id: int
    producer_epoch: int
    batches: tuple[BatchMetadata, ...] = ()
    last_timestamp: int = NO_TIMESTAMP
    coordinator_epoch: int = NO_COORDINATOR_EPOCH
    current_txn_first_offset: int | None = None

    @property
    def last_sequence(self) -> int:
        """The last sequence stored, -1 if no batch is remembered."""
        return self.batches[-1].last_sequence if self.batches else NO_SEQUENCE

    def find_duplicate(self, batch: Batch) -> BatchMetadata | None:
        """The remembered batch with the same epoch, first and last sequence, if any.

        Source: ``ProducerStateEntry.findDuplicateBatch``: equality alone, never order, never the payload.
        """
        if batch.producer_epoch != self.producer_epoch:
            return None
        first, last = batch.base_sequence, batch.last_sequence
        same = (kept for kept in self.batches if kept.last_sequence == last and kept.first_sequence == first)
        return next(same, None)

    def is_expired(self, now_ms: int, expiration_ms: int) -> bool:
        """True when the last batch is ``expiration_ms`` old or older and no transaction is open.

        Source: ``ProducerStateManager.isProducerExpired``: the age counts from the record's time, the bound is
        inclusive.
        """
        return self.current_txn_first_offset is None and now_ms - self.last_timestamp >= expiration_ms


@dataclass(frozen=True, slots=True)
class DescribedState(ProducerState):
    """What a cluster tells of a producer (DescribeProducers): its last sequence, but none of the remembered batches."""

    described_last_sequence: int = NO_SEQUENCE

    @property
    def last_sequence(self) -> int:
        """The last sequence stored."""
        return self.described_last_sequence


def state_after(state: ProducerState | None, batch: Batch, base_offset: int) -> ProducerState:
    """The state once ``batch`` is stored at ``base_offset``; a new epoch forgets the batches of the old one.

    The first batch of a transaction opens it on this partition, an end-transaction marker closes it.

    Source: ``ProducerAppendInfo.append``, ``ProducerStateEntry.addBatch`` and ``maybeUpdateProducerEpoch``.
    """
    known = state or ProducerState(batch.producer_id, batch.producer_epoch)
    kept = known.batches if known.producer_epoch == batch.producer_epoch else ()
    if batch.is_control:
        return _state_after_marker(batch, kept)
    offset_delta = batch.last_offset_delta
    added = BatchMetadata(batch.last_sequence, base_offset + offset_delta, offset_delta, batch.max_timestamp)
    txn_start = known.current_txn_first_offset
    return ProducerState(
        known.producer_id,
        batch.producer_epoch,
        (*kept, added)[-NUM_BATCHES_TO_RETAIN:],
        batch.max_timestamp,
        known.coordinator_epoch,
        base_offset if txn_start is None and batch.is_transactional else txn_start,
    )


def _state_after_marker(batch: Batch, kept: tuple[BatchMetadata, ...]) -> ProducerState:
    """A marker adds no batch; the transaction is over (``ProducerAppendInfo.appendEndTxnMarker``)."""
    marker = EndTransactionMarker.read(batch)
    return ProducerState(marker.producer_id, marker.producer_epoch, kept, batch.max_timestamp, marker.coordinator_epoch)


def state_after_restart(state: ProducerState) -> ProducerState:
    """What a broker remembers of a producer once it was stopped and started: the epoch, and the *last* batch alone.

    A snapshot holds no more than that, and one is written at the end of the log: at a clean stop [K01], and after a
    crash by the recovery, which then starts from it [K02]. It has one time for producer and batch.

    Source: ``ProducerStateManager.writeSnapshot`` and ``readSnapshot``, ``LogLoader.recoverSegment``.
    """
    last = tuple(replace(batch, timestamp=state.last_timestamp) for batch in state.batches[-1:])
    return replace(state, batches=last)


class ProducerStates:
    """Every producer that one partition knows, by producer id (``ProducerStateManager.producers``)."""

    def __init__(self, states: Iterable[ProducerState] = ()) -> None:
        self._states = {state.producer_id: state for state in states}

    def __iter__(self) -> Iterator[ProducerState]:
        return iter(self._states.values())

    def __len__(self) -> int:
        return len(self._states)

    def get(self, producer_id: int) -> ProducerState | None:
        return self._states.get(producer_id)

    def update(self, state: ProducerState) -> None:
        self._states[state.producer_id] = state

    def clear(self) -> None:
        self._states.clear()

    def remove_expired(self, now_ms: int, expiration_ms: int) -> tuple[int, ...]:
        """Forget the producers that are ``expiration_ms`` old or older; return their ids."""
        expired = tuple(state.producer_id for state in self if state.is_expired(now_ms, expiration_ms))
        for producer_id in expired:
            del self._states[producer_id]
        return expired
