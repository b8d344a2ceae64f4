"""The bytes of idempotence, counted: in a batch on its way, and in the snapshot that Kafka keeps of producers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikafka.engine.broker import Broker
from minikafka.lesson.content.perf.load import TOPIC, batch, batch_without_id
from minikafka.lesson.views.table import table_of
from minikafka.storage.producer_snapshot import encode_snapshot

if TYPE_CHECKING:
    from minikafka.lesson.views.data_frame import Table

COLUMNS = ("What takes bytes", "Without idempotence", "With idempotence")
SENT = {"batch of 1 record, sent": 1, "batch of 100 records, sent": 100}
KEPT = {"snapshot after 1 batch": 1, "snapshot after 1,000 batches": 1_000}


def bytes_of_idempotence() -> Table:
    """The same records with and without a producer id: the bytes sent, and the bytes kept."""
    sent = [(what, batch_sizes(records)) for what, records in SENT.items()]
    kept = [(what, snapshot_sizes(batches)) for what, batches in KEPT.items()]
    return table_of([(what, *(f"{size:,}" for size in sizes)) for what, sizes in (*sent, *kept)], columns=COLUMNS)


def batch_sizes(records: int) -> tuple[int, int]:
    """Bytes of a batch without and with a producer id."""
    return batch_without_id(records=records).size_in_bytes, batch(0, records=records).size_in_bytes


def snapshot_sizes(batches: int) -> tuple[int, int]:
    """Bytes of a partition's snapshot after batches without a producer id, and after batches of one producer."""
    without, with_id = Broker(), Broker()
    for number in range(batches):
        without.produce(TOPIC, 0, batch_without_id())
        with_id.produce(TOPIC, 0, batch(number))
    return snapshot_size(without), snapshot_size(with_id)


def snapshot_size(broker: Broker) -> int:
    """Bytes of the snapshot of a broker's partition."""
    return len(encode_snapshot(broker.partition(TOPIC, 0).producers))
