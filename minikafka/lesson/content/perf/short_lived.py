"""A common mistake, measured: a new idempotent producer for each message."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from minikafka.engine.broker import Broker
from minikafka.engine.clock import ManualClock
from minikafka.lesson.content.perf.load import TOPIC, batch
from minikafka.lesson.content.perf.sizes import snapshot_size
from minikafka.lesson.views.table import table_of

if TYPE_CHECKING:
    from minikafka.lesson.views.data_frame import Table

COLUMNS = ("Producers", "Records stored", "Producer ids kept", "Bytes of snapshot", "Kept an hour later", "A day later")
MESSAGES = 1_000
HOUR_MS, DAY_MS = 3_600_000, 86_400_000


class Kept(NamedTuple):
    """What a partition keeps of ``MESSAGES`` messages; the last three count producer ids."""

    records: int
    producer_ids: int
    snapshot_bytes: int
    after_an_hour: int
    after_a_day: int

    @property
    def cells(self) -> tuple[str, ...]:
        """The five numbers as cells of a table."""
        order = self.records, self.producer_ids, self.snapshot_bytes, self.after_an_hour, self.after_a_day
        return tuple(f"{number:,}" for number in order)


def short_lived_producers() -> Table:
    """The same messages through one producer, and through a new one for each: what the partition keeps."""
    return table_of([(f"{producers:,}", *kept(producers).cells) for producers in (1, MESSAGES)], columns=COLUMNS)


def kept(producers: int) -> Kept:
    """Send ``MESSAGES`` messages, as many through each producer, and let a day pass."""
    clock = ManualClock()
    broker = Broker(clock=clock)
    _write(broker, producers)
    records, snapshot_bytes = broker.log_end_offset(TOPIC, 0), snapshot_size(broker)
    now, after_an_hour, after_a_day = (
        _producer_ids_after(broker, clock, passed) for passed in (0, HOUR_MS, DAY_MS - HOUR_MS)
    )
    return Kept(records, now, snapshot_bytes, after_an_hour, after_a_day)


def _write(broker: Broker, producers: int) -> None:
    """Each producer asks for an id first."""
    for _ in range(producers):
        producer_id = broker.init_producer_id().producer_id
        for sequence in range(MESSAGES // producers):
            broker.produce(TOPIC, 0, batch(sequence, producer_id=producer_id))


def _producer_ids_after(broker: Broker, clock: ManualClock, milliseconds: int) -> int:
    clock.advance(milliseconds)
    broker.expire_producers()
    return len(broker.describe_producers(TOPIC, 0))
