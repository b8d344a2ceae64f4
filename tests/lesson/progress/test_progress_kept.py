"""What the quiz and the key moments keep in a learner's progress, and what they say when they cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from minikafka.lesson import KeyMoments, Lab, Quiz
from minikafka.lesson.content.visual.questions import QUESTIONS
from minikafka.lesson.progress.progress import Kind, Progress
from minikafka.lesson.widgets.key_moments import KeyMomentsPanel
from tests.lesson.on_cards import on_cards
from tests.lesson.shown import Shown


@pytest.fixture(autouse=True)
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MINIKAFKA_PROGRESS", str(tmp_path / "progress.sqlite"))
    return tmp_path / "progress.sqlite"


def kept() -> list[tuple[str, Kind, str, bool]]:
    return [(row.style, row.kind, row.item, row.correct) for row in Progress().rows()]


def test_each_check_is_kept() -> None:
    quiz = Quiz(style="04-visual")
    first = QUESTIONS[0]
    for option in ((first.answer() + 1) % 4, first.answer()):
        quiz.choose(first, option)
        quiz.check(first)
    assert kept() == [
        ("04-visual", Kind.ANSWER, first.name, False),
        ("04-visual", Kind.ANSWER, first.name, True),
    ]


def test_a_check_without_an_answer_is_no_attempt() -> None:
    Quiz(style="04-visual").check(QUESTIONS[0])
    assert kept() == []


def test_without_a_style_nothing_is_kept(path: Path) -> None:
    quiz = Quiz()
    quiz.choose(QUESTIONS[0], 0)
    quiz.check(QUESTIONS[0])
    moments = Shown(KeyMomentsPanel(KeyMoments(Lab())).widget)
    moments.buttons("Show me")[0].click()
    assert not path.exists()


def test_a_proof_that_is_shown_is_a_step() -> None:
    moments = Shown(KeyMomentsPanel(KeyMoments(Lab(), style="04-visual")).widget)
    for show in moments.buttons("Show me"):
        show.click()
    assert kept() == [
        ("04-visual", Kind.STEP, "not-stored-again", True),
        ("04-visual", Kind.STEP, "acknowledged-again", True),
        ("04-visual", Kind.STEP, "without-idempotence", True),
    ]


def test_the_text_of_a_quiz_does_not_depend_on_what_is_kept() -> None:
    before = repr(Quiz(style="04-visual"))
    Progress().record("04-visual", Kind.ANSWER, QUESTIONS[0].name, correct=True)
    assert repr(Quiz(style="04-visual")) == before


def test_a_quiz_goes_on_where_nothing_can_be_kept_and_says_so(path: Path) -> None:
    path.mkdir()
    quiz = Quiz(style="04-visual")
    first, *_, score = on_cards(quiz)
    assert "not kept" not in score.text
    first.choose(QUESTIONS[0].answer())
    first.press("Check")
    assert "1 of 3 correct." in score.text
    assert score.text.count("Your progress is not kept") == 1
