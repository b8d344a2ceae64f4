"""A real client, kafka-python, with idempotence and without, in front of whatever broker has an address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING, Any

from minikafka.lesson.content.perf.paired import Paired
from minikafka.lesson.views.plots import Series, Style
from minikafka.lesson.views.table import table_of
from minikafka.lesson.widgets.plot import ShownPlot, line_plot

if TYPE_CHECKING:
    from minikafka.engine.broker import Broker
    from minikafka.lesson.views.data_frame import Table

ON, OFF, ONE, MANY = "idempotence-on", "idempotence-off", "one-producer", "many-producers"
PAIRS, RECORDS = 8, 499
MESSAGES = 5
VALUE = bytes(100)


def client_pace(address: str) -> ShownPlot:
    """How much faster the client writes with idempotence than without, in percent, in ``PAIRS`` pairs of runs.

    The two of a pair follow each other, and which comes first takes turns; everything else is equal.
    """
    paces: dict[str, list[float]] = {ON: [], OFF: []}
    for pair in range(PAIRS):
        for topic in (ON, OFF) if pair % 2 else (OFF, ON):
            paces[topic].append(_records_per_second(address, topic))
    measured = Paired(tuple(paces[ON]), tuple(paces[OFF]))
    low, high = measured.interval
    pairs, middle = range(1, PAIRS + 1), (low + high) / 2
    return line_plot(
        [
            Series("one pair", pairs, measured.differences),
            Series("all pairs, 95 of 100", pairs, [middle] * PAIRS, Style.LINE, [(high - low) / 2] * PAIRS),
        ],
        x="pair of runs",
        y="idempotence on is faster by, in %",
        title="The pace of kafka-python, on against off",
        verdict=measured.verdict("idempotence on"),
    )


def short_lived_pace(address: str) -> ShownPlot:
    """Milliseconds until each of a few messages is acknowledged: through one producer, and through one for each."""
    measured = {"a new producer for each": _times_with_many(address), "one producer": _times_with_one(address)}
    messages = range(1, MESSAGES + 1)
    return line_plot(
        [Series(name, messages, times, Style.LINE) for name, times in measured.items()],
        x="messages acknowledged",
        y="milliseconds since the start",
        title="A producer for each message",
    )


def stored_by_clients(broker: Broker) -> Table:
    """What a broker holds of each topic: the records, and the producer ids that it remembers."""
    rows = [
        (topic, f"{broker.log_end_offset(topic, 0):,}", len(broker.describe_producers(topic, 0)))
        for topic in broker.topics
    ]
    return table_of(rows, columns=("Topic", "Records stored", "Producer ids remembered"))


def _records_per_second(address: str, topic: str) -> float:
    """The first record finds the partition and gets the producer id; no clock runs yet."""
    with _producer(address, idempotent=topic == ON) as producer:
        producer.send(topic, VALUE).get()
        start = perf_counter()
        for _ in range(RECORDS):
            producer.send(topic, VALUE)
        producer.flush()
        return RECORDS / (perf_counter() - start)


def _times_with_many(address: str) -> list[float]:
    start, times = perf_counter(), []
    for _ in range(MESSAGES):
        with _producer(address) as producer:
            producer.send(MANY, VALUE).get()
        times.append((perf_counter() - start) * 1_000)
    return times


def _times_with_one(address: str) -> list[float]:
    start, times = perf_counter(), []
    with _producer(address) as producer:
        for _ in range(MESSAGES):
            producer.send(ONE, VALUE).get()
            times.append((perf_counter() - start) * 1_000)
    return times


@contextmanager
def _producer(address: str, *, idempotent: bool = True) -> Iterator[Any]:
    """A producer that waits for all in-sync replicas either way, so that the two differ in nothing else."""
    from kafka import KafkaProducer

    producer = KafkaProducer(bootstrap_servers=address, enable_idempotence=idempotent, acks="all")
    try:
        yield producer
    finally:
        producer.close()
