"""What is measured: batches as they arrive on the wire, and brokers that have already stored some."""

from __future__ import annotations

from collections.abc import Callable

from minikafka.engine.broker import Broker
from minikafka.engine.records import RecordBatch
from minikafka.lesson.lab import experiments as kit
from minikafka.storage.record_batch import EncodedBatch, encode

TOPIC = "topic"
VALUE, TIME_MS = bytes(100), 1_700_000_000_000


def batch(sequence: int, *, records: int = 1, producer_id: int = 0) -> EncodedBatch:
    """A batch of ``records`` records of 100 bytes, as its bytes."""
    return EncodedBatch(encode(valid_batch(sequence, records=records, producer_id=producer_id)))


def valid_batch(sequence: int, *, records: int = 1, producer_id: int = 0) -> RecordBatch:
    """The same, found to be whole: a broker asks that of every batch that comes, with a producer id or without."""
    return kit.batch(sequence, records, producer_id=producer_id, value=VALUE, timestamp=TIME_MS)


def batch_without_id(*, records: int = 1) -> EncodedBatch:
    """The same records from a producer without idempotence."""
    return EncodedBatch(encode(kit.unnumbered(records, value=VALUE, timestamp=TIME_MS)))


def broker_after(
    *, batches: int, records: int = 1, producers: int = 1, make_broker: Callable[[], Broker] = Broker
) -> Broker:
    """A broker with ``batches`` batches of producer 0 in its log, after one batch of each of the other producers."""
    broker = make_broker()
    for producer_id in range(1, producers):
        broker.produce(TOPIC, 0, batch(0, producer_id=producer_id))
    for number in range(batches):
        broker.produce(TOPIC, 0, batch(number * records, records=records))
    return broker
