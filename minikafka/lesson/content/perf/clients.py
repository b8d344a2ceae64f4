"""A real client, kafka-python, with idempotence and without, in front of whatever broker has an address.

Its figures beside Apache Kafka are measured once, and kept with their day and machine.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from statistics import mean, stdev
from time import perf_counter
from typing import TYPE_CHECKING, Any

from minikafka.lesson.views.plots import Series, Style
from minikafka.lesson.views.table import Table, table_of
from minikafka.lesson.widgets.pictures import ShownPlot, line_plot

if TYPE_CHECKING:
    from minikafka.engine.broker import Broker

ON, OFF, ONE, MANY = "idempotence-on", "idempotence-off", "one-producer", "many-producers"
PAIRS, RECORDS = 8, 499
MESSAGES = 5
VALUE = bytes(100)


def client_pace(address: str) -> ShownPlot:
    """How much faster the client writes with idempotence than without, in percent, in ``PAIRS`` pairs of runs.

    The two runs of a pair follow each other, in alternating order; everything else is equal.
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
    """A producer with acks=all in both cases, so that idempotence is the only difference."""
    from kafka import KafkaProducer

    producer = KafkaProducer(bootstrap_servers=address, enable_idempotence=idempotent, acks="all")
    try:
        yield producer
    finally:
        producer.close()


# Two ways to do one thing, in pairs: what disturbs the machine disturbs both halves of a pair


# Student's t for 95 of 100, by the number of pairs less one: a few pairs may all lie on one side by chance.
_T = {1: 12.71, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262, 10: 2.228, 11: 2.201}
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Paired:
    """How fast two ways are, pair by pair: ``first`` and ``second`` in records a second, each above 0.

    Raises:
        ValueError: not as many of the one as of the other, or not 2 to 12 pairs.
    """

    first: tuple[float, ...]
    second: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.first) != len(self.second) or len(self.first) - 1 not in _T:
            raise ValueError(f"{len(self.first)} paces and {len(self.second)}: measure {FEWEST} to {len(_T) + 1} pairs")

    @property
    def differences(self) -> tuple[float, ...]:
        """By how many percent the first way is faster, for each pair; below 0 it is slower."""
        return tuple(100 * (one / other - 1) for one, other in zip(self.first, self.second, strict=True))

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true difference lies, in percent, in 95 of 100 such measurements."""
        ratios = [math.log(one / other) for one, other in zip(self.first, self.second, strict=True)]
        spread = _T[len(ratios) - 1] * stdev(ratios) / math.sqrt(len(ratios))
        low, high = (100 * (math.exp(mean(ratios) + end) - 1) for end in (-spread, spread))
        return low, high

    def verdict(self, name: str) -> str:
        """What the pairs say of the first way, which is called ``name``, in a sentence with the interval."""
        low, high = self.interval
        measured = f"{low:+.1f} % to {high:+.1f} % in {len(self.first)} pairs"
        if low <= 0 <= high:
            return f"{measured}: no difference shows on this machine."
        return f"{measured}: {name} is {'faster' if low > 0 else 'slower'} here."


# Beside Apache Kafka


FILE = "side_by_side.json"


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The figures that were kept, shown as a table under the day and the machine of their run."""

    date: str
    machine: str
    brokers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __repr__(self) -> str:
        return f"{self.heading}\n\n{self.table!r}"

    def _repr_html_(self) -> str:
        return f"<p>{self.heading}</p>{self.table._repr_html_()}"

    @property
    def heading(self) -> str:
        """When and where; without that a figure means nothing."""
        return f"Measured on {self.date}, on {self.machine}."

    @property
    def table(self) -> Table:
        """One row for each figure, one column for each broker."""
        return table_of(self.rows, columns=("Figure", *self.brokers))


@cache
def side_by_side() -> SideBySide:
    """What ``make bench KEEP=1`` has written."""
    return from_json(files("minikafka.lesson.content.perf").joinpath(FILE).read_text(encoding="utf-8"))


def from_json(text: str) -> SideBySide:
    """Read what ``to_json`` wrote."""
    kept: dict[str, Any] = json.loads(text)
    return SideBySide(kept["date"], kept["machine"], tuple(kept["brokers"]), tuple(map(tuple, kept["rows"])))


def to_json(figures: SideBySide) -> str:
    """The text of the file."""
    return json.dumps(asdict(figures), indent=1) + "\n"
