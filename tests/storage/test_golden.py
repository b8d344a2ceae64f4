"""Files that Apache Kafka wrote, kept here: we write the same, and read them to the same state.

They come from Kafka 4.4.0; golden/README.md says how. ``tests/storage/kafka`` compares with a Kafka that runs.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.storage.stories import batch, contents, described, open_ours, told_to_us

GOLDEN = Path(__file__).with_name("golden")
PRODUCERS = (GOLDEN / "producers.txt").read_text().splitlines()
CLEAN_SHUTDOWN = ".kafka_cleanshutdown"


def copied(name: str, to: Path) -> Path:
    return Path(shutil.copytree(GOLDEN / name, to))


def test_we_write_the_files_that_kafka_wrote(tmp_path: Path) -> None:
    told_to_us(tmp_path).close()
    assert contents(tmp_path / "story-0") == contents(GOLDEN / "closed" / "story-0")


def test_a_directory_that_kafka_closed_opens_with_the_same_state(tmp_path: Path) -> None:
    directory = copied("closed", tmp_path / "data")
    (directory / CLEAN_SHUTDOWN).touch()
    with open_ours(directory) as broker:
        assert described(broker) == PRODUCERS
        assert broker.log_end_offset("story", 0) == 46
        assert broker.produce("story", 0, batch(5, epoch=3, at=343)).duplicate
        assert broker.produce("story", 0, batch(4, epoch=3, at=342)).error.name == "OUT_OF_ORDER_SEQUENCE_NUMBER"
        assert broker.produce("story", 0, batch(6, epoch=3, at=350)).base_offset == 46


def test_every_record_that_kafka_stored_is_read(tmp_path: Path) -> None:
    with open_ours(copied("closed", tmp_path / "data")) as broker:
        read = [record.offset for record in broker.fetch("story", 0, 0)]
        assert read == list(range(broker.log_end_offset("story", 0)))


def test_a_torn_batch_is_repaired_to_the_files_of_kafkas_repair(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    directory = copied("torn", tmp_path / "data")
    open_ours(directory).close()
    assert contents(directory / "story-0") == contents(GOLDEN / "repaired" / "story-0")
    assert [record.message.partition(": ")[2] for record in caplog.records] == [
        "cut off 69 bytes at byte 304: 69 bytes of a batch of 76"
    ]


def test_the_topic_is_known_by_the_id_that_kafka_gave_it(tmp_path: Path) -> None:
    directory = copied("closed", tmp_path / "data")
    before = (directory / "story-0" / "partition.metadata").read_bytes()
    open_ours(directory).close()
    assert (directory / "story-0" / "partition.metadata").read_bytes() == before
