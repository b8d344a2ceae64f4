"""What the tests of the files let happen: batches of every kind, in several segments."""

from __future__ import annotations

from pathlib import Path

from minikafka.engine.clock import ManualClock
from minikafka.engine.markers import EndTransactionMarker
from minikafka.engine.records import Record, RecordBatch
from minikafka.storage.broker import DiskBroker, open_broker
from minikafka.storage.producer_snapshot import decode_snapshot

NOW = 1_700_000_000_000
SEGMENT_BYTES = 1000
INDEX_INTERVAL_BYTES = 200


def batch(
    sequence: int, count: int = 1, *, producer_id: int = 1000, epoch: int = 0, at: int = 0, **flags: bool
) -> RecordBatch:
    """``count`` records whose times count on from ``NOW + at``."""
    records = tuple(
        Record(value=b"message%d" % number, key=b"key" if number % 2 else None, timestamp=NOW + at + number)
        for number in range(count)
    )
    return RecordBatch(records=records, producer_id=producer_id, producer_epoch=epoch, base_sequence=sequence, **flags)


def plain(count: int = 1) -> RecordBatch:
    return RecordBatch(records=(Record(value=b"plain", headers=(("h", b"v"),), timestamp=NOW),) * count)


def commit(producer_id: int, epoch: int = 0) -> EndTransactionMarker:
    return EndTransactionMarker(producer_id=producer_id, producer_epoch=epoch, committed=True, coordinator_epoch=6)


# A plain batch, two producers that take turns, a wrap, times that go back, an epoch, a transaction that ended, one that
# did not: about 3 kB, four segments.
STORY: tuple[RecordBatch | EndTransactionMarker, ...] = (
    plain(),
    *(batch(3 * turn, 3, at=10 * turn) for turn in range(8)),
    *(batch(turn, producer_id=1001, at=200 - turn) for turn in range(6)),
    batch(2**31 - 2, 4, producer_id=7),
    batch(2, producer_id=7, at=300),
    batch(0, 2, epoch=3, at=310),
    batch(0, 2, producer_id=2000, at=320, is_transactional=True),
    commit(2000),
    batch(2, producer_id=2000, at=330, is_transactional=True),
    *(batch(2 + turn, epoch=3, at=340 + turn) for turn in range(4)),
)


def open_ours(directory: Path) -> DiskBroker:
    return open_broker(
        directory, clock=ManualClock(NOW), segment_bytes=SEGMENT_BYTES, index_interval_bytes=INDEX_INTERVAL_BYTES
    )


def told_to_us(directory: Path) -> DiskBroker:
    broker = open_ours(directory)
    broker.create_topic("story")
    for event in STORY:
        if isinstance(event, EndTransactionMarker):
            answer = broker.write_txn_marker("story", 0, event)
        else:
            answer = broker.produce("story", 0, event)
        assert answer.error.name == "NONE"
    return broker


def described(broker: DiskBroker) -> list[str]:
    rows = sorted(broker.describe_producers("story", 0), key=lambda row: row.producer_id)
    return [
        f"{row.producer_id},{row.producer_epoch},{row.last_sequence},{row.last_timestamp},{row.coordinator_epoch},"
        f"{row.current_txn_start_offset}"
        for row in rows
    ]


def contents(directory: Path) -> dict[str, object]:
    """Every file, but for the topic's id, which is random; a snapshot as a set, as Kafka's is in no order."""
    found: dict[str, object] = {}
    for path in sorted(directory.iterdir()):
        if path.suffix == ".snapshot":
            found[path.name] = frozenset(decode_snapshot(path.read_bytes()))
        elif path.name != "partition.metadata":
            found[path.name] = path.read_bytes()
    return found
