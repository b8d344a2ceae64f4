"""What Kafka 4's broker writes into its log when it refuses a batch: the wording around the numbers of a run.

Source: ``ProducerAppendInfo.checkSequence`` and ``checkProducerEpoch``, ``ReplicaManager.processFailedRecord``.
"""

from __future__ import annotations

from minikafka.engine.records import Batch
from minikafka.engine.trace import Event, Trace

_HEADER = "[2026-03-02 09:15:42,118] ERROR [ReplicaManager broker=2] Error processing append operation on partition {}"
_GAP = (
    "org.apache.kafka.common.errors.OutOfOrderSequenceException: Out of order sequence number for producer {} at "
    "offset {} in partition {}: {} (incoming seq. number), {} (current end sequence number)"
)
_OLD_EPOCH = (
    "org.apache.kafka.common.errors.InvalidProducerEpochException: Epoch of producer {} at offset {} in {} is {}, "
    "which is smaller than the last seen epoch {}"
)


def broker_lines(trace: Trace) -> tuple[str, ...]:
    """Two lines for each batch that rows 3 and 10 of the check refused, in their order."""
    return tuple(line for event in trace if event.result for line in _of(event))


def _of(event: Event) -> tuple[str, ...]:
    result, batch, state, delivery = event.result, event.batch, event.variables.state, event.delivery
    if result is None or batch is None or state is None or delivery is None or result.rule not in {"3", "10"}:
        return ()
    place = f"{delivery.topic}-{delivery.partition}"
    return _HEADER.format(place), _exception(batch, result.rule, place, event)


def _exception(batch: Batch, row: str, place: str, event: Event) -> str:
    state = event.variables.state
    assert state, "a partition that refuses knows the producer"
    offset = state.batches[-1].last_offset + 1 if state.batches else 0
    if row == "3":
        return _OLD_EPOCH.format(batch.producer_id, offset, place, batch.producer_epoch, state.producer_epoch)
    return _GAP.format(batch.producer_id, offset, place, batch.base_sequence, state.last_sequence)
