"""The file of a learner's progress: written by several at once, damaged, somebody else's, and where it lies."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from minikafka.lesson.progress.progress import LONGEST_NAME, Kind, Progress
from minikafka.lesson.progress.progress_file import progress_file

STYLES = ("01-learn", "02-why", "03-deep")
ALL_WRITTEN = {(style, f"item-{number}") for style in STYLES for number in range(40)}
WRITER = """
import sys
from minikafka.lesson.progress.progress import Kind, Progress
progress = Progress(sys.argv[1])
for number in range(40):
    progress.record(sys.argv[2], Kind.STEP, f"item-{number}", correct=True)
"""


def kept_of_three_at_once(path: Path) -> set[tuple[str, str]]:
    """Let three processes write 40 attempts each at the same time; returns what is kept."""
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, path, style]) for style in STYLES]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0, 0]
    return {(row.style, row.item) for row in Progress(path).rows()}


def test_notebooks_that_are_open_at_once_lose_nothing(path: Path) -> None:
    assert kept_of_three_at_once(path) == ALL_WRITTEN
    assert [file.name for file in path.parent.iterdir()] == ["progress.sqlite"]


def test_notebooks_that_find_a_damaged_file_at_once_lose_nothing(path: Path) -> None:
    content = damaged(path)
    assert kept_of_three_at_once(path) == ALL_WRITTEN
    assert [kept.read_bytes() for kept in path.parent.glob("*damaged*")] == [content]


# A file that is not as it should be


def damaged(path: Path) -> bytes:
    content = b"this was never a database " * 100
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return content


def test_a_damaged_file_is_set_aside_and_said_so(progress: Progress, path: Path) -> None:
    content = damaged(path)
    progress.record("04-visual", Kind.STEP, "send", correct=True)
    kept = path.with_name("progress.damaged-1.sqlite")
    assert kept.read_bytes() == content
    assert progress.notice == (
        f"The file with your progress could not be read. It is kept as {kept}; a new one is begun."
    )
    assert [row.item for row in progress.rows()] == ["send"]


def test_a_second_damaged_file_does_not_replace_the_first(progress: Progress, path: Path) -> None:
    first = damaged(path)
    progress.record("04-visual", Kind.STEP, "send", correct=True)
    path.write_bytes(b"and this is another file " * 100)
    assert progress.rows() == []
    assert path.with_name("progress.damaged-1.sqlite").read_bytes() == first
    assert path.with_name("progress.damaged-2.sqlite").read_bytes().startswith(b"and this")


def test_a_file_that_lost_its_second_half_is_set_aside(progress: Progress, path: Path) -> None:
    for number in range(200):
        progress.record("04-visual", Kind.STEP, f"{number}".zfill(LONGEST_NAME), correct=True)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    progress.rows()
    assert path.with_name("progress.damaged-1.sqlite").read_bytes() == content[: len(content) // 2]
    assert "It is kept as" in progress.notice


OURS = "PRAGMA application_id = 1835757682; CREATE TABLE attempt"  # 0x6d6b7072, "mkpr"
COLUMNS = "(id, at, style, kind, item, correct); INSERT INTO attempt VALUES"


@pytest.mark.parametrize(
    "statements",
    [
        "CREATE TABLE attempt (money TEXT)",
        "PRAGMA application_id = 7",
        f"{OURS} (id, at)",
        f"{OURS} {COLUMNS} (1, '2026-11-24T12:00:00+00:00', 'a', 'guess', 'b', 1)",
        f"{OURS} {COLUMNS} (1, 'yesterday', 'a', 'step', 'b', 1)",
        f"{OURS} {COLUMNS} (1, x'00', 'a', 'step', 'b', 1)",
    ],
    ids=["other application", "only a mark", "other columns", "unknown kind", "no time", "no text"],
)
def test_somebody_elses_database_is_set_aside(progress: Progress, path: Path, statements: str) -> None:
    path.parent.mkdir()
    database = sqlite3.connect(path)
    database.executescript(statements)
    database.close()
    content = path.read_bytes()
    assert progress.rows() == []
    assert path.with_name("progress.damaged-1.sqlite").read_bytes() == content
    progress.record("04-visual", Kind.STEP, "send", correct=True)
    assert len(progress.rows()) == 1


def test_where_nothing_can_be_kept_the_lesson_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    progress = Progress(tmp_path / "file" / "progress.sqlite")
    progress.record("04-visual", Kind.STEP, "send", correct=True)
    assert progress.notice.startswith(f"Your progress is not kept: {progress.path} cannot be used (")
    assert progress.rows() == []
    progress.reset()


def test_a_folder_in_the_place_of_the_file_stays(tmp_path: Path) -> None:
    progress = Progress(tmp_path)
    progress.record("04-visual", Kind.STEP, "send", correct=True)
    assert progress.notice.startswith("Your progress is not kept:")
    assert tmp_path.is_dir()


def test_a_file_that_another_program_holds_is_waited_for_and_left_alone(
    progress: Progress, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    progress.record("04-visual", Kind.STEP, "send", correct=True)
    monkeypatch.setattr("minikafka.lesson.progress.progress_file.SECONDS_TO_WAIT", 0.01)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    progress.record("04-visual", Kind.STEP, "retry", correct=True)
    assert "locked" in progress.notice
    holder.close()
    assert [row.item for row in progress.rows()] == ["send"]
    assert "locked" in progress.notice  # that it can be read does not say that it is kept again
    progress.record("04-visual", Kind.STEP, "flush", correct=True)
    assert progress.notice == ""
    assert [file.name for file in path.parent.iterdir()] == ["progress.sqlite"]


# The place


def test_the_environment_names_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINIKAFKA_PROGRESS", "/elsewhere/mine.sqlite")
    assert Progress().path == Path("/elsewhere/mine.sqlite")


@pytest.mark.skipif(sys.platform != "linux", reason="platformdirs knows the other systems")
@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "/home/ada/.local/share/minikafka/progress.sqlite"),
        ({"XDG_DATA_HOME": "/data"}, "/data/minikafka/progress.sqlite"),
        ({"XDG_DATA_HOME": "relative"}, "/home/ada/.local/share/minikafka/progress.sqlite"),
    ],
)
def test_otherwise_it_lies_where_the_system_keeps_data(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], expected: str
) -> None:
    for name in ("MINIKAFKA_PROGRESS", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in (environment | {"HOME": "/home/ada"}).items():
        monkeypatch.setenv(name, value)
    assert progress_file() == Path(expected)


def test_the_tests_leave_the_learners_own_file_alone() -> None:
    assert Path.home() not in progress_file().parents
