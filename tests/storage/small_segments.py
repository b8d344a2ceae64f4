"""What the tests of a broker on disk share: segments that two batches fill."""

from __future__ import annotations

from pathlib import Path

from minikafka.engine.clock import ManualClock
from minikafka.engine.errors import Error
from minikafka.storage.broker import DiskBroker, open_broker
from tests.storage.stories import NOW, batch

TOPIC = "my-topic"
ONE_BATCH = 76 + 3  # bytes of batch(n) in a segment


def open_small(directory: Path, clock: ManualClock | None = None, **settings: int) -> DiskBroker:
    """Two batches fill a segment."""
    return open_broker(directory, segment_bytes=2 * ONE_BATCH + 10, clock=clock or ManualClock(NOW), **settings)  # type: ignore[arg-type] # sizes and times


def fill(broker: DiskBroker, count: int) -> None:
    for number in range(count):
        assert broker.produce(TOPIC, 0, batch(number, at=number)).error is Error.NONE


def bases(broker: DiskBroker) -> list[int]:
    return [segment.base_offset for segment in broker.log(TOPIC, 0).segments]


def names(directory: Path, suffix: str) -> list[int]:
    return sorted(int(path.stem) for path in directory.glob(f"*{suffix}"))
