"""The recipes of CONTRIBUTING.md, followed: what is added in the files that they name is there for a learner."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from minikafka.engine.network import Fault
from minikafka.lesson import Quiz
from minikafka.lesson.content.challenge.design import FAULTS, NO_FAULT
from minikafka.lesson.content.deep import decision_table as shown_table
from minikafka.lesson.content.start import learning_styles as styles
from minikafka.lesson.content.why import questions
from minikafka.lesson.progress.progress import Kind, Progress
from minikafka.lesson.widgets.styles import shares
from tests.lesson.on_cards import on_cards

ROOT = Path(__file__).parents[2]
RECIPES = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## Adding")[2].partition("\n## ")[0]


def files_of(recipe: str) -> list[Path]:
    """The modules that a recipe names."""
    (text,) = (part for part in RECIPES.split("\n- ") if part.startswith(f"**{recipe}**"))
    return [ROOT / name for name in re.findall(r"`(minikafka/[\w/]+\.py)`", text)]


def test_every_file_that_a_recipe_names_is_there() -> None:
    named = re.findall(r"`(minikafka/[\w/]+\.py)`", RECIPES)
    assert len(named) >= 6
    assert all((ROOT / name).is_file() for name in named)


def test_a_fault_of_the_network_is_told_in_three_files_and_in_each_of_them() -> None:
    files = files_of("A fault of the network")
    assert len(files) == 3
    for fault in Fault:
        assert all(fault.name in file.read_text(encoding="utf-8") for file in files), fault
    assert {choice.key for choice in FAULTS} == {NO_FAULT, *(fault.name for fault in Fault)}


def test_a_column_is_a_key_of_its_row(monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules["minikafka.lesson.content.deep.decision_table"]
    row = module.row_of
    monkeypatch.setattr(module, "row_of", lambda rule: {"Again": rule.row} | row(rule))
    table = shown_table()
    assert next(iter(table.columns)) == "Again"
    assert repr(table).startswith("Again")
    assert ">Again</th>" in table._repr_html_()


def test_a_question_in_the_file_of_a_notebook_is_asked_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    added = replace(questions.QUESTIONS[0], name="added", text="And this one?")
    monkeypatch.setattr(questions, "QUESTIONS", (*questions.QUESTIONS, added))
    *_, card, _score = on_cards(Quiz(questions.QUESTIONS))
    card.choose(added.answer())
    card.press("Check")
    assert "And this one?" in card.text
    assert "Correct." in card.text
    assert (Kind.ANSWER, "added") in Kind.ANSWER.of(questions.QUESTIONS)


def test_a_style_is_a_folder_with_items_and_a_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MINIKAFKA_PROGRESS", str(tmp_path / "progress.sqlite"))
    folder = ModuleType("minikafka.lesson.content.added")
    folder.__dict__.update(ITEMS=((Kind.STEP, "first"), (Kind.STEP, "second")), __spec__=styles.__spec__)
    monkeypatch.setitem(sys.modules, folder.__name__, folder)
    added = styles.style("Added", "10-added.ipynb", "one more", "nine are too few")
    Progress().record("10-added", Kind.STEP, "second", correct=True)
    assert added.key == "10-added"
    (share,) = shares([added], Progress()).values()
    assert (share.done, share.all) == (1, 2)


def test_every_card_of_start_here_has_its_folder_but_the_sandbox() -> None:
    content = ROOT / "minikafka" / "lesson" / "content"
    folders = {path.parent.name for path in content.glob("*/__init__.py")} - {"start"}
    cards = (*styles.LEARNING_STYLES, styles.CLINIC)
    assert folders == {style.key.partition("-")[2] for style in cards} - {"try"}
