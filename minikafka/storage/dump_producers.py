"""The producers of a snapshot as rows.

Source: ``DumpLogSegments.dumpProducerIdSnapshot``.
"""

from __future__ import annotations

from minikafka.storage.dump import Dump
from minikafka.storage.producer_snapshot import CorruptSnapshot, decode_snapshot


def dump_producers(dump: Dump) -> None:
    """Add a row for each producer; a snapshot holds one batch of each at the most, and -1 where there is none."""
    try:
        states = decode_snapshot(dump.file.read_bytes())
    except CorruptSnapshot as problem:
        dump.say(problem)
        return
    for state in states:
        last = state.batches[-1] if state.batches else None
        txn_start = state.current_txn_first_offset
        dump.append(
            {
                "producerId": state.producer_id,
                "producerEpoch": state.producer_epoch,
                "coordinatorEpoch": state.coordinator_epoch,
                "currentTxnFirstOffset": -1 if txn_start is None else txn_start,
                "lastTimestamp": state.last_timestamp,
                "firstSequence": last.first_sequence if last else -1,
                "lastSequence": state.last_sequence,
                "lastOffset": last.last_offset if last else -1,
                "offsetDelta": last.offset_delta if last else 0,
            }
        )
