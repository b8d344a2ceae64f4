"""Kafka's protocol over TCP: throughput beside librdkafka's mock cluster, one record at a time, and memory.

Both brokers are measured in turn in one run, because figures from two runs say nothing about each other. The mock
cluster is C, lives in the client's own process, and does not check idempotent producers at all. The figures are the
medians of the rounds. A ratio is the median of the rounds' own ratios: a machine may be half as fast again for a
second, and if that second counted, chance would choose who had it.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import median

from confluent_kafka import Producer

from benchmarks.broker_process import BrokerProcess
from benchmarks.figures import Figure
from benchmarks.processes import cpu_seconds
from minikafka.engine.broker import Broker
from minikafka.engine.log import StoredBatch
from minikafka.engine.producer_state import ProducerStates
from minikafka.engine.records import Batch, Record, RecordBatch
from minikafka.storage.record_batch import EncodedBatch, encode

ROUNDS = 25
RECORDS, RECORD_SIZE = 500_000, 100
REQUESTS = 5_000
PRODUCERS, PARTITIONS, WINDOW = 10_000, 10, 5
MOCK = {"test.mock.num.brokers": 1}


def measure() -> Iterator[Figure]:
    """The figures of all three."""
    yield from throughput()
    yield from one_record_at_a_time()
    yield from memory()


def throughput() -> Iterator[Figure]:
    """Full batches, idempotent."""
    ours, mocks = [], []
    for _ in range(ROUNDS):
        with BrokerProcess() as broker:
            ours.append(records_per_second({"bootstrap.servers": broker.address}))
        mocks.append(records_per_second(MOCK))
    what = f"{RECORDS} records of {RECORD_SIZE} bytes, confluent-kafka, idempotent"
    yield from compared(what, ours, mocks, at_most=1.0)


def compared(
    what: str, ours: Sequence[float], mocks: Sequence[float], at_most: float | None = None
) -> Iterator[Figure]:
    """Both rates of each round, per second, side by side."""
    yield Figure(f"{what}, over TCP", median(ours), "/s")
    yield Figure(f"{what}, mock cluster", median(mocks), "/s")
    ratios = [mock / own for own, mock in zip(ours, mocks, strict=True)]
    yield Figure("the time that this takes, over TCP : mock cluster", median(ratios), ": 1", at_most)


def records_per_second(where: Mapping[str, object]) -> float:
    """Produce ``RECORDS`` records and wait for every ack."""
    producer = idempotent_producer(where, {"linger.ms": 5, "queue.buffering.max.messages": RECORDS})
    value = bytes(RECORD_SIZE)
    started = time.perf_counter()
    for _ in range(RECORDS):
        producer.produce("topic", value)
    assert producer.flush(300) == 0
    return RECORDS / (time.perf_counter() - started)


def one_record_at_a_time() -> Iterator[Figure]:
    """The hard case: a request for each record, each sent when the one before it is answered."""
    ours, mocks, cpu = [], [], []
    for _ in range(ROUNDS):
        with BrokerProcess() as broker:
            producer = idempotent_producer({"bootstrap.servers": broker.address}, {"linger.ms": 0})
            before = cpu_seconds(broker.pid)
            ours.append(requests_per_second(producer))
            cpu.append(cpu_seconds(broker.pid) - before)
        mocks.append(requests_per_second(idempotent_producer(MOCK, {"linger.ms": 0})))
    yield from compared("requests of one record, one in flight", ours, mocks)
    yield Figure("processor time of the broker for each of these requests", median(cpu) / REQUESTS * 1e6, "us")


def requests_per_second(producer: Producer) -> float:
    """Send ``REQUESTS`` records one by one."""
    started = time.perf_counter()
    for _ in range(REQUESTS):
        producer.produce("topic", b"message1")
        producer.flush()
    return REQUESTS / (time.perf_counter() - started)


def idempotent_producer(where: Mapping[str, object], settings: Mapping[str, object]) -> Producer:
    """A producer that has its producer id and knows the topic."""
    producer = Producer({"enable.idempotence": True, "log_level": 0, **where, **settings})
    producer.produce("topic", b"the first one")
    assert producer.flush(60) == 0
    return producer


class ForgetfulLog:
    """A log that keeps its offsets and no records, so that what remains is what is known of producers."""

    log_start_offset = 0
    log_end_offset = 0
    leader_epoch = 0

    def __init__(self) -> None:
        self.producers = ProducerStates()

    def append(self, batch: Batch) -> int:
        self.log_end_offset += batch.record_count
        return self.log_end_offset - batch.record_count

    def read(self, _offset: int, _max_bytes: int) -> Sequence[StoredBatch]:
        return ()

    def delete_before(self, offset: int) -> None: ...


def memory() -> Iterator[Figure]:
    """What a partition keeps of one producer, with its window of five batches full."""
    broker = Broker(num_partitions=PARTITIONS, open_log=lambda _topic, _partition: ForgetfulLog())
    broker.create_topic("topic")
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for_each_producer(lambda partition, batch: broker.produce("topic", partition, batch))
    used = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    yield Figure(f"memory for {PRODUCERS} producer ids on {PARTITIONS} partitions, windows full", used / 2**20, "MiB")
    yield Figure("memory for one of them on one partition", used / (PRODUCERS * PARTITIONS), "bytes")


def for_each_producer(produce: Callable[[int, Batch], object]) -> None:
    """Five batches of each producer to each partition."""
    for producer_id in range(PRODUCERS):
        for sequence in range(WINDOW):
            record = Record(value=b"message1", timestamp=1_700_000_000_000)
            batch = RecordBatch(producer_id=producer_id, producer_epoch=0, base_sequence=sequence, records=(record,))
            encoded = EncodedBatch(encode(batch))
            for partition in range(PARTITIONS):
                produce(partition, encoded)
