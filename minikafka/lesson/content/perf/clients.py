"""A real client, kafka-python, with idempotence and without, in front of whatever broker has an address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING, Any

from minikafka.lesson.views.plots import Series, Style
from minikafka.lesson.views.table import table_of
from minikafka.lesson.widgets.plot import ShownPlot, line_plot

if TYPE_CHECKING:
    from minikafka.engine.broker import Broker
    from minikafka.lesson.views.data_frame import Table

NAMES = {"idempotence-on": "idempotence on", "idempotence-off": "idempotence off"}
ON, OFF, ONE, MANY = "idempotence-on", "idempotence-off", "one-producer", "many-producers"
ROUNDS, TRIES, RECORDS = 4, 3, 333
MESSAGES = 5
VALUE = bytes(100)


def client_pace(address: str) -> ShownPlot:
    """Records a second that the client writes, ``ROUNDS`` times each way in turn; everything else is equal.

    Each time is the best of ``TRIES``: what else the machine does only makes the client slower.
    """
    paces: dict[str, list[float]] = {ON: [], OFF: []}
    for _ in range(ROUNDS):
        for topic, measured in paces.items():
            measured.append(_records_per_second(address, topic))
    return line_plot(
        [Series(NAMES[topic], range(1, ROUNDS + 1), measured) for topic, measured in paces.items()],
        x="run",
        y="records per second",
        title="The pace of kafka-python",
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
        return max(_pace(producer, topic) for _ in range(TRIES))


def _pace(producer: Any, topic: str) -> float:
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
