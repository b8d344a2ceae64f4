"""Control records, as Apache Kafka 4.4.0 prints those of its own files."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from minikafka.storage.dump_log import dump_log
from minikafka.storage.dump_text import lines
from tests.storage.batches import batch_of, control
from tests.storage.dumped import BATCH, file_of

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
