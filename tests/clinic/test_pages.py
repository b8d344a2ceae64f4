"""docs/clinic is what the clinic says: a page for each kind of line, written by a tool."""

import re

import pytest

from minikafka.clinic.diagnoses import Diagnosis, diagnoses
from minikafka.clinic.formats import formats
from tools.clinic_pages import FOLDER, INDEX, file_name, files, pages

kinds = pytest.mark.parametrize("diagnosis", diagnoses().values(), ids=lambda diagnosis: diagnosis.kind)


def test_the_pages_are_those_that_the_tool_writes() -> None:
    stored = {name: (FOLDER / name).read_text(encoding="utf-8") for name in files()}
    assert stored == pages(), "run python -m tools.clinic_pages"


@kinds
def test_a_page_has_the_line_the_row_the_causes_and_the_cure(diagnosis: Diagnosis) -> None:
    page = (FOLDER / file_name(diagnosis)).read_text(encoding="utf-8")
    headings = re.findall(r"^## (.*)$", page, flags=re.MULTILINE)
    for heading in ("The row of the check", "Lost, or stored twice?", "What may be the cause", "What to do"):
        assert heading in headings
    assert f"# {diagnosis.title}\n" in page
    assert all(cure in page for cure in diagnosis.cures)


def test_every_format_stands_on_a_page() -> None:
    told = "".join(pages().values())
    assert [known.id for known in formats()[:-2] if known.format.split("<")[0].split("|")[0] not in told] == []


def test_every_link_leads_somewhere() -> None:
    for name, text in pages().items():
        for link in re.findall(r"\]\(([^)#]+)\)", text):
            assert (FOLDER / link).exists(), f"{name} links to {link}"
    assert (FOLDER / INDEX).exists()


def test_what_the_check_refuses_has_a_run_on_its_page() -> None:
    refused = {
        "gap", "old-resend", "restart-at-zero", "after-marker", "after-highest", "new-epoch-not-zero", "old-epoch",
        "first-not-zero", "duplicate", "too-large",
    }  # fmt: skip
    for kind in refused:
        page = pages()[file_name(diagnoses()[kind])]
        assert "```text\nStep" in page
        assert "![Time diagram" in page
