"""A learner's progress: what is kept, what is read back, and what happens to a file that is not as it should be."""

from __future__ import annotations

import csv
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from minikafka.lesson.progress.progress import LONGEST_NAME, Attempt, Kind, Progress, StyleProgress
from minikafka.lesson.progress.progress_file import progress_file

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "minikafka" / "progress.sqlite"


@pytest.fixture
def progress(path: Path) -> Progress:
    minutes = count()
    return Progress(path, clock=lambda: NOON + timedelta(minutes=next(minutes)))


def test_an_attempt_is_read_back_as_it_was(progress: Progress) -> None:
    progress.record("04-visual", Kind.ANSWER, "first-ack", correct=False)
    progress.record("08-recall", Kind.CARD, "«window»", correct=True)
    assert progress.rows() == [
        Attempt(NOON, "04-visual", Kind.ANSWER, "first-ack", correct=False),
        Attempt(NOON + timedelta(minutes=1), "08-recall", Kind.CARD, "«window»", correct=True),
    ]


def test_another_notebook_sees_it(progress: Progress, path: Path) -> None:
    progress.record("04-visual", Kind.STEP, "send", correct=True)
    assert [row.item for row in Progress(path).rows()] == ["send"]


def test_the_summary_counts_what_succeeded_once(progress: Progress) -> None:
    for correct in (False, True, True, False):
        progress.record("04-visual", Kind.ANSWER, "first-ack", correct=correct)
    progress.record("04-visual", Kind.STEP, "first-ack", correct=True)
    progress.record("09-perf", Kind.ANSWER, "cost", correct=False)
    assert progress.summary() == {
        "04-visual": StyleProgress(5, frozenset({(Kind.ANSWER, "first-ack"), (Kind.STEP, "first-ack")})),
        "09-perf": StyleProgress(1, frozenset()),
    }


def test_where_nothing_was_done_no_file_is_made(progress: Progress, path: Path) -> None:
    assert (progress.rows(), progress.summary(), progress.notice) == ([], {}, "")
    assert not path.parent.exists()


def test_an_empty_file_is_no_progress_yet(progress: Progress, path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    assert progress.rows() == []
    progress.record("04-visual", Kind.STEP, "send", correct=True)
    assert (len(progress.rows()), progress.notice) == (1, "")


def test_reset_forgets_everything_and_goes_on(progress: Progress) -> None:
    progress.record("04-visual", Kind.STEP, "send", correct=True)
    progress.reset()
    assert progress.rows() == []
    progress.record("04-visual", Kind.STEP, "retry", correct=True)
    assert [row.item for row in progress.rows()] == ["retry"]


def test_the_csv_has_every_attempt(progress: Progress, tmp_path: Path) -> None:
    progress.record("04-visual", Kind.ANSWER, 'a "quoted", name', correct=False)
    progress.record("04-visual", Kind.STEP, "send", correct=True)
    assert progress.to_csv(tmp_path / "progress.csv") == 2
    with (tmp_path / "progress.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [
            ["at", "style", "kind", "item", "correct"],
            ["2026-11-24T12:00:00+00:00", "04-visual", "answer", 'a "quoted", name', "False"],
            ["2026-11-24T12:01:00+00:00", "04-visual", "step", "send", "True"],
        ]


def test_the_csv_never_replaces_a_file(progress: Progress, tmp_path: Path) -> None:
    (tmp_path / "progress.csv").write_text("mine")
    with pytest.raises(FileExistsError):
        progress.to_csv(tmp_path / "progress.csv")
    assert (tmp_path / "progress.csv").read_text() == "mine"


def test_progress_moves_from_one_place_to_another_and_back(progress: Progress, tmp_path: Path) -> None:
    progress.record("04-visual", Kind.ANSWER, 'a "quoted", name', correct=False)
    progress.record("08-recall", Kind.CARD, "window", correct=True)
    progress.to_csv(tmp_path / "here.csv")
    there = Progress(tmp_path / "there.sqlite", clock=lambda: NOON + timedelta(seconds=30))
    there.record("02-why", Kind.ANSWER, "bill", correct=True)
    assert there.from_csv(tmp_path / "here.csv") == 2
    assert [row.item for row in there.rows()] == ['a "quoted", name', "bill", "window"]
    there.to_csv(tmp_path / "there.csv")
    assert progress.from_csv(tmp_path / "there.csv") == 1
    assert progress.rows() == there.rows()


def test_what_is_there_already_is_not_taken_twice(progress: Progress, tmp_path: Path) -> None:
    progress.record("04-visual", Kind.STEP, "send", correct=True)
    progress.to_csv(tmp_path / "progress.csv")
    assert progress.from_csv(tmp_path / "progress.csv") == 0
    assert len(progress.rows()) == 1


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("2026-11-24T12:00:00+00:00,04-visual,answer,one", "not enough values"),
        ("yesterday,04-visual,answer,one,True", "yesterday"),
        ("2026-11-24T12:00:00,04-visual,answer,one,True", "the time is not as it is kept"),
        ("2026-11-24T12:00:00+00:00,04-visual,guess,one,True", "guess"),
        ("2026-11-24T12:00:00+00:00,04-visual,answer,one,perhaps", ""),
        ("2026-11-24T12:00:00+00:00,04-visual,answer,,True", "a name"),
        (f"2026-11-24T12:00:00+00:00,{'x' * (LONGEST_NAME + 1)},answer,one,True", "a name"),
    ],
)
def test_a_file_with_a_line_that_is_no_attempt_is_refused_whole(
    progress: Progress, tmp_path: Path, line: str, why: str
) -> None:
    good = "2026-11-24T12:00:00+00:00,04-visual,answer,one,True"
    (tmp_path / "odd.csv").write_text(f"at,style,kind,item,correct\n{good}\n{line}\n")
    with pytest.raises(ValueError, match=f"line 3 is no attempt: .*{why}"):
        progress.from_csv(tmp_path / "odd.csv")
    assert progress.rows() == []


def test_a_file_of_something_else_is_refused(progress: Progress, tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("name,age\nAnn,7\n")
    with pytest.raises(ValueError, match="line 1: this is no file of progress"):
        progress.from_csv(tmp_path / "other.csv")


@pytest.mark.parametrize("name", ["", "x" * (LONGEST_NAME + 1)])
def test_a_name_has_bounds(progress: Progress, name: str) -> None:
    with pytest.raises(ValueError, match=f"has {len(name)} characters: use 1 to {LONGEST_NAME}"):
        progress.record("04-visual", Kind.STEP, name, correct=True)
    with pytest.raises(ValueError, match=f"has {len(name)} characters"):
        progress.record(name, Kind.STEP, "send", correct=True)
    assert progress.rows() == []


def test_the_newest_attempts_are_kept(progress: Progress, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("minikafka.lesson.progress.progress.MOST_ATTEMPTS", 3)
    for number in range(5):
        progress.record("04-visual", Kind.STEP, f"item-{number}", correct=True)
    assert [row.item for row in progress.rows()] == ["item-2", "item-3", "item-4"]


# Two notebooks at once

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
