"""``minikafka dump-log`` in a notebook."""

from __future__ import annotations

from pathlib import Path

import pytest
from markupsafe import escape

from minikafka import ManualClock, Producer, open_broker
from minikafka.lesson.views.table import dump_log

SEGMENT, SNAPSHOT = "00000000000000000000.log", "00000000000000000003.snapshot"


@pytest.fixture
def partition(tmp_path: Path) -> Path:
    """What a broker left that was closed after three batches; two of them came under one producer id."""
    with open_broker(tmp_path, clock=ManualClock()) as broker:
        producer = Producer(broker)
        producer.send("topic", b"a")
        producer.send("topic", b"b")
        Producer(broker, enable_idempotence=False).send("topic", b"c")
    return tmp_path / "topic-0"


def test_a_segment_has_a_row_for_each_batch(partition: Path) -> None:
    table = dump_log(partition / SEGMENT, "baseOffset", "producerId", "baseSequence", "isvalid")
    assert table.to_numpy().tolist() == [[0, 0, 0, True], [1, 0, 1, True], [2, -1, -1, True]]


def test_a_snapshot_holds_the_last_batch_alone(partition: Path) -> None:
    table = dump_log(partition / SNAPSHOT, "producerId", "firstSequence", "lastSequence")
    assert table.to_numpy().tolist() == [[0, 1, 1]]


def test_without_columns_all_are_there_and_no_index_is_shown(partition: Path) -> None:
    table = dump_log(str(partition / SEGMENT))
    assert {"baseOffset", "crc", "size", "partitionLeaderEpoch"} <= set(table.columns)
    assert repr(table).split()[0] == "baseOffset"


def test_a_column_that_is_not_there(partition: Path) -> None:
    with pytest.raises(ValueError, match="there is no column 'colour': use baseOffset, lastOffset"):
        dump_log(partition / SEGMENT, "colour")


def test_an_index_without_entries_is_an_empty_table(partition: Path) -> None:
    assert len(dump_log(partition / "00000000000000000000.index")) == 0


def test_what_cannot_be_read_is_named_below_the_table(partition: Path) -> None:
    """Two batches and a torn one: the first two are there, and the reader is told that there is more."""
    segment = partition / SEGMENT
    segment.write_bytes(segment.read_bytes()[:-5])
    table = dump_log(segment, "baseOffset")
    assert table.to_numpy().tolist() == [[0], [1]]
    (problem,) = table.plain.notes
    assert problem.startswith(str(segment))
    assert repr(table).endswith(problem)
    assert f"</table><p>{escape(problem)}</p>" in table._repr_html_()


def test_a_whole_file_has_no_note(partition: Path) -> None:
    assert dump_log(partition / SEGMENT).plain.notes == ()
