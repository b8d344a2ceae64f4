"""``minikafka dump-log``, on the files that Apache Kafka wrote and on what a crash leaves of them."""

from __future__ import annotations

import argparse
import gzip
import struct
import time
from collections.abc import Callable
from pathlib import Path

import cramjam
import pytest

from minikafka.engine.errors import KafkaError
from minikafka.storage.commands import add_dump_log_command
from minikafka.storage.dump_log import dump_log, read_dump
from minikafka.storage.dump_text import lines
from tests.storage.batches import batch_of, control, message, record
from tests.storage.stories import STORY

CLOSED = Path(__file__).with_name("golden") / "closed" / "story-0"
SEGMENTS = sorted(CLOSED.glob("*.log"))
SEGMENT = f"{0:020d}.log"
BATCH = batch_of({0: b"a", 1: b"b"}, at=5, producer=(7, 0, 2**31 - 1))


def main(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    add_dump_log_command(parser.add_subparsers(required=True))
    options = parser.parse_args(["dump-log", *arguments])
    return int(options.run(options))


def file_of(place: Path, content: bytes, name: str = SEGMENT) -> Path:
    path = place / name
    path.write_bytes(content)
    return path


def records_of(path: Path) -> list[str]:
    return [line for line in lines(dump_log(path, deep_iteration=True)) if line.startswith("| ")]


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


# Control records, as Kafka 4.4.0 prints them (its own files and its own tool)


VOTER = struct.pack(">i", 3) + bytes(range(16))
ENDPOINT = b"\x0bCONTROLLER" + b"\x0alocalhost" + struct.pack(">H", 9093) + b"\0"
DIRECTORY = '"voterDirectoryId":"AAECAwQFBgcICQoLDA0ODw"'
VOTERS = (
    f'KRaftVoters {{"version":0,"voters":[{{"voterId":3,{DIRECTORY},"endpoints":[{{"name":"CONTROLLER",'
    '"host":"localhost","port":9093}],"kRaftVersionFeature":{"minSupportedVersion":0,"maxSupportedVersion":1}}]}'
)
LEADER = bytes.fromhex("0000 00000001 02 00000001 00 02 00000001 00 00")


@pytest.mark.parametrize(
    ("kind", "value", "printed"),
    [
        (0, struct.pack(">hi", 0, 6), "endTxnMarker: ABORT coordinatorEpoch: 6"),
        (1, struct.pack(">hi", 0, 9), "endTxnMarker: COMMIT coordinatorEpoch: 9"),
        (
            2,
            LEADER,
            'LeaderChange: {"version":0,"leaderId":1,"voters":[{"voterId":1}],"grantingVoters":[{"voterId":1}]}',
        ),
        (
            2,
            struct.pack(">hi", 1, 3) + b"\2" + VOTER + b"\0\1\0",
            f'LeaderChange: {{"version":1,"leaderId":3,"voters":[{{"voterId":3,{DIRECTORY}}}],"grantingVoters":[]}}',
        ),
        (
            3,
            struct.pack(">hq", 0, 1795827244684) + b"\0",
            'SnapshotHeader {"version":0,"lastContainedLogTimestamp":1795827244684}',
        ),
        (4, b"\0\0\0", 'SnapshotFooter {"version":0}'),
        (5, struct.pack(">hh", 0, 1) + b"\0", 'KRaftVersion {"version":0,"kRaftVersion":1}'),
        (
            6,
            b"\0\0\2" + VOTER + b"\2" + ENDPOINT + struct.pack(">hh", 0, 1) + b"\0\0\0",
            VOTERS,
        ),
        (9, b"", "controlType: UNKNOWN(9)"),
    ],
)
def test_a_control_record_says_what_it_is(tmp_path: Path, kind: int, value: bytes, printed: str) -> None:
    dump = dump_log(file_of(tmp_path, control(kind, value)), deep_iteration=True)
    assert dump.problems == []
    assert (dump[0]["isControl"], dump[0]["count"]) == (True, 1)
    assert list(lines(dump))[-1].partition("headerKeys: [] ")[2] == printed


@pytest.mark.parametrize("kind", range(7))
def test_a_control_record_without_its_content_is_a_row_all_the_same(tmp_path: Path, kind: int) -> None:
    path = file_of(tmp_path, BATCH + control(kind, b"\0") + BATCH)
    assert len(dump_log(path)) == 3
    dump = dump_log(path, deep_iteration=True)
    assert len([row for row in dump if "count" in row]) == 3
    assert len(dump.problems) == 1


def test_an_emptied_marker_has_no_type(tmp_path: Path) -> None:
    (row,) = dump_log(file_of(tmp_path, batch_of({}, attributes=0b11_0000, last_offset_delta=0, producer=(7, 0, -1))))
    assert (row["isControl"], row["endTxnMarker"], row["count"]) == (True, "", 0)


# Messages from before Kafka 0.11; the lines are those of Kafka 4.4.0 for the same bytes


def test_messages_of_the_older_formats_are_printed(tmp_path: Path) -> None:
    older = (
        message(b"old", magic=0) + message(b"one", at=1, key=b"k") + message(None, at=2, timestamp=2000, attributes=8)
    )
    path = file_of(tmp_path, older + BATCH)
    printed = list(lines(dump_log(path)))
    assert printed[2:5] == [
        f"offset: {at} position: {position} {time} size: {size} magic: {magic} "
        f"compresscodec: none crc: {crc} isvalid: true"
        for at, position, time, size, magic, crc in (
            (0, 0, "NoTimestampType: -1", 29, 0, 1235593864),
            (1, 29, "CreateTime: 1000", 38, 1, 983073916),
            (2, 67, "LogAppendTime: 2000", 34, 1, 3705957383),
        )
    ]
    assert printed[5].startswith("baseOffset: 5 ")
    assert records_of(path)[:3] == [
        "| offset: 0 NoTimestampType: -1 keySize: -1 valueSize: 3 isValid: true crc: 1235593864",
        "| offset: 1 CreateTime: 1000 keySize: 1 valueSize: 3 isValid: true crc: 983073916",
        "| offset: 2 LogAppendTime: 2000 keySize: -1 valueSize: -1 isValid: true crc: 3705957383",
    ]


@pytest.mark.parametrize("codec", ["gzip", "snappy", "lz4"])
@pytest.mark.parametrize(
    ("magic", "at", "attributes", "offsets", "times"),
    [
        pytest.param(0, 12, 0, [10, 11, 12], [-1, -1, -1], id="format 0 has absolute offsets and no times"),
        pytest.param(1, 12, 0, [10, 11, 12], [1000, 1001, 1002], id="format 1 counts from 0 and ends at the wrapper's"),
        pytest.param(1, 12, 8, [10, 11, 12], [5000, 5000, 5000], id="LogAppendTime is that of the wrapper"),
        pytest.param(1, 0, 0, [0, 1, 2], [1000, 1001, 1002], id="an early librdkafka left 0 in the wrapper"),
    ],
)
def test_a_compressed_message_holds_others(  # noqa: PLR0917 a table
    tmp_path: Path, codec: str, magic: int, at: int, attributes: int, offsets: list[int], times: list[int]
) -> None:
    first = 0 if magic else 10
    inner = b"".join(message(b"in", at=first + number, magic=magic, timestamp=1000 + number) for number in range(3))
    compress: Callable[[bytes], bytes] = {
        "gzip": gzip.compress,
        "snappy": cramjam.snappy.compress_raw,
        "lz4": cramjam.lz4.compress,
    }[codec]  # type: ignore[assignment]
    number = ["none", "gzip", "snappy", "lz4"].index(codec)
    wrapper = message(bytes(compress(inner)), at=at, magic=magic, timestamp=5000, attributes=attributes | number)
    dump = dump_log(file_of(tmp_path, wrapper), deep_iteration=True)
    assert (dump[0]["compresscodec"], dump[0]["isvalid"]) == (codec, True)
    assert [(row["offset"], row["timestamp"]) for row in dump[1:]] == list(zip(offsets, times, strict=True))


@pytest.mark.parametrize(
    "value",
    [None, b"no gzip", gzip.compress(b""), gzip.compress(message(b"x")[:-1]), gzip.compress(bytes(30))],
    ids=["nothing", "no gzip", "no messages", "a torn one", "zeros"],
)
def test_a_compressed_message_without_messages_is_named(tmp_path: Path, value: bytes | None) -> None:
    dump = dump_log(file_of(tmp_path, message(value, attributes=1) + message(b"next", at=1)), deep_iteration=True)
    assert [row["offset"] for row in dump] == [0, 1, 1]
    assert len(dump.problems) == 1


def test_a_message_whose_sizes_do_not_fit_is_named(tmp_path: Path) -> None:
    broken = bytearray(message(b"old", magic=0))
    struct.pack_into(">i", broken, 18, 10_000)
    dump = dump_log(file_of(tmp_path, bytes(broken) + message(b"next", at=1)))
    assert [row["offset"] for row in dump] == [1]
    assert "are no message of format 0 or 1" in dump.problems[0]


# Indexes, and what else lies there


@pytest.mark.parametrize("segment", SEGMENTS, ids=lambda path: path.stem.lstrip("0"))
def test_an_index_points_at_batches(segment: Path) -> None:
    batches = {row["position"]: row for row in dump_log(segment)}
    index = dump_log(segment.with_suffix(".index"))
    assert index.problems == []
    for entry in index:
        assert batches[entry["position"]]["lastOffset"] == entry["offset"]
    times = {row["lastOffset"]: row["maxTimestamp"] for row in batches.values()}
    for entry in dump_log(segment.with_suffix(".timeindex")):
        assert times[entry["offset"]] == entry["timestamp"]


@pytest.mark.parametrize(
    ("suffix", "entry", "size", "printed"),
    [
        (".index", struct.pack(">ii", 6, 80), 10_485_760, "offset: 11 position: 80"),
        (".timeindex", struct.pack(">qi", 1000, 6), 10_485_756, "timestamp: 1000 offset: 11"),
    ],
)
def test_a_preallocated_index_is_read_at_once_up_to_its_zeros(
    tmp_path: Path, suffix: str, entry: bytes, size: int, printed: str
) -> None:
    path = file_of(tmp_path, entry + bytes(size - len(entry)), f"{5:020d}{suffix}")
    began = time.monotonic()
    dump = dump_log(path)
    assert time.monotonic() - began < 1
    assert list(lines(dump))[1:] == [printed]
    assert dump.problems == []


def test_an_index_of_a_running_broker_without_entries(tmp_path: Path) -> None:
    """Kafka prints the first zeros as an entry."""
    file_of(tmp_path, batch_of({0: b"a", 1: b"b"}))
    dump = dump_log(file_of(tmp_path, bytes(1000), f"{0:020d}.index"))
    assert (dump, dump.problems) == ([{"offset": 0, "position": 0}], [])


def test_an_index_without_entries(tmp_path: Path) -> None:
    path = file_of(tmp_path, b"", f"{0:020d}.index")
    assert list(lines(dump_log(path))) == [f"Dumping {path}", f"{path} is empty."]
    assert dump_log(file_of(tmp_path, b"", f"{0:020d}.timeindex")) == []


def test_an_index_that_does_not_fit_its_segment_is_named(tmp_path: Path) -> None:
    file_of(tmp_path, message(b"old", magic=0) + batch_of({0: b"a", 1: b"b"}, at=1))
    entries = [(2, 29), (1, 29), (7, 5000)]
    path = file_of(tmp_path, b"".join(struct.pack(">ii", *entry) for entry in entries), f"{0:020d}.index")
    dump = dump_log(path)
    assert [(row["offset"], row["position"]) for row in dump] == entries
    assert [problem.partition(".index: ")[2] for problem in dump.problems] == [
        "mismatch: index offset 1, log offset 2",
        "mismatch: index offset 7, log offset none",
    ]


@pytest.mark.parametrize("suffix", [".index", ".timeindex", ".txnindex"])
def test_a_torn_index_gives_its_whole_entries(tmp_path: Path, suffix: str) -> None:
    entry = {
        ".index": struct.pack(">ii", 1, 1),
        ".timeindex": struct.pack(">qi", 1, 1),
        ".txnindex": struct.pack(">hqqqq", 0, 7, 1, 2, 3),
    }[suffix]
    for cut in range(1, len(entry)):
        dump = dump_log(file_of(tmp_path, entry + entry[:-cut], f"{0:020d}{suffix}"))
        assert len(dump) == 1
        rest = entry[:-cut]
        named = suffix == ".txnindex" or bool(rest.strip(b"\0"))
        assert [
            f"{len(rest)} bytes at byte {len(entry)} are no whole entry" in problem for problem in dump.problems
        ] == [True] * named


def test_aborted_transactions_are_printed(tmp_path: Path) -> None:
    path = file_of(tmp_path, struct.pack(">hqqqq", 0, 7, 100, 103, 104), f"{100:020d}.txnindex")
    assert list(lines(dump_log(path)))[1:] == [
        "version: 0 producerId: 7 firstOffset: 100 lastOffset: 103 lastStableOffset: 104"
    ]
    later = file_of(tmp_path, path.read_bytes() + struct.pack(">hqqqq", 1, 7, 100, 103, 104), path.name)
    dump = dump_log(later)
    assert len(dump) == 1
    assert "the entry at byte 34 has version 1" in dump.problems[0]


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
