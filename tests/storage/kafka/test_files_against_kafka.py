"""The same batches through Apache Kafka's log and through ours: the same files, and each reads the other's."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from minikafka.engine.markers import EndTransactionMarker
from minikafka.storage.record_batch import encode
from tests.storage.kafka.apache_kafka import (
    KafkaLog,
    dump_log_segments,
    open_kafka,
    tell_kafka,
)
from tests.storage.stories import STORY, contents, described, open_ours, told_to_us

CLOSED = ".kafka_cleanshutdown"


def test_the_files_are_the_same_byte_by_byte(kafka: KafkaLog, tmp_path: Path) -> None:
    told_to_us(tmp_path / "ours").close()
    tell_kafka(kafka, tmp_path / "story-0")
    kafka.ask("close")
    ours, theirs = contents(tmp_path / "ours" / "story-0"), contents(tmp_path / "story-0")
    assert sum(name.endswith(".log") for name in ours) > 2
    assert ours == theirs


def test_kafka_dump_log_reads_every_file(tmp_path: Path) -> None:
    told_to_us(tmp_path).close()
    printed = dump_log_segments(*(path for path in (tmp_path / "story-0").iterdir() if path.stem.isdecimal()))
    assert "isvalid: false" not in printed
    for complaint in ("Mismatches", "should be", "out of order", "not found", "corrupt", "Exception"):
        assert complaint.lower() not in printed.lower(), printed
    assert printed.count("baseOffset: ") == len(STORY)
    assert printed.count("producerId: 2000 producerEpoch: 0") > 0


@pytest.mark.parametrize("closed", [True, False])
def test_what_kafka_wrote_opens_here_with_the_same_state(kafka: KafkaLog, tmp_path: Path, closed: bool) -> None:
    original = tmp_path / "kafka" / "story-0"
    tell_kafka(kafka, original)
    if closed:
        kafka.ask("close")
    for reader in ("again", "ours"):
        shutil.copytree(original, tmp_path / reader / "story-0")
    start_and_end = open_kafka(kafka, tmp_path / "again" / "story-0", closed=closed)
    if closed:
        (tmp_path / "ours" / CLOSED).touch()
    with open_ours(tmp_path / "ours") as broker:
        assert [str(broker.log_start_offset("story", 0)), str(broker.log_end_offset("story", 0))] == start_and_end
        assert described(broker) == kafka.ask("producers")
        last = STORY[-1]
        assert not isinstance(last, EndTransactionMarker)
        assert broker.produce("story", 0, last).duplicate
        assert kafka.ask("append", encode(last).hex())[2] == "true"


@pytest.mark.parametrize("closed", [True, False])
def test_what_we_wrote_opens_in_kafka_with_the_same_state(kafka: KafkaLog, tmp_path: Path, closed: bool) -> None:
    broker = told_to_us(tmp_path / "ours")
    if closed:
        broker.close()
    shutil.copytree(tmp_path / "ours" / "story-0", tmp_path / "story-0")
    start_and_end = open_kafka(kafka, tmp_path / "story-0", closed=closed)
    assert start_and_end == [str(broker.log_start_offset("story", 0)), str(broker.log_end_offset("story", 0))]
    assert kafka.ask("producers") == described(broker)
    if not closed:
        broker.close()


def test_a_crash_is_repaired_to_the_same_files(kafka: KafkaLog, tmp_path: Path) -> None:
    """A torn last batch is cut off, indexes are made again, snapshots are written: all as Kafka does it."""
    broker = told_to_us(tmp_path / "ours")
    for repaired in ("theirs", "by-us"):
        shutil.copytree(tmp_path / "ours" / "story-0", tmp_path / repaired / "story-0")
        newest = max((tmp_path / repaired / "story-0").glob("*.log"))
        newest.write_bytes(newest.read_bytes()[:-7])
    broker.close()
    _, end = open_kafka(kafka, tmp_path / "theirs" / "story-0", closed=False)
    kafka.ask("close")
    with open_ours(tmp_path / "by-us") as repaired_by_us:
        assert repaired_by_us.log_end_offset("story", 0) == int(end)
    assert contents(tmp_path / "by-us" / "story-0") == contents(tmp_path / "theirs" / "story-0")
