"""What code, tests and documents cite of Kafka's rules is there: the sections of docs/kafka-rules.md, the scenarios."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conformance.scenarios import load_scenarios

ROOT = Path(__file__).parents[1]
RULES = ROOT / "docs" / "kafka-rules.md"
SECTIONS = frozenset(re.findall(r"^#{2,3} ([0-9]+(?:\.[0-9]+)?) ", RULES.read_text(encoding="utf-8"), re.MULTILINE))
SECTION = "\N{SECTION SIGN}"
FOLDERS = ("minikafka", "tests", "tools", "benchmarks", "docs")
FILES = [
    path
    for folder in FOLDERS
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".py", ".md", ".yaml", ".java"} and path != Path(__file__)
]
TEXTS = {path.relative_to(ROOT): path.read_text(encoding="utf-8") for path in [*FILES, *ROOT.glob("*.md")]}
CITING = [path for path, text in TEXTS.items() if SECTION in text]


def test_many_files_cite_the_rules() -> None:
    assert len(CITING) > 20
    assert len(SECTIONS) > 20


@pytest.mark.parametrize("path", CITING, ids=str)
def test_every_section_that_is_cited_is_there(path: Path) -> None:
    cited = re.findall(rf"{SECTION}([0-9]+(?:\.[0-9]+)?)", TEXTS[path])
    assert len(cited) == TEXTS[path].count(SECTION)
    assert [section for section in cited if section not in SECTIONS] == []


@pytest.mark.parametrize("path", [path for path in CITING if ROOT / path != RULES], ids=str)
def test_a_line_that_cites_a_section_says_of_which_document(path: Path) -> None:
    lines = [line for line in TEXTS[path].splitlines() if SECTION in line]
    assert [line for line in lines if f"kafka-rules.md {SECTION}" not in line] == []


def test_every_scenario_that_the_rules_name_is_there() -> None:
    named = set(re.findall(r"\b[A-L][0-9]{2}\b", RULES.read_text(encoding="utf-8")))
    assert len(named) > 60
    assert named - {scenario.id for scenario in load_scenarios()} == set()
