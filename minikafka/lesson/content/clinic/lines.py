"""The broker of the cases, and the lines that Kafka 4's broker writes into its log when it refuses a batch.

Source: ``ProducerAppendInfo.checkSequence`` and ``checkProducerEpoch``, ``ReplicaManager.processFailedRecord``.
"""

from __future__ import annotations

from typing import Any

from minikafka.engine.broker import Broker
from minikafka.engine.producer_ids import Controller
from minikafka.engine.records import RecordBatch
from minikafka.engine.trace import Event, Trace
from minikafka.lesson.lab.experiments import batch_of

TOPIC = "orders"
PRODUCER_ID = 4012

_HEADER = "[2026-03-02 09:15:42,118] ERROR [ReplicaManager broker=2] Error processing append operation on partition {}"
_GAP = (
    "org.apache.kafka.common.errors.OutOfOrderSequenceException: Out of order sequence number for producer {} at "
    "offset {} in partition {}: {} (incoming seq. number), {} (current end sequence number)"
)
_OLD_EPOCH = (
    "org.apache.kafka.common.errors.InvalidProducerEpochException: Epoch of producer {} at offset {} in {} is {}, "
    "which is smaller than the last seen epoch {}"
)


def broker(**settings: Any) -> Broker:
    """A broker whose first producer id is that of the lines."""
    return Broker(controller=Controller(PRODUCER_ID), **settings)


def batch(sequence: int, *contents: bytes, epoch: int = 0) -> RecordBatch:
    """A batch of one record for each value, as a client hands it over."""
    return batch_of(sequence, contents, producer_id=PRODUCER_ID, epoch=epoch)


def broker_lines(trace: Trace) -> tuple[str, ...]:
    """Two lines for each batch that rows 3 and 10 of the check refused, in their order."""
    return tuple(line for event in trace for line in _lines(event))


def _lines(event: Event) -> tuple[str, ...]:
    result, batch, state, delivery = event.result, event.batch, event.variables.state, event.delivery
    if not (result and batch and state and delivery and result.rule in {"3", "10"}):
        return ()
    place = f"{delivery.topic}-{delivery.partition}"
    offset = state.batches[-1].last_offset + 1 if state.batches else 0
    if result.rule == "3":
        told = _OLD_EPOCH.format(batch.producer_id, offset, place, batch.producer_epoch, state.producer_epoch)
    else:
        told = _GAP.format(batch.producer_id, offset, place, batch.base_sequence, state.last_sequence)
    return _HEADER.format(place), told
