"""A new file beside others."""

from __future__ import annotations

from pathlib import Path

import pytest

from minikafka.lesson.progress.progress_file import new_file


def write(path: Path) -> int:
    with path.open("x", encoding="utf-8") as file:
        return file.write("new")


def test_what_is_there_stays_and_the_next_name_is_taken(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("mine", encoding="utf-8")
    assert new_file(tmp_path / "a.csv", write) == (tmp_path / "a-2.csv", 3)
    assert new_file(tmp_path / "a.csv", write) == (tmp_path / "a-3.csv", 3)
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "mine"


def test_a_place_that_cannot_be_written_to_is_said_once(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        new_file(tmp_path / "nowhere" / "a.csv", write)
