"""What the disk costs: appends beside memory and beside the disk's own pace, recovery, and what producers take.

Each row is a subject, a value and its unit. All rows of a run are from the same minute and the same directory, because
a disk is not the same disk an hour later.
"""

from __future__ import annotations

import os
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure
from minikafka.engine.broker import Broker
from minikafka.engine.producer_state import BatchMetadata, ProducerState, ProducerStates
from minikafka.engine.records import Record, RecordBatch
from minikafka.storage.broker import open_broker
from minikafka.storage.producer_snapshot import decode_snapshot, encode_snapshot
from minikafka.storage.record_batch import EncodedBatch, encode

Row = tuple[str, float, str]

TOPIC = "topic"
MEGABYTE = 10**6
APPENDED = 100 * MEGABYTE
FLUSHED_BATCHES = 200
RECOVERED_MEGABYTES = (1, 10, 100)
PRODUCERS = 100_000
WINDOW = 5


def measure() -> Iterator[Figure]:
    """Everything, one figure after the other."""
    with TemporaryDirectory(dir=Path.cwd()) as directory:
        yield from (Figure(*row) for row in append_rows(Path(directory)))
        yield from (Figure(*row) for row in recovery_rows(Path(directory)))
    yield from (Figure(*row) for row in producer_rows())


def batch_of(size: int, sequence: int) -> EncodedBatch:
    """A batch of about ``size`` bytes, in records of 100 bytes."""
    count = max(1, size // 110)
    records = (Record(value=bytes(100), timestamp=1_700_000_000_000),) * count
    return EncodedBatch(encode(RecordBatch(records=records, producer_id=1, producer_epoch=0, base_sequence=sequence)))


def append_rows(directory: Path) -> Iterator[Row]:
    """Megabytes a second, in batches of 16 kB as clients send them (``batch.size``), and of 1 kB; then each flushed."""
    for size in (16_384, 1_024):
        batches = _sequence_of_batches(size, APPENDED // 10 if size < MEGABYTE // 100 else APPENDED)
        total = sum(batch.size_in_bytes for batch in batches) / MEGABYTE
        name = f"batches of {size // 1024} kB"
        yield f"append to memory, {name}", total / _seconds(lambda: _append(Broker(), batches)), "MB/s"  # noqa: B023 called at once
        with open_broker(directory / f"append-{size}") as broker:
            yield f"append to disk, {name}", total / _seconds(lambda: _append(broker, batches)), "MB/s"  # noqa: B023
        raw = directory / f"raw-{size}"
        yield f"the same bytes written to a file, {name}", total / _seconds(lambda: _write(raw, batches)), "MB/s"  # noqa: B023
    few = _sequence_of_batches(1_024, FLUSHED_BATCHES * 1_024)
    with open_broker(directory / "flushed", flush_messages=1) as broker:
        yield "append to disk, each batch flushed", len(few) / _seconds(lambda: _append(broker, few)), "batches/s"
    raw = directory / "raw-flushed"
    yield "write and fsync, each batch", len(few) / _seconds(lambda: _write(raw, few, flush=True)), "batches/s"


def recovery_rows(directory: Path) -> Iterator[Row]:
    """Seconds to open what a crash left in one segment, and what was closed, with batches of 16 kB."""
    for megabytes in RECOVERED_MEGABYTES:
        place = directory / f"recover-{megabytes}"
        with open_broker(place) as broker:
            _append(broker, _sequence_of_batches(16_384, megabytes * MEGABYTE))
        yield f"open {megabytes} MB, closed", _seconds(lambda: open_broker(place).close()), "s"  # noqa: B023
        (place / ".kafka_cleanshutdown").unlink()
        (place / "recovery-point-offset-checkpoint").unlink()
        yield f"open {megabytes} MB, after a crash", _seconds(lambda: open_broker(place).close()), "s"  # noqa: B023


def producer_rows() -> Iterator[Row]:
    """What 100,000 producers with a full window take, in memory and in a snapshot."""
    tracemalloc.start()
    states = ProducerStates(_full_state(number) for number in range(PRODUCERS))
    yield f"memory for {PRODUCERS:,} producers", tracemalloc.get_traced_memory()[0] / MEGABYTE, "MB"
    tracemalloc.stop()
    snapshot = encode_snapshot(states)
    yield f"snapshot of {PRODUCERS:,} producers", len(snapshot) / MEGABYTE, "MB"
    yield "to write it", _seconds(lambda: encode_snapshot(states)), "s"
    yield "to read it", _seconds(lambda: decode_snapshot(snapshot)), "s"


def _full_state(number: int) -> ProducerState:
    batches = tuple(BatchMetadata(place, 10 * number + place, 0, 1_700_000_000_000 + place) for place in range(WINDOW))
    return ProducerState(number, 0, batches, 1_700_000_000_000 + WINDOW)


def _sequence_of_batches(size: int, total: int) -> list[EncodedBatch]:
    first = batch_of(size, 0)
    count = max(1, total // first.size_in_bytes)
    return [batch_of(size, number * first.record_count) for number in range(count)]


def _append(broker: Broker, batches: list[EncodedBatch]) -> None:
    for batch in batches:
        assert broker.produce(TOPIC, 0, batch).base_offset >= 0


def _write(path: Path, batches: list[EncodedBatch], *, flush: bool = False) -> None:
    with path.open("wb", buffering=0) as file:
        for batch in batches:
            file.write(batch.data)
            if flush:
                os.fsync(file.fileno())


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
