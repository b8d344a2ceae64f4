"""Every notebook can be pressed at once, takes the minutes that it says, and says nothing that another one says."""

import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from nbformat import NotebookNode

from minikafka.lesson.content.start.learning_styles import CLINIC, LEARNING_STYLES
from minikafka.lesson.widgets.styles import LearningStyle
from tools.minutes import effort
from tools.notebooks import NOTEBOOKS, notebook_files, read

WORDS_BEFORE_THE_FIRST_PRESS = 60
MOST_MINUTES = {"03-deep": 15, "03-deep-rows": 15, "07-project": 20, "10-clinic": 20}
USUAL_MINUTES = 10
SHORT, ALIKE = 8, 0.8  # words in a sentence that may return; share of words in common from which two are alike

LESSONS = [path for path in notebook_files() if path.parent == NOTEBOOKS]
every_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


@every_lesson
def test_something_can_be_pressed_within_sixty_words(path: Path) -> None:
    words = 0
    for cell in read(path).cells:
        if cell.cell_type == "code":
            break
        words += len(cell.source.split())
    assert words <= WORDS_BEFORE_THE_FIRST_PRESS


@every_lesson
def test_the_first_cell_shows_what_is_pressed(path: Path) -> None:
    first = next(cell for cell in read(path).cells if cell.cell_type == "code")
    assert first.outputs


@pytest.mark.parametrize("style", [*LEARNING_STYLES, CLINIC], ids=lambda style: style.key)
def test_the_card_says_the_minutes_that_it_takes(style: LearningStyle) -> None:
    assert style.minutes == effort(read(NOTEBOOKS / style.file), style.key).minutes


@every_lesson
def test_it_takes_no_longer_than_its_kind_may(path: Path) -> None:
    assert effort(read(path), path.stem).minutes <= MOST_MINUTES.get(path.stem, USUAL_MINUTES)


@every_lesson
def test_no_key_deletes_a_cell_and_no_key_changes_the_text(path: Path) -> None:
    cells = read(path).cells
    assert all(cell.metadata.get("deletable") is False for cell in cells)
    assert all(cell.metadata.get("editable") is False for cell in cells if cell.cell_type == "markdown")


def sentences(notebook: NotebookNode) -> Iterator[frozenset[str]]:
    prose = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    prose = re.sub(r"^\s*([#>|*-]|\d+\.).*$", "\n", prose, flags=re.MULTILINE)  # headings, lists and tables name things
    for sentence in re.split(r"(?<=[.?!:])\s|\n\n", prose):
        words = re.findall(r"\w+", sentence.lower())
        if len(words) >= SHORT:
            yield frozenset(words)


def alike(first: frozenset[str], second: frozenset[str]) -> bool:
    return len(first & second) >= ALIKE * len(first | second)


def test_nothing_is_told_twice() -> None:
    told = [(path.stem, sentence) for path in LESSONS for sentence in sentences(read(path))]
    twice = [
        f"{one} and {other}: {' '.join(sorted(first))}"
        for (one, first), (other, second) in combinations(told, 2)
        if one != other and alike(first, second)
    ]
    assert twice == []
