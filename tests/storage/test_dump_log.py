"""``minikafka dump-log``, on the files that Apache Kafka wrote."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from minikafka.engine.errors import KafkaError
from minikafka.storage.commands import add_dump_log_command
from minikafka.storage.dump_log import dump_log
from tests.storage.stories import STORY

CLOSED = Path(__file__).with_name("golden") / "closed" / "story-0"
SEGMENTS = sorted(CLOSED.glob("*.log"))


def main(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    add_dump_log_command(parser.add_subparsers(required=True))
    options = parser.parse_args(["dump-log", *arguments])
    return int(options.run(options))


def test_every_batch_is_a_row() -> None:
    rows = [row for segment in SEGMENTS for row in dump_log(segment)]
    assert len(rows) == len(STORY)
    assert all(row["isvalid"] for row in rows)
    wrap = next(row for row in rows if row["producerId"] == 7)
    assert (wrap["baseSequence"], wrap["lastSequence"], wrap["count"]) == (2147483646, 1, 4)
    assert [row["endTxnMarker"] for row in rows if row["isControl"]] == ["COMMIT"]


def test_a_snapshot_has_the_last_batch_of_each_producer() -> None:
    rows = {row["producerId"]: row for row in dump_log(max(CLOSED.glob("*.snapshot")))}
    described = (Path(__file__).with_name("golden") / "producers.txt").read_text().split()
    assert {
        f"{pid},{row['producerEpoch']},{row['lastSequence']},{row['lastTimestamp']},{row['coordinatorEpoch']},"
        f"{row['currentTxnFirstOffset']}"
        for pid, row in rows.items()
    } == set(described)


@pytest.mark.parametrize("segment", SEGMENTS, ids=lambda path: path.stem.lstrip("0"))
def test_an_index_points_at_batches(segment: Path) -> None:
    batches = {row["position"]: row for row in dump_log(segment)}
    for entry in dump_log(segment.with_suffix(".index")):
        assert batches[entry["position"]]["lastOffset"] == entry["offset"]
    times = {row["lastOffset"]: row["maxTimestamp"] for row in batches.values()}
    for entry in dump_log(segment.with_suffix(".timeindex")):
        assert times[entry["offset"]] == entry["timestamp"]


def test_a_damaged_batch_is_marked(tmp_path: Path) -> None:
    data = bytearray(SEGMENTS[0].read_bytes())
    data[100] ^= 1
    damaged = tmp_path / SEGMENTS[0].name
    damaged.write_bytes(data)
    assert [row["isvalid"] for row in dump_log(damaged)].count(False) == 1
    assert list(tmp_path.iterdir()) == [damaged]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("00000000000000000000.log", b"short", "at byte 0: 5 bytes are no batch"),
        ("00000000000000000000.index", b"short", "5 bytes are no whole entries of 8"),
        ("00000000000000000000.snapshot", b"short", "5 bytes are no snapshot"),
    ],
)
def test_a_damaged_file_is_an_error(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(KafkaError, match=message):
        dump_log(tmp_path / name)


def test_the_command_prints_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(str(SEGMENTS[0].with_suffix(".index")), str(SEGMENTS[0])) == 0
    printed = capsys.readouterr().out
    assert re.search(r"^offset +position$", printed, re.MULTILINE)
    assert re.search(r"^ *baseOffset +lastOffset +count +baseSequence", printed, re.MULTILINE)


@pytest.mark.parametrize("name", ["notes.txt", "leader-epoch-checkpoint", "00000000000000000009.log"])
def test_what_cannot_be_printed_is_said_in_one_line(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(str(CLOSED / name)) == 1
    error = capsys.readouterr().err
    assert error.startswith("minikafka dump-log: ")
    assert error.count("\n") == 1
