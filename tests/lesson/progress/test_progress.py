"""A learner's progress: what is kept, what is read back, and what goes to another place and comes from there."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

import pytest

from minikafka.lesson.progress.progress import LONGEST_NAME, Attempt, Kind, Progress, StyleProgress
from tests.lesson.progress.conftest import NOON


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
