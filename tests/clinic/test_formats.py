"""The formats: all of them are there, each knows its own example, and none is slow on a hostile line."""

import time
from pathlib import Path

import pytest

from minikafka.clinic.diagnoses import diagnoses
from minikafka.clinic.formats import Format, formats, literals_by_stem, stems
from minikafka.clinic.line_text import MAX_LINE
from minikafka.clinic.recognition import recognise

REAL_LINES = [
    line.split("\t", 2)
    for line in (Path(__file__).parent / "real-lines.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def test_all_formats_of_fifteen_programs_are_known() -> None:
    assert len(formats()) == 164 + 2  # and a refusal that is cut, and an error's bare name
    assert len({known.program for known in formats()} - {"any"}) == 15


@pytest.mark.parametrize("known", formats(), ids=lambda known: known.id)
def test_a_format_knows_its_own_example_first(known: Format) -> None:
    assert [finding.format.id for finding in recognise(known.example)] == [known.id]


@pytest.mark.parametrize("known", formats(), ids=lambda known: known.id)
def test_the_quick_search_passes_over_no_example(known: Format) -> None:
    line = known.example.encode()
    hits = [stem for stem, literals in literals_by_stem().items() if stem in line and any(x in line for x in literals)]
    assert hits


def test_every_literal_is_searched_for_under_one_stem() -> None:
    searched = [literal for literals in literals_by_stem().values() for literal in literals]
    assert set(searched) == {literal.encode() for known in formats() for literal in known.literals}
    assert len(stems()) < 20, "each one costs a pass over the log"


@pytest.mark.parametrize(("identifier", "source", "line"), REAL_LINES, ids=lambda value: str(value)[:40])
def test_a_real_line_is_recognised(identifier: str, source: str, line: str) -> None:
    assert [finding.format.id for finding in recognise(line)] == [identifier]


def test_every_kind_has_a_diagnosis_and_every_diagnosis_is_complete() -> None:
    for diagnosis in diagnoses().values():
        assert all([diagnosis.title, diagnosis.saw, diagnosis.fate, diagnosis.causes, diagnosis.cures])
    assert {known.kind for known in formats()} - {"by-code", "by-text", "out-of-order"} <= set(diagnoses())


@pytest.mark.parametrize("known", formats(), ids=lambda known: known.id)
def test_no_hostile_line_takes_a_regular_expression_long(known: Format) -> None:
    """The example again and again, cut so that nothing fits at the end."""
    start = time.process_time()
    for part in (known.example[:-1], known.example[: len(known.example) // 2], known.literals[0], "1", "a-1:", '"a" '):
        line = (known.literals[0] + part * (MAX_LINE // len(part)))[:MAX_LINE]
        known.pattern.search(line)
        for _, pattern in known.field_patterns:
            pattern.search(line)
    assert time.process_time() - start < 2
