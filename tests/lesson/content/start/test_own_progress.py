"""The learner's share of each style, and the export that overwrites nothing."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from minikafka.lesson.content.start.learning_styles import LEARNING_STYLES
from minikafka.lesson.progress.progress import Kind, Progress
from minikafka.lesson.widgets.styles import Share, export, shares

VISUAL, RECALL = LEARNING_STYLES[3], LEARNING_STYLES[7]


def test_every_style_has_a_share_from_the_beginning() -> None:
    assert list(shares(LEARNING_STYLES, Progress())) == list(LEARNING_STYLES)
    assert all(share.done == 0 for share in shares(LEARNING_STYLES, Progress()).values())


def test_an_item_is_done_once_it_succeeded() -> None:
    progress = Progress()
    for correct in (False, True, True):
        progress.record("04-visual", Kind.ANSWER, "first-ack", correct=correct)
    progress.record("08-recall", Kind.CARD, "window", correct=False)
    assert shares(LEARNING_STYLES, progress)[VISUAL] == Share(1, 6)
    assert shares(LEARNING_STYLES, progress)[RECALL].done == 0


def test_what_is_no_longer_in_the_course_does_not_count() -> None:
    progress = Progress()
    progress.record("04-visual", Kind.ANSWER, "a question that is no more", correct=True)
    progress.record("04-visual", Kind.CARD, "first-ack", correct=True)
    progress.record("10-gone", Kind.ANSWER, "first-ack", correct=True)
    assert shares(LEARNING_STYLES, progress)[VISUAL].done == 0


@pytest.mark.parametrize(("share", "complete"), [((0, 0), False), ((2, 3), False), ((3, 3), True)])
def test_a_style_is_complete_when_all_is_done(share: tuple[int, int], complete: bool) -> None:
    assert Share(*share).is_complete is complete


def test_an_export_holds_every_attempt_and_a_second_one_takes_another_name(tmp_path: Path) -> None:
    progress = Progress()
    progress.record("04-visual", Kind.ANSWER, "first-ack", correct=False)
    first, count = export(progress, tmp_path)
    before = first.read_bytes()
    progress.record("04-visual", Kind.ANSWER, "first-ack", correct=True)
    second, count_of_second = export(progress, tmp_path)
    assert (first.name, second.name) == ("minikafka-progress.csv", "minikafka-progress-2.csv")
    assert (count, count_of_second) == (1, 2)
    assert first.read_bytes() == before
    with second.open(newline="", encoding="utf-8") as file:
        assert [row["correct"] for row in csv.DictReader(file)] == ["False", "True"]


def test_where_nothing_can_be_written_the_error_is_told(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file or directory"):
        export(Progress(), tmp_path / "nowhere")
