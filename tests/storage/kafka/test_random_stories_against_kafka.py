"""Random stories, told to Apache Kafka's log and to ours: the same answers, the same memory, the same files."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from minikafka.engine.clock import ManualClock
from minikafka.engine.markers import EndTransactionMarker
from minikafka.engine.records import Record, RecordBatch
from minikafka.engine.results import ProduceResult
from minikafka.storage.broker import DiskBroker, open_broker
from minikafka.storage.record_batch import encode
from tests.storage.kafka.apache_kafka import KafkaLog
from tests.storage.stories import INDEX_INTERVAL_BYTES, NOW, SEGMENT_BYTES, contents, described

STORIES, STEPS = 12, 60


class Pair:
    """The two logs, in directories of their own; each of them can be closed or left by a crash."""

    def __init__(self, kafka: KafkaLog, root: Path, chance: random.Random) -> None:
        self._kafka, self._root, self._chance = kafka, root, chance
        self._clock = ManualClock(NOW)
        self._life = 0
        self._recovery_point = 0
        self.start = 0
        kafka.ask("clock", NOW)
        self._broker = self._open_ours()
        self._broker.create_topic("story")
        self._open_kafka(closed=False)

    @property
    def end(self) -> int:
        return self._broker.log_end_offset("story", 0)

    def close(self) -> None:
        self._broker.close()
        self._kafka.ask("close")

    # What happens to both

    def append(self) -> None:
        batch = self._random_batch()
        self._roll_if_full(batch)
        ours = self._broker.produce("story", 0, batch)
        assert self._kafka.ask("append", encode(batch).hex()) == _words(ours), batch

    def mark(self) -> None:
        marker = EndTransactionMarker(
            producer_id=self._chance.randrange(3),
            producer_epoch=self._chance.randrange(4),
            committed=self._chance.random() < 0.5,
            coordinator_epoch=self._chance.randrange(3),
        )
        self._roll_if_full(marker.batch(NOW))
        ours = self._broker.write_txn_marker("story", 0, marker)
        kind = "COMMIT" if marker.committed else "ABORT"
        theirs = self._kafka.ask("marker", marker.producer_id, marker.producer_epoch, kind, marker.coordinator_epoch)
        assert theirs == _words(ours), marker

    def _roll_if_full(self, batch: RecordBatch) -> None:
        """Kafka begins a segment even for a batch that it then refuses; we begin it for what is stored."""
        if self._broker.log("story", 0).segments[-1].size > SEGMENT_BYTES - len(encode(batch)):
            self.roll()

    def roll(self) -> None:
        if self._broker.log("story", 0).segments[-1].size:
            self._recovery_point = int(self._kafka.ask("roll")[0])
            self._broker.log("story", 0).roll()

    def delete(self) -> None:
        self.start = self._chance.randint(self.start, self.end)
        self._broker.delete_records("story", 0, self.start)
        assert self._kafka.ask("delete", self.start) == [str(self.start)]

    def expire(self) -> None:
        self._clock.advance(self._chance.choice([1000, 40_000_000]))
        self._kafka.ask("clock", self._clock.now())
        self._broker.expire_producers()
        self._kafka.ask("expire")

    def restart(self) -> None:
        closed = self._chance.random() < 0.5
        if closed:
            self._recovery_point = self.end
            self.close()
        before = self._directories()
        self._life += 1
        for old, new in zip(before, self._directories(), strict=True):
            shutil.copytree(old.parent, new.parent)
        if not closed:
            self.close()
        self._damage(closed=closed)
        self._broker = self._open_ours()
        self._open_kafka(closed=closed)

    def _damage(self, *, closed: bool) -> None:
        if self._chance.random() < 0.3:
            for directory in self._directories():
                for newest in sorted(directory.glob("*.snapshot"))[-1:]:
                    newest.write_bytes(newest.read_bytes()[:-1] + b"?")
        cut = self._chance.choice([0, 0, 3, 100])
        for directory in () if closed else self._directories():
            newest = max(directory.glob("*.log"))
            newest.write_bytes(newest.read_bytes()[: max(0, newest.stat().st_size - cut)])

    def compare(self) -> None:
        """What is in the logs, and what they remember."""
        offsets = [str(self._broker.log_start_offset("story", 0)), str(self.end)]
        assert self._kafka.ask("offsets") == offsets
        assert self._kafka.ask("producers") == described(self._broker)

    def compare_files(self) -> None:
        """Kafka makes an empty index when it needs it, and an index of aborted transactions, which we do not keep."""
        ours, theirs = (
            {name: content for name, content in contents(directory).items() if content and ".txnindex" not in name}
            for directory in self._directories()
        )
        assert ours == theirs

    def _directories(self) -> tuple[Path, Path]:
        life = self._root / str(self._life)
        return life / "ours" / "story-0", life / "theirs" / "story-0"

    def _open_ours(self) -> DiskBroker:
        return open_broker(
            self._directories()[0].parent,
            clock=self._clock,
            segment_bytes=SEGMENT_BYTES,
            index_interval_bytes=INDEX_INTERVAL_BYTES,
        )

    def _open_kafka(self, *, closed: bool) -> None:
        sizes = SEGMENT_BYTES, INDEX_INTERVAL_BYTES
        self._kafka.ask("open", self._directories()[1], *sizes, self.start, self._recovery_point, str(closed).lower())

    def _random_batch(self) -> RecordBatch:
        """Often the one that is due, or the one before; sometimes anything."""
        chance = self._chance
        producer_id = chance.randrange(-1, 3)
        state = self._broker.producer_state("story", 0, producer_id)
        due = (state.last_sequence + 1) & 0x7FFFFFFF if state else 0
        sequence = chance.choice([due, due, due, max(0, due - 1), max(0, due - 3), 0, 2**31 - 2])
        epoch = state.producer_epoch + chance.choice([0, 0, 0, 0, 0, 1, -1]) if state else chance.randrange(3)
        times = [self._clock.now() - chance.randrange(2000) for _ in range(chance.randint(1, 4))]
        has_id = producer_id >= 0
        return RecordBatch(
            records=tuple(Record(value=b"v" * chance.randrange(60), timestamp=time) for time in times),
            producer_id=producer_id,
            producer_epoch=max(0, epoch) if has_id else -1,
            base_sequence=sequence if has_id else -1,
            is_transactional=has_id and chance.random() < 0.2,
        )


def _words(result: ProduceResult) -> list[str]:
    return [result.error.name, str(result.base_offset), str(result.duplicate).lower()]


@pytest.mark.parametrize("seed", range(STORIES))
def test_a_random_story(kafka: KafkaLog, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 no secrets here
    pair = Pair(kafka, tmp_path, chance)
    happenings = (pair.mark, pair.roll, pair.delete, pair.expire, pair.restart, pair.restart)
    for _ in range(STEPS):
        happening = chance.choice(happenings) if chance.random() < 0.2 else pair.append
        happening()
        pair.compare()
    pair.close()
    pair.compare_files()
