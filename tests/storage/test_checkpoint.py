"""Checkpoint files: a version, a count, and as many lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from minikafka.engine.errors import KafkaError
from minikafka.storage.checkpoint import OffsetCheckpoint, read_checkpoint, write_checkpoint


def test_it_is_written_as_kafka_writes_it(tmp_path: Path) -> None:
    write_checkpoint(tmp_path / "c", ["a b", "c"])
    assert (tmp_path / "c").read_bytes() == b"0\n2\na b\nc\n"
    assert read_checkpoint(tmp_path / "c") == [["a", "b"], ["c"]]
    assert list(tmp_path.iterdir()) == [tmp_path / "c"]


@pytest.mark.parametrize("content", [None, ""])
def test_no_file_and_an_empty_one_say_nothing(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "c").write_text(content)
    assert read_checkpoint(tmp_path / "c") == []


def test_no_lines_at_all_are_a_checkpoint(tmp_path: Path) -> None:
    (tmp_path / "c").write_text("0\n0\n")
    assert read_checkpoint(tmp_path / "c") == []


@pytest.mark.parametrize("content", ["0", "0\n1\n", "0\n0\nmore\n", "1\n0\n", "0\nx\n", "\n"])
def test_another_form_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "c").write_text(content)
    with pytest.raises(KafkaError, match=r"KAFKA_STORAGE_ERROR.*no checkpoint of version 0 with as many lines"):
        read_checkpoint(tmp_path / "c")


def test_offsets_are_kept_by_partition(tmp_path: Path) -> None:
    """A topic's name may hold a ``-``; the partition follows the last one."""
    checkpoint = OffsetCheckpoint(tmp_path / "c")
    assert checkpoint.get("my-topic-1") == 0
    checkpoint.put("my-topic-1", 7)
    checkpoint.put_all({"t-0": 3, "my-topic-1": 8})
    assert (tmp_path / "c").read_text() == "0\n2\nmy-topic 1 8\nt 0 3\n"
    again = OffsetCheckpoint(tmp_path / "c")
    again.remove("my-topic-1")
    again.remove("nobody-0")
    assert (again.get("my-topic-1"), again.get("t-0")) == (0, 3)
    assert (tmp_path / "c").read_text() == "0\n1\nt 0 3\n"


def test_what_changes_nothing_writes_nothing(tmp_path: Path) -> None:
    checkpoint = OffsetCheckpoint(tmp_path / "c")
    checkpoint.put_all({})
    checkpoint.remove("t-0")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("line", ["t 0", "t 0 x", "t 0 1 2"])
def test_a_line_of_another_form_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "c").write_text(f"0\n1\n{line}\n")
    with pytest.raises(KafkaError, match="no topic, partition, offset"):
        OffsetCheckpoint(tmp_path / "c")
