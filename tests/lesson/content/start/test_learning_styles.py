"""The list of the nine learning styles, and which of them are there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from minikafka.lesson import learning_styles
from minikafka.lesson.content.start.learning_styles import LEARNING_STYLES
from minikafka.lesson.progress.progress import LARGEST_CSV, Kind, Progress
from minikafka.lesson.widgets.styles import export, take_over

NAMES = ["Learn", "Why", "Deep", "Visual", "Try", "Challenge", "Project", "Recall", "Perf"]
CLINIC = "Clinic"
RECALL = LEARNING_STYLES[7]
NOTEBOOKS = Path(__file__).parents[4] / "notebooks"


def test_there_are_nine() -> None:
    assert [style.name for style in LEARNING_STYLES] == NAMES
    assert [style.file[:2] for style in LEARNING_STYLES] == [f"0{number}" for number in range(1, 10)]


def test_those_that_are_there_are_links(tmp_path: Path) -> None:
    (tmp_path / "04-visual.ipynb").touch()
    (tmp_path / "09-perf.ipynb").touch()
    lines = learning_styles(tmp_path).stored()["text/markdown"].splitlines()
    assert len(lines) == 10
    assert lines[3].startswith("- **[Visual](04-visual.ipynb)**")
    assert lines[8].startswith("- **[Perf](09-perf.ipynb)**")
    others = [line for number, line in enumerate(lines) if number not in {3, 8}]
    assert all("](" not in line and "(not there yet)" in line for line in others)


def test_where_no_notebook_is_there_is_no_link(tmp_path: Path) -> None:
    assert "](" not in learning_styles(tmp_path).stored()["text/markdown"]
    assert repr(learning_styles(tmp_path / "nowhere")).count("(not there yet)") == 10


def test_a_folder_is_no_notebook(tmp_path: Path) -> None:
    (tmp_path / "04-visual.ipynb").mkdir()
    assert "](" not in learning_styles(str(tmp_path)).stored()["text/markdown"]


def test_the_text_names_them_too(tmp_path: Path) -> None:
    (tmp_path / "01-learn.ipynb").touch()
    lines = repr(learning_styles(tmp_path)).splitlines()
    assert [line.partition(":")[0] for line in lines] == [*NAMES, CLINIC]
    assert ["(not there yet)" in line for line in lines] == [False, *[True] * 9]


def test_by_default_it_looks_where_we_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "](" not in learning_styles().stored()["text/markdown"]
    monkeypatch.chdir(NOTEBOOKS)
    assert "[Visual](04-visual.ipynb)" in learning_styles().stored()["text/markdown"]


def test_every_notebook_of_a_style_is_named_as_the_list_names_it() -> None:
    there = {path.name for path in NOTEBOOKS.glob("0[1-9]-*.ipynb")}
    assert there
    assert there - {"03-deep-rows.ipynb"} <= {style.file for style in LEARNING_STYLES}  # Deep has two


def test_one_says_that_a_beginner_begins_there(tmp_path: Path) -> None:
    (tmp_path / "01-learn.ipynb").touch()
    assert [line.endswith(". Begin here") for line in repr(learning_styles(tmp_path)).splitlines()] == [
        True,
        *[False] * 9,
    ]


def test_each_says_for_whom_it_is_and_how_long_it_takes(tmp_path: Path) -> None:
    (tmp_path / "08-recall.ipynb").touch()
    line = learning_styles(tmp_path).stored()["text/markdown"].splitlines()[7]
    assert (
        line == f"- **[Recall](08-recall.ipynb)**: keep it in memory, if you want to know it next month ({RECALL.time})"
    )
    assert len({style.whom for style in LEARNING_STYLES}) == 9


def progress_with(path: Path, *items: str) -> Progress:
    progress = Progress(path)
    for item in items:
        progress.record("04-visual", Kind.ANSWER, item, correct=True)
    return progress


def test_progress_that_was_exported_elsewhere_is_taken_over_once(tmp_path: Path) -> None:
    export(progress_with(tmp_path / "there", "first", "second"), tmp_path)
    here = progress_with(tmp_path / "here", "third")
    assert take_over(here, tmp_path) == "2 attempts are new here, from minikafka-progress.csv."
    assert take_over(here, tmp_path) == "0 attempts are new here, from minikafka-progress.csv."
    assert {row.item for row in here.rows()} == {"first", "second", "third"}


def test_of_several_exported_files_the_newest_is_taken_over(tmp_path: Path) -> None:
    there = progress_with(tmp_path / "there", "first")
    first, _ = export(there, tmp_path)
    export(progress_with(tmp_path / "there", "second"), tmp_path)
    os.utime(first, (0, 0))
    here = Progress(tmp_path / "here")
    assert take_over(here, tmp_path) == "2 attempts are new here, from minikafka-progress-2.csv."


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"a,b\n", "line 1: this is no file of progress, or a longer one than is kept"),
        (b"\xff", "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"),
        (b"x" * 200_000, "it is no CSV file: field larger than field limit (131072)"),
        (bytes(LARGEST_CSV + 1), "it is larger than 10 MB, and so no file of progress"),
    ],
    ids=["another table", "no text", "one long field", "too large"],
)
def test_a_file_that_is_no_progress_changes_nothing_and_says_why(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "minikafka-progress.csv").write_bytes(content)
    here = progress_with(tmp_path / "here", "first")
    assert take_over(here, tmp_path) == f"Nothing is taken over from minikafka-progress.csv: {told}."
    assert len(here.rows()) == 1


def test_without_a_file_it_says_where_to_put_one(tmp_path: Path) -> None:
    assert take_over(Progress(tmp_path / "here"), tmp_path).startswith("Put an exported file")
