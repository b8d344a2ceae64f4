"""What the runs of the cases share."""

from __future__ import annotations

from typing import Any

from minikafka.engine.broker import Broker
from minikafka.engine.producer_ids import Controller
from minikafka.engine.records import Record, RecordBatch
from minikafka.engine.trace import Trace

TOPIC = "orders"
PRODUCER_ID = 4012


def broker(**settings: Any) -> Broker:
    """A broker whose first producer id is that of the lines."""
    return Broker(controller=Controller(PRODUCER_ID), **settings)


def values(of: Broker, partition: int = 0, topic: str = TOPIC) -> list[bytes | None]:
    """What is stored, in order."""
    return [record.value for record in of.fetch(topic, partition, of.log_start_offset(topic, partition))]


def batch(sequence: int, *contents: bytes, epoch: int = 0, producer_id: int = PRODUCER_ID) -> RecordBatch:
    """A batch of one record for each value, as a client hands it over."""
    records = tuple(Record(value=value) for value in contents)
    return RecordBatch(records=records, producer_id=producer_id, producer_epoch=epoch, base_sequence=sequence)


def rows_of(trace: Trace) -> list[str]:
    """The row that answered each batch, in order."""
    return [
        event.result.rule for event in trace if event.result and event.result.rule and event.stage.value in _DECIDED
    ]


_DECIDED = {"Store", "Ignore", "Error"}
