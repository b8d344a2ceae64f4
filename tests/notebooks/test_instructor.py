"""INSTRUCTOR.md: what it names is there, and the moves of its 45 and 90 minutes come to what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from minikafka.lesson import Lab, Quiz
from minikafka.lesson.content.challenge import Challenges
from minikafka.lesson.content.deep import predict
from minikafka.lesson.content.recall import Deck
from minikafka.lesson.widgets.front_end import module
from tests.lesson.on_cards import OnCard
from tests.lesson.widgets.pressed import Pressed
from tools.notebooks import NOTEBOOKS

INSTRUCTOR = (Path(__file__).parents[2] / "INSTRUCTOR.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(\d\d-[\w-]+)`, \*([^*]+)\*", INSTRUCTOR)
MOVES = INSTRUCTOR.partition("## 45 minutes")[2].partition("## Ask the room")[0]
ON_CARDS = {"Commit", "Start", "Check", "Turn the card", "I knew it", "Not yet"}


@pytest.fixture(autouse=True)
def own_progress(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINIKAFKA_PROGRESS", str(tmp_path / "progress.sqlite"))


@pytest.mark.parametrize(("notebook", "part"), NAMED)
def test_every_part_that_it_names_is_in_its_notebook(notebook: str, part: str) -> None:
    assert part in (NOTEBOOKS / f"{notebook}.ipynb").read_text(encoding="utf-8")


def test_every_button_of_the_longer_sessions_is_pressed_below_or_on_the_panel() -> None:
    buttons = set(re.findall(r"\*\*([^*]+)\*\*", MOVES))
    assert {name for name in buttons - ON_CARDS if f"'{name}'" not in module()} == set()
    assert buttons >= ON_CARDS


def test_in_pairs_they_commit_to_an_answer() -> None:
    card = OnCard(predict("window"))
    card.choose(0)
    card.press("Commit")
    assert card.button("Commit").disabled


def test_a_design_is_checked() -> None:
    sitting = Challenges()["store-twice"]
    card = OnCard(sitting)
    card.press("Start")
    assert sitting.problem
    for place, field in enumerate(sitting.problem.fields):
        answer = sitting.problem.solution()[field.name]
        card.choose(next(option.text for option in field.options if option.key == answer), place)
    card.press("Check")
    assert "Correct." in card.text


def test_the_three_questions_are_checked_together() -> None:
    quiz = Quiz(style="04-visual")
    for number in range(3):
        card = OnCard(quiz, number)
        card.choose(0)
        card.press("Check")
        assert card.page.one("div", "mk-feedback")


def test_after_a_restart_five_remembered_batches_have_become_one() -> None:
    panel = Pressed(Lab(sandbox=True))
    panel.press(*["send"] * 5)
    panel.do("restart", broker=0)
    assert "5 batches" in panel.rows[-1][3]
    assert panel.rows[-1][3].endswith("now 1")
    second_to_last, _ = panel.controls["sandbox"]["batches"][-2]
    panel.do("retry", number=second_to_last)
    assert "OUT_OF_ORDER_SEQUENCE_NUMBER" in " ".join(cell for row in panel.rows for cell in row)


def test_six_cards_are_turned_and_answered() -> None:
    card = OnCard(Deck(new_a_day=6))
    for number in range(6):
        card.press("Turn the card", "I knew it" if number % 2 else "Not yet")
    assert "3 cards" in card.page.one("ol", "mk-boxes").all("li")[1].text
