"""The kit for experiments of the course, the project and the conformance tests.

It makes batches numbered by hand, takes the steps of scenarios, and tells what a run has stored and answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from minikafka.engine.broker import Broker
from minikafka.engine.broker_calls import BrokerCalls
from minikafka.engine.configuration import ProducerConfig
from minikafka.engine.errors import ConfigException, Error
from minikafka.engine.markers import EndTransactionMarker
from minikafka.engine.producer import Producer
from minikafka.engine.records import NO_PRODUCER_EPOCH, NO_PRODUCER_ID, NO_TIMESTAMP, Record, RecordBatch
from minikafka.engine.request import produce_request
from minikafka.engine.results import InitProducerIdResult, ProduceResult
from minikafka.engine.trace import Stage, Trace

PRODUCER_ID = 1000
MESSAGE = b"message"


# Batches


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


# Scenarios: steps in the names of the conformance tests' file


@dataclass(frozen=True, kw_only=True)
class SentBatch:
    """A batch of ``count`` records; ``ts`` is the time of its records in milliseconds, None the broker's clock."""

    pid: int
    epoch: int
    seq: int
    count: int
    partition: int
    txn: bool
    control: bool
    ts: int | None = None
    payload: str = ""

    def batch(self, now: int) -> RecordBatch:
        """The batch itself, when the broker's clock shows ``now``."""
        return batch(
            self.seq,
            self.count,
            producer_id=self.pid,
            epoch=self.epoch,
            value=self.payload.encode(),
            timestamp=now if self.ts is None else self.ts,
            is_transactional=self.txn,
            is_control=self.control,
        )


@dataclass(frozen=True, kw_only=True)
class Request:
    """A request with one batch or with several."""

    parts: Sequence[SentBatch]
    acks: int = -1


@dataclass(frozen=True, kw_only=True)
class Marker:
    """The marker that ends a transaction; ``result`` is COMMIT or ABORT."""

    pid: int
    epoch: int
    partition: int
    result: str
    coordinator_epoch: int


@dataclass(frozen=True, kw_only=True)
class DeleteBefore:
    """The records before an offset are deleted."""

    partition: int
    offset: int


def take(broker: Broker, topic: str, step: Request | Marker | DeleteBefore) -> list[tuple[int, ProduceResult]]:
    """Take one step of a scenario; returns each answer with the partition that gave it."""
    match step:
        case Request():
            return _request(broker, topic, step)
        case Marker():
            marker = EndTransactionMarker(
                producer_id=step.pid,
                producer_epoch=step.epoch,
                committed={"COMMIT": True, "ABORT": False}[step.result],
                coordinator_epoch=step.coordinator_epoch,
            )
            return [(step.partition, broker.write_txn_marker(topic, step.partition, marker))]
    broker.delete_records(topic, step.partition, step.offset)
    return []


def _request(broker: Broker, topic: str, step: Request) -> list[tuple[int, ProduceResult]]:
    batches: dict[tuple[str, int], list[RecordBatch]] = {}
    for part in step.parts:
        batches.setdefault((topic, part.partition), []).append(part.batch(broker.clock.now()))
    results = produce_request(broker, batches, step.acks)
    return [(part.partition, results[topic, part.partition]) for part in step.parts]


# What a run leaves


def values_in(broker: BrokerCalls, topic: str, partition: int = 0) -> list[bytes | None]:
    """What a consumer of a partition reads, in order.

    Raises:
        KafkaError: UNKNOWN_TOPIC_OR_PARTITION.
    """
    start = broker.log_start_offset(topic, partition)
    return [record.value for record in broker.fetch(topic, partition, start)]


def stored_in(trace: Trace) -> list[bytes | None]:
    """The values that a run has stored, in order."""
    return [record.value for _, _, record in trace.stored]


def answers_in(trace: Trace) -> tuple[ProduceResult, ...]:
    """What the broker answered to each batch that reached it, in order."""
    decided = (event.result for event in trace if event.stage in {Stage.STORE, Stage.IGNORE, Stage.ERROR})
    return tuple(result for result in decided if result)


def config_of(**settings: Any) -> ProducerConfig | ConfigException:
    """What a producer makes of these settings, or why it refuses them."""
    try:
        return Producer(Broker(), **settings).config
    except ConfigException as conflict:
        return conflict


class _Unauthorized(Broker):
    """A broker of before Kafka 2.8 whose access lists allow to write, and not ``IdempotentWrite`` on the cluster.

    Source: ``KafkaApis.handleInitProducerIdRequest``; since 2.8 (KIP-679) the right to write to a topic is enough.
    """

    def init_producer_id(self, *_: Any, **__: Any) -> InitProducerIdResult:
        return InitProducerIdResult(Error.CLUSTER_AUTHORIZATION_FAILED, NO_PRODUCER_ID, NO_PRODUCER_EPOCH)


def cluster_that_grants_no_producer_id() -> Broker:
    """A broker that stores what is sent without a producer id, and refuses to grant one."""
    return _Unauthorized()
