"""One partition: its log, and what it remembers of its producers."""

from __future__ import annotations

from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.log import Log, MemoryLog
from minikafka.engine.markers import EndTransactionMarker
from minikafka.engine.producer_state import ProducerState, state_after, state_after_restart
from minikafka.engine.records import NO_PRODUCER_ID, Batch
from minikafka.engine.results import ProduceResult
from minikafka.engine.sequence_check import DUPLICATE, REFUSED, Check, Generation, Verdict, check

ALL_IN_SYNC_REPLICAS = -1
NO_OFFSET = -1
# Beside these Kafka does not say where the log begins (``ReplicaManager.appendToLocalLog``).
_WITHOUT_LOG_START_OFFSET = frozenset({Error.CORRUPT_MESSAGE, Error.MESSAGE_TOO_LARGE})


class Partition:
    """Appends batches that pass the sequence check. One at a time: a caller with threads holds a lock around it.

    There are three ways in, as in Kafka's ``AppendOrigin``: a client's batch goes through every check, a marker from
    the coordinator through those of the epochs, and a batch that the leader has already checked through none.
    ``isr_size`` counts the in-sync replicas, this one included. ``decide`` is the sequence check.
    """

    def __init__(
        self,
        log: Log,
        generation: Generation,
        message_max_bytes: int,
        min_insync_replicas: int = 1,
        decide: Check = check,
    ) -> None:
        self.log = log
        self.producers = log.producers
        self.isr_size = 1
        self.min_insync_replicas = min_insync_replicas
        self._generation = generation
        self.message_max_bytes = message_max_bytes
        self._decide = decide

    def append(self, batch: Batch, acks: int = ALL_IN_SYNC_REPLICAS) -> ProduceResult:
        """Store ``batch``, recognise it as a duplicate, or refuse it; then state and log are as they were.

        Source: ``Partition.appendRecordsToLeader``, ``UnifiedLog.append`` and ``ReplicaManager.appendToLocalLog``.
        """
        if acks == ALL_IN_SYNC_REPLICAS and self.isr_size < self.min_insync_replicas:
            return self._refusal(Error.NOT_ENOUGH_REPLICAS)
        try:
            batch.ensure_valid(self.message_max_bytes)
        except KafkaError as refusal:
            return self._refusal(refusal.error)
        state = self.producers.get(batch.producer_id)
        verdict = self._decide(batch, state, self.log.log_end_offset, self._generation)
        if verdict.rule.branch is REFUSED:
            return self._refusal(verdict.rule.error, verdict.rule.row)
        if verdict.rule.branch is DUPLICATE:
            return self._answer_of_the_original(verdict)
        return self._store(batch, verdict.state, verdict.rule.row)

    def append_marker(self, marker: EndTransactionMarker, timestamp: int) -> ProduceResult:
        """Store the end of a transaction, unless producer or coordinator have been replaced by later ones.

        Source: ``ProducerAppendInfo.appendEndTxnMarker``; the rule of transaction versions 0 and 1.
        """
        state = self.producers.get(marker.producer_id)
        if state is not None and marker.producer_epoch < state.producer_epoch:
            return self._refusal(Error.INVALID_PRODUCER_EPOCH)
        if state is not None and marker.coordinator_epoch < state.coordinator_epoch:
            return self._refusal(Error.TRANSACTION_COORDINATOR_FENCED)
        return self.append_as_follower(marker.batch(timestamp))

    def append_as_follower(self, batch: Batch) -> ProduceResult:
        """Store what the leader stored: nothing is checked, and the same is remembered.

        Source: ``UnifiedLog.appendAsFollower``.
        """
        known = batch.producer_id != NO_PRODUCER_ID
        state = self.producers.get(batch.producer_id)
        return self._store(batch, state_after(state, batch, self.log.log_end_offset) if known else None)

    def restart(self, now_ms: int, expiration_ms: int) -> None:
        """Remember what is loaded when a broker starts: nothing beside an empty log [K07], no one who is expired [K06].

        That is so after a clean stop, and after a crash if the log is one segment, as a log in memory is.

        Source: ``ProducerStateManager.truncateAndReload`` and ``loadFromSnapshot``.
        """
        if self.log.log_start_offset == self.log.log_end_offset:
            self.producers.clear()
        self.producers.remove_expired(now_ms, expiration_ms)
        for state in tuple(self.producers):
            self.producers.update(state_after_restart(state))

    def copy(self) -> Partition:
        """The same over a copy of the log, which is in memory."""
        assert isinstance(self.log, MemoryLog), "only what is in memory can be copied"
        limits = self.message_max_bytes, self.min_insync_replicas
        copy = Partition(self.log.copy(), self._generation, *limits, self._decide)
        copy.isr_size = self.isr_size
        return copy

    def _store(self, batch: Batch, state: ProducerState | None, row: str | None = None) -> ProduceResult:
        """Write to the log, then remember; what could not be written is not remembered."""
        try:
            base_offset = self.log.append(batch)
        except KafkaError as problem:
            return ProduceResult(error=problem.error)
        if state is not None:
            self.producers.update(state)
        return ProduceResult(base_offset=base_offset, log_start_offset=self.log.log_start_offset, rule=row)

    def _answer_of_the_original(self, verdict: Verdict) -> ProduceResult:
        """Success, with the offset and the time of the batch that is already there (``UnifiedLog.append``)."""
        original = verdict.original
        assert original is not None, "a duplicate has an original"
        return ProduceResult(
            base_offset=original.first_offset,
            log_append_time=original.timestamp,
            log_start_offset=self.log.log_start_offset,
            duplicate=True,
            rule=verdict.rule.row,
        )

    def _refusal(self, error: Error, row: str | None = None) -> ProduceResult:
        log_start_offset = NO_OFFSET if error in _WITHOUT_LOG_START_OFFSET else self.log.log_start_offset
        return ProduceResult(error=error, log_start_offset=log_start_offset, rule=row)
