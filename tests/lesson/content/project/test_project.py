"""What the project keeps of a learner's work."""

from __future__ import annotations

from pathlib import Path

import pytest

from minikafka.lesson.content.project import Project
from minikafka.lesson.progress.progress import Kind, Progress
from tests.lesson.content.project import checks


@pytest.fixture(autouse=True)
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MINIKAFKA_PROGRESS", str(tmp_path / "progress.sqlite"))
    return tmp_path / "progress.sqlite"


def kept() -> list[tuple[str, bool]]:
    rows = Progress().rows()
    assert {(row.style, row.kind) for row in rows} <= {("07-project", Kind.STEP)}
    return [(row.item, row.correct) for row in rows]


def test_the_stub_is_no_attempt() -> None:
    Project(style="07-project").review(checks.stub)
    assert kept() == []


def test_a_step_is_kept_when_it_is_done_and_only_once() -> None:
    project = Project(style="07-project")
    for check in (checks.with_step_1, checks.with_step_1, checks.solution, checks.solution):
        project.review(check)
    assert kept() == [("store", True), ("recognise", True), ("refuse", True), ("finish", True)]


def test_a_mistake_in_the_current_step_is_an_attempt() -> None:
    project = Project(style="07-project")
    project.review(checks.stores_everything)
    project.review(checks.forgets_the_wrap)
    assert kept() == [("store", True), ("recognise", False), ("recognise", True), ("refuse", True), ("finish", False)]


def test_without_a_style_nothing_is_kept() -> None:
    Project().review(checks.solution)
    assert kept() == []


def test_progress_that_cannot_be_kept_is_said_and_stops_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MINIKAFKA_PROGRESS", str(tmp_path / "file" / "progress.sqlite"))
    found = Project(style="07-project").review(checks.solution)
    assert found.passed == 70
    assert found.notice
