"""The kit for experiments: batches numbered by hand, as no client would send them all, and the request with several.

The course, the project and the conformance tests make theirs here.
"""

from __future__ import annotations

from collections.abc import Sequence

from minikafka.engine.broker import BrokerCalls
from minikafka.engine.markers import EndTransactionMarker
from minikafka.engine.records import NO_TIMESTAMP, Record, RecordBatch
from minikafka.engine.request import produce_request
from minikafka.engine.results import ProduceResult

PRODUCER_ID = 1000
MESSAGE = b"message"


def batch(
    first: int,
    count: int = 1,
    *,
    producer_id: int = PRODUCER_ID,
    epoch: int = 0,
    value: bytes = MESSAGE,
    timestamp: int = NO_TIMESTAMP,
    is_transactional: bool = False,
    is_control: bool = False,
) -> RecordBatch:
    """A batch of ``count`` equal records whose first one has the sequence ``first``; times in milliseconds."""
    return RecordBatch(
        records=(Record(value=value, timestamp=timestamp),) * count,
        producer_id=producer_id,
        producer_epoch=epoch,
        base_sequence=first,
        is_transactional=is_transactional,
        is_control=is_control,
    )


def batch_of(first: int, values: Sequence[bytes], *, producer_id: int = PRODUCER_ID, epoch: int = 0) -> RecordBatch:
    """A batch of one record for each value, the first one with the sequence ``first``."""
    records = tuple(Record(value=value) for value in values)
    return RecordBatch(records=records, producer_id=producer_id, producer_epoch=epoch, base_sequence=first)


def unnumbered(count: int = 1, *, value: bytes = MESSAGE, timestamp: int = NO_TIMESTAMP) -> RecordBatch:
    """A batch of equal records as a producer without idempotence sends it."""
    return RecordBatch(records=(Record(value=value, timestamp=timestamp),) * count)


def commit_marker(*, epoch: int = 0) -> EndTransactionMarker:
    """What the coordinator writes when a transaction of the producer commits."""
    return EndTransactionMarker(producer_id=PRODUCER_ID, producer_epoch=epoch, committed=True)


def answers_to(
    broker: BrokerCalls, topic: str, sent: Sequence[tuple[int, RecordBatch]], acks: int = -1
) -> list[ProduceResult]:
    """What a broker answers to one request with these batches, each for the partition beside it."""
    batches: dict[tuple[str, int], list[RecordBatch]] = {}
    for partition, each in sent:
        batches.setdefault((topic, partition), []).append(each)
    results = produce_request(broker, batches, acks)
    return [results[topic, partition] for partition, _ in sent]
