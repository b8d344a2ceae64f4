"""``minikafka dump-log``, on the files that Apache Kafka wrote and on what a crash leaves of them."""

from __future__ import annotations

import argparse
import struct
from pathlib import Path

import pytest

from minikafka.engine.errors import KafkaError
from minikafka.storage.commands import add_dump_log_command
from minikafka.storage.dump_log import dump_log, read_dump
from minikafka.storage.dump_text import lines
from tests.storage.batches import batch_of, control, record
from tests.storage.dumped import BATCH, SEGMENT, file_of, records_of
from tests.storage.stories import STORY

CLOSED = Path(__file__).with_name("golden") / "closed" / "story-0"
SEGMENTS = sorted(CLOSED.glob("*.log"))


def main(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    add_dump_log_command(parser.add_subparsers(required=True))
    options = parser.parse_args(["dump-log", *arguments])
    return int(options.run(options))


# Segments


def test_every_batch_is_a_row() -> None:
    rows = [row for segment in SEGMENTS for row in dump_log(segment)]
    assert len(rows) == len(STORY)
    assert all(row["isvalid"] for row in rows)
    wrap = next(row for row in rows if row["producerId"] == 7)
    assert (wrap["baseSequence"], wrap["lastSequence"], wrap["count"]) == (2147483646, 1, 4)
    assert [row["endTxnMarker"] for row in rows if row["isControl"]] == ["COMMIT"]


@pytest.mark.parametrize("cut", range(1, len(BATCH)))
def test_a_torn_batch_hides_none_before_it(tmp_path: Path, cut: int) -> None:
    """Kafka counts the bytes that are left, and so do we; where they begin is said besides."""
    dump = dump_log(file_of(tmp_path, BATCH + BATCH[:-cut]))
    assert [row["baseOffset"] for row in dump] == [5]
    assert list(lines(dump))[-1] == f"Found {len(BATCH) - cut} invalid bytes at the end of {SEGMENT}"
    (problem,) = dump.problems
    assert f"at byte {len(BATCH)}: " in problem


@pytest.mark.parametrize("rest", [bytes(5), bytes(100), b"\xff" * 40], ids=["few", "zeros", "ones"])
def test_what_is_no_batch_is_counted(tmp_path: Path, rest: bytes) -> None:
    dump = dump_log(file_of(tmp_path, BATCH + rest))
    assert (len(dump), dump.trailing) == (1, len(rest))


def test_a_damaged_batch_is_marked(tmp_path: Path) -> None:
    data = bytearray(SEGMENTS[0].read_bytes())
    data[100] ^= 1
    damaged = file_of(tmp_path, bytes(data), SEGMENTS[0].name)
    assert [row["isvalid"] for row in dump_log(damaged)].count(False) == 1
    assert list(tmp_path.iterdir()) == [damaged]


def test_what_cannot_be_read_of_a_batch_hides_none_behind_it(tmp_path: Path) -> None:
    too_short = struct.pack(">qiib", 0, 20, 0, 2) + bytes(15)
    unknown_codec = batch_of({0: b"z"}, attributes=6)
    no_gzip = batch_of(b"no gzip", attributes=1, count=1)
    dump = dump_log(file_of(tmp_path, too_short + unknown_codec + no_gzip + BATCH), deep_iteration=True)
    assert [row["count"] for row in dump if "count" in row] == [1, 2]
    assert [
        problem.partition(f"{SEGMENT}: ")[2][: len(f"at byte {at}: ") + size]
        for problem, at, size in zip(dump.problems, (0, 32, 101), (7, 7, 7), strict=True)
    ] == ["at byte 0: CORRUPT", "at byte 32: UNKNOWN", "at byte 101: CORRUPT"]


def test_a_batch_of_a_later_format_is_printed_as_kafka_prints_it(tmp_path: Path) -> None:
    rows = dump_log(file_of(tmp_path, BATCH + batch_of({0: b"z"}, at=7, magic=3) + batch_of({0: b"y"}, at=8)))
    assert [(row["baseOffset"], row["magic"], row["isvalid"]) for row in rows] == [
        (5, 2, True),
        (7, 3, True),
        (8, 2, True),
    ]


def test_a_compacted_batch_keeps_its_ends(tmp_path: Path) -> None:
    compacted = batch_of({1: b"a", 2: None}, at=5, last_offset_delta=4, producer=(7, 0, 2**31 - 3))
    dump = dump_log(file_of(tmp_path, compacted + batch_of({}, at=10, last_offset_delta=3, producer=(7, 0, 2))))
    assert [(row["baseOffset"], row["lastOffset"], row["lastSequence"], row["count"]) for row in dump] == [
        (5, 9, 1, 2),
        (10, 13, 5, 0),
    ]
    assert records_of(dump.file) == [
        "| offset: 6 CreateTime: 1000 keySize: -1 valueSize: 1 sequence: 2147483646 headerKeys: []",
        "| offset: 7 CreateTime: 1000 keySize: -1 valueSize: -1 sequence: 2147483647 headerKeys: []",
    ]


def test_a_deletion_horizon_is_printed(tmp_path: Path) -> None:
    path = file_of(tmp_path, batch_of(record(0, b"x", timestamp_delta=-400), attributes=0b100_1000, count=1))
    batch, found = list(lines(dump_log(path, deep_iteration=True)))[2:]
    assert " deleteHorizonMs: OptionalLong[1000] position: 0 LogAppendTime: 1000 size: " in batch
    assert found.startswith("| offset: 0 LogAppendTime: 1000 ")


def test_a_snapshot_has_the_last_batch_of_each_producer() -> None:
    rows = {row["producerId"]: row for row in dump_log(max(CLOSED.glob("*.snapshot")))}
    described = (Path(__file__).with_name("golden") / "producers.txt").read_text().split()
    assert {
        f"{pid},{row['producerEpoch']},{row['lastSequence']},{row['lastTimestamp']},{row['coordinatorEpoch']},"
        f"{row['currentTxnFirstOffset']}"
        for pid, row in rows.items()
    } == set(described)


def test_a_snapshot_is_printed_as_kafka_prints_it() -> None:
    (line,) = list(lines(dump_log(CLOSED / f"{25:020d}.snapshot")))[1:]
    assert line == (
        "producerId: 1000 producerEpoch: 0 coordinatorEpoch: -1 currentTxnFirstOffset: OptionalLong.empty "
        "lastTimestamp: 1700000000072 "
        "firstSequence: 21 lastSequence: 23 lastOffset: 24 offsetDelta: 2 timestamp: 1700000000072"
    )


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        (f"{17:020d}-{3:010d}.checkpoint", "Snapshot end offset: 17, epoch: 3"),
        ("bootstrap.checkpoint", "KRaft bootstrap snapshot"),
        (f"{17:020d}.log", "Log starting offset: 17"),
    ],
)
def test_a_snapshot_of_controllers_is_a_log(tmp_path: Path, name: str, heading: str) -> None:
    header = control(3, struct.pack(">hq", 0, 5) + b"\0")
    assert list(lines(dump_log(file_of(tmp_path, header + BATCH, name))))[1] == heading
    assert len(dump_log(tmp_path / name)) == 2


@pytest.mark.parametrize(
    ("name", "content", "rows"),
    [
        (
            "leader-epoch-checkpoint",
            "0\n2\n0 0\n3 17\n",
            [{"epoch": 0, "startOffset": 0}, {"epoch": 3, "startOffset": 17}],
        ),
        ("recovery-point-offset-checkpoint", "0\n1\nt 1 5\n", [{"topic": "t", "partition": 1, "offset": 5}]),
        (
            "partition.metadata",
            "version: 0\ntopic_id: abc",
            [{"name": "version", "value": "0"}, {"name": "topic_id", "value": "abc"}],
        ),
        ("meta.properties", "#Sat Nov 28\nnode.id=1\n", [{"name": "node.id", "value": "1"}]),
    ],
)
def test_the_notes_beside_the_segments_are_read(
    tmp_path: Path, name: str, content: str, rows: list[dict[str, object]]
) -> None:
    assert dump_log(file_of(tmp_path, content.encode(), name)) == rows


# The command, and what cannot be read


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (SEGMENT, b"short", "at byte 0: 5 bytes are no batch"),
        (f"{0:020d}.index", b"short", "5 bytes at byte 0 are no whole entry of 8"),
        (f"{0:020d}.timeindex", b"short", "5 bytes at byte 0 are no whole entry of 12"),
        (f"{0:020d}.txnindex", b"short", "5 bytes at byte 0 are no whole entry of 34"),
        (f"{0:020d}.snapshot", b"short", "5 bytes are no snapshot"),
        ("leader-epoch-checkpoint", b"0\n1\n", "no checkpoint"),
        ("meta.properties", b"node.id", "is no name and value"),
    ],
)
def test_a_file_of_which_nothing_can_be_read_is_an_error(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    path = file_of(tmp_path, content, name)
    with pytest.raises(KafkaError, match=f"^CORRUPT_MESSAGE.*{message}"):
        dump_log(path)
    assert read_dump(path).problems
    assert path.read_bytes() == content


def test_the_command_prints_kafkas_lines(capsys: pytest.CaptureFixture[str]) -> None:
    segment = CLOSED / f"{25:020d}.log"
    assert main("--deep-iteration", str(segment.with_suffix(".index")), str(segment)) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[:6] == [
        f"Dumping {segment.with_suffix('.index')}",
        "offset: 28 position: 228",
        "offset: 34 position: 456",
        "offset: 37 position: 659",
        f"Dumping {segment}",
        "Log starting offset: 25",
    ]
    assert printed[6] == (
        "baseOffset: 25 lastOffset: 25 count: 1 baseSequence: 0 lastSequence: 0 producerId: 1001 producerEpoch: 0 "
        "partitionLeaderEpoch: 0 isTransactional: false isControl: false deleteHorizonMs: OptionalLong.empty "
        "position: 0 CreateTime: 1700000000200 size: 76 magic: 2 compresscodec: none crc: 4032650731 isvalid: true"
    )
    assert printed[-1] == (
        "| offset: 40 CreateTime: 1700000000000 keySize: 4 valueSize: 6 sequence: -1 headerKeys: [] "
        "endTxnMarker: COMMIT coordinatorEpoch: 6"
    )


def test_what_cannot_be_read_is_named_after_all_that_can(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unreadable = [str(tmp_path / name) for name in ("notes.txt", f"{9:020d}.log")]
    broken = str(file_of(tmp_path, b"short", f"{0:020d}.snapshot"))
    assert main(*unreadable, broken, str(SEGMENTS[0])) == 1
    printed = capsys.readouterr()
    assert "baseOffset: 0 " in printed.out
    errors = printed.err.splitlines()
    assert all(line.startswith("minikafka dump-log: ") for line in errors)
    assert ["notes.txt is no file of a log" in errors[0], "there is no file" in errors[1], "snapshot" in errors[2]] == [
        True
    ] * 3


def test_a_torn_end_is_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Kafka's tool ends with 0, too: a running broker may be writing there."""
    assert main(str(file_of(tmp_path, BATCH + BATCH[:-1]))) == 0
    printed = capsys.readouterr()
    assert printed.out.splitlines()[-1] == f"Found {len(BATCH) - 1} invalid bytes at the end of {SEGMENT}"
    assert f"at byte {len(BATCH)}: {len(BATCH) - 1} bytes of a batch of {len(BATCH)}" in printed.err


def test_a_file_that_may_not_be_written_is_read(tmp_path: Path) -> None:
    path = file_of(tmp_path, BATCH)
    path.chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        assert len(dump_log(path)) == 1
        assert list(tmp_path.iterdir()) == [path]
    finally:
        tmp_path.chmod(0o755)
