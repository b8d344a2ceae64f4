"""docs/concepts.md: each fact has a cell that proves it and a question that asks it, and none of either is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from minikafka.engine.sequence_check import OPEN_TRANSACTION, RULES
from minikafka.lesson.content.deep import MYTHS
from tests.lesson.course_questions import course_questions

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "concepts.md").read_text(encoding="utf-8")
NOTEBOOKS = {path.stem: nbformat.read(path, as_version=4) for path in (ROOT / "notebooks").glob("*.ipynb")}
CLAIMS = 17  # so many misconceptions has kafka-rules.md §8


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of the page; ``cells`` and ``questions`` are pairs of a notebook and a name."""

    rule: str
    fact: str
    cells: tuple[tuple[str, str], ...]
    questions: tuple[tuple[str, str], ...]


def pairs(text: str, separator: str) -> tuple[tuple[str, str], ...]:
    return tuple((pair[0], pair[1]) for pair in re.findall(rf"`([\w-]+){separator}([^`]+)`", text))


def facts() -> Iterator[Fact]:
    for line in PAGE.splitlines():
        if line.startswith("| ") and not line.startswith("| Rule |"):
            rule, fact, proved, asked = (part.strip() for part in line.strip("|").split("|"))
            yield Fact(rule, fact, pairs(proved, "#"), pairs(asked, ": "))


FACTS = tuple(facts())
every_fact = pytest.mark.parametrize("fact", FACTS, ids=lambda fact: f"{fact.rule}: {fact.fact[:30]}")

QUESTIONS = set(course_questions())


@every_fact
def test_it_has_a_cell_that_shows_something(fact: Fact) -> None:
    assert fact.cells
    for notebook, cell_id in fact.cells:
        (cell,) = (cell for cell in NOTEBOOKS[notebook].cells if cell.id == cell_id)
        assert cell.cell_type == "code"
        assert cell.outputs, f"{notebook}#{cell_id} shows nothing"


@every_fact
def test_it_has_a_question_that_is_asked(fact: Fact) -> None:
    assert fact.questions
    assert set(fact.questions) <= QUESTIONS


def test_every_question_of_the_course_asks_a_fact() -> None:
    asked = {question for fact in FACTS for question in fact.questions}
    assert asked == QUESTIONS, "add the fact to docs/concepts.md"


def test_every_row_of_the_check_is_there_once_and_in_order() -> None:
    rows = [fact.rule for fact in FACTS if fact.rule.startswith("row ")]
    assert rows == [f"row {rule.row}" for rule in (*RULES, OPEN_TRANSACTION)]


def test_every_claim_is_ended_or_left_out_with_a_reason() -> None:
    ended = [int(fact.rule.removeprefix("claim ")) for fact in FACTS if fact.rule.startswith("claim ")]
    (left_out,) = re.findall(r"^Left out: claim (\d+), .*\. It is", PAGE, re.MULTILINE)
    assert [*ended, int(left_out)] == list(range(1, CLAIMS + 1))


def test_every_myth_of_the_deep_lesson_is_a_claim() -> None:
    claims = {question for fact in FACTS if fact.rule.startswith("claim ") for question in fact.questions}
    assert {("03-deep", myth.name) for myth in MYTHS} <= claims


def test_the_claims_that_the_deep_lesson_quotes_are_there_in_its_words() -> None:
    prose = "\n".join(cell.source for cell in NOTEBOOKS["03-deep-rows"].cells if cell.cell_type == "markdown")
    quoted = {quote.rstrip(".") for quote in re.findall(r"\*\*“(.+?)”\*\*", prose)}
    assert len(quoted) >= 6
    assert quoted <= {fact.fact for fact in FACTS}
