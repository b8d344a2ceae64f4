"""What a broker on disk says when the disk refuses or is damaged; and that nothing is lost by it."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from minikafka.engine.clock import ManualClock
from minikafka.engine.errors import ConfigException, Error, KafkaError
from minikafka.engine.records import Record, RecordBatch
from minikafka.storage.broker import open_broker
from tests.storage.small_segments import TOPIC, fill, open_small
from tests.storage.stories import NOW, batch, plain

# What the disk refuses


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """The system refuses to write beyond ``size`` bytes of any file, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_refuses_a_batch_and_loses_nothing(tmp_path: Path) -> None:
    large = RecordBatch(
        records=(Record(value=b"x" * 5000, timestamp=NOW),), producer_id=1000, producer_epoch=0, base_sequence=1
    )
    with open_broker(tmp_path, clock=ManualClock(NOW)) as broker:
        broker.produce(TOPIC, 0, batch(0))
        size = (tmp_path / f"{TOPIC}-0" / "00000000000000000000.log").stat().st_size
        with files_of_at_most(2000):
            assert broker.produce(TOPIC, 0, large).error is Error.KAFKA_STORAGE_ERROR
            with pytest.raises(KafkaError, match="File too large; the batch was not stored"):
                broker.log(TOPIC, 0).append(large)
        assert (tmp_path / f"{TOPIC}-0" / "00000000000000000000.log").stat().st_size == size
        assert broker.produce(TOPIC, 0, large).base_offset == 1
    with open_broker(tmp_path, clock=ManualClock(NOW)) as broker:
        assert [record.offset for record in broker.fetch(TOPIC, 0, 0)] == [0, 1]


def test_a_disk_that_does_not_flush_takes_the_log_offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a failed fsync nobody knows what is on the disk, so nothing more is promised."""
    broker = open_broker(tmp_path, clock=ManualClock(NOW), flush_messages=1)
    broker.produce(TOPIC, 0, batch(0))

    def fail(_: int) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", fail)
        assert broker.produce(TOPIC, 0, batch(1)).error is Error.KAFKA_STORAGE_ERROR
    assert broker.produce(TOPIC, 0, batch(1)).error is Error.KAFKA_STORAGE_ERROR
    with pytest.raises(KafkaError, match="Input/output error; open the broker again to see what is there"):
        broker.close()
    with open_broker(tmp_path, clock=ManualClock(NOW)) as broker:
        assert broker.produce(TOPIC, 0, batch(1)).error is Error.NONE
        assert broker.log_end_offset(TOPIC, 0) == 2


def test_every_record_is_flushed_if_each_is_promised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[int] = []
    with open_broker(tmp_path, flush_messages=2) as broker:
        broker.produce(TOPIC, 0, plain())
        monkeypatch.setattr("os.fsync", flushed.append)
        for _ in range(5):
            broker.produce(TOPIC, 0, plain())
        assert len(flushed) == 3
        assert broker.log(TOPIC, 0).recovery_point == 6


def test_a_batch_that_no_segment_can_hold_is_refused(tmp_path: Path) -> None:
    with open_small(tmp_path) as broker:
        assert broker.produce(TOPIC, 0, plain(50)).error is Error.RECORD_LIST_TOO_LARGE


def test_a_second_process_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    program = f"import minikafka; minikafka.open_broker({str(tmp_path)!r})"
    with open_broker(tmp_path) as broker:
        second = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
        assert second.returncode == 1
        assert "is in use by another broker; close that one, or take another directory" in second.stderr
        assert broker.produce(TOPIC, 0, batch(0)).error is Error.NONE
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(KafkaError, match=r"file: File exists; a broker needs a directory that it can write to"):
        open_broker(tmp_path / "file")
    with pytest.raises(KafkaError, match="Not a directory; a broker needs"):
        open_broker(tmp_path / "file" / "data")


def test_a_closed_broker_stores_nothing(tmp_path: Path) -> None:
    broker = open_broker(tmp_path)
    broker.produce(TOPIC, 0, batch(0))
    broker.close()
    assert broker.produce(TOPIC, 0, batch(1)).error is Error.KAFKA_STORAGE_ERROR
    broker.close()


# What is damaged


def test_damage_in_a_log_that_was_closed_is_an_error_and_stays(tmp_path: Path) -> None:
    """Nothing is cut off that nobody expected to be torn."""
    with open_small(tmp_path) as broker:
        fill(broker, 1)
    segment = tmp_path / f"{TOPIC}-0" / "00000000000000000000.log"
    torn = segment.read_bytes()[:-1]
    segment.write_bytes(torn)
    for _ in range(2):
        with pytest.raises(KafkaError, match=r"is damaged at byte 0.*without the file \.kafka_cleanshutdown"):
            open_small(tmp_path)
    assert segment.read_bytes() == torn


def test_behind_a_damaged_batch_nothing_counts_after_a_crash(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """``LogLoader.recoverLog``, and each loss is said."""
    broker = open_small(tmp_path)
    fill(broker, 5)
    crashed = tmp_path / "crashed" / f"{TOPIC}-0"
    crashed.mkdir(parents=True)
    for path in (tmp_path / f"{TOPIC}-0").iterdir():
        (crashed / path.name).write_bytes(path.read_bytes())
    broker.close()
    second = crashed / "00000000000000000002.log"
    second.write_bytes(second.read_bytes()[:-1] + b"?")
    with open_small(tmp_path / "crashed") as recovered:
        assert [record.offset for record in recovered.fetch(TOPIC, 0, 0)] == [0, 1, 2]
        assert recovered.produce(TOPIC, 0, batch(2, at=2)).duplicate
    said = [record.message for record in caplog.records]
    assert len(said) == 2
    assert "the checksum does not match" in said[0]
    assert "00000000000000000004.log: it follows a damaged batch; deleted" in said[1]


@pytest.mark.parametrize("damage", ["missing", "torn", "falling"])
def test_indexes_are_made_again(tmp_path: Path, damage: str) -> None:
    with open_broker(tmp_path, index_interval_bytes=100, clock=ManualClock(NOW)) as broker:
        fill(broker, 9)
    index = tmp_path / f"{TOPIC}-0" / "00000000000000000000.index"
    before = index.read_bytes()
    if damage == "missing":
        index.unlink()
    else:
        index.write_bytes(before[:-1] if damage == "torn" else before + b"\0" * 8)
    with open_broker(tmp_path, index_interval_bytes=100, clock=ManualClock(NOW)):
        assert index.read_bytes() == before
        assert len(before) >= 2 * 8


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("recovery-point-offset-checkpoint", "0\n1\nbroken\n"),
        ("log-start-offset-checkpoint", "0\n2\nmy-topic 0 1\n"),
        ("next-producer-id-checkpoint", "7\n"),
        ("transactional-id-checkpoint", "0\n1\n1 2 3\n"),
        (f"{TOPIC}-0/leader-epoch-checkpoint", "0\n1\none two\n"),
        (f"{TOPIC}-0/partition.metadata", "version: 1\n"),
    ],
)
def test_a_damaged_note_is_named(tmp_path: Path, name: str, content: str) -> None:
    with open_broker(tmp_path) as broker:
        broker.produce(TOPIC, 0, batch(0))
    (tmp_path / name).write_text(content)
    with pytest.raises(KafkaError, match=name):
        open_broker(tmp_path)
    assert (tmp_path / name).read_text() == content


@pytest.mark.parametrize(
    "settings",
    [
        {"segment_bytes": 13},
        {"segment_bytes": 2**31},
        {"index_interval_bytes": -1},
        {"retention_ms": -2},
        {"flush_messages": 0},
    ],
)
def test_a_setting_out_of_range_is_refused(tmp_path: Path, settings: dict[str, int]) -> None:
    with pytest.raises(ConfigException, match=f"{next(iter(settings))} is"):
        open_broker(tmp_path, **settings)  # type: ignore[arg-type] # all are numbers
    assert not list(tmp_path.iterdir())


def test_a_log_from_before_kafka_0_11_is_refused_and_stays(tmp_path: Path) -> None:
    directory = tmp_path / f"{TOPIC}-0"
    directory.mkdir()
    old = bytes(8) + (22).to_bytes(4, "big") + bytes(4) + b"\1" + bytes(17)
    (directory / "00000000000000000000.log").write_bytes(old)
    with pytest.raises(KafkaError, match=r"message format 1, from before Kafka 0\.11"):
        open_broker(tmp_path)
    assert (directory / "00000000000000000000.log").read_bytes() == old
