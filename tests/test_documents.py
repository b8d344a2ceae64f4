"""What the documents for people point at is there."""

import re
from pathlib import Path

import pytest

from tools.notebooks import read

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
INSTRUCTOR = (ROOT / "INSTRUCTOR.md").read_text(encoding="utf-8")
PAGES_ON_GITHUB = "../../deployments/github-pages"  # relative to the repository there
PLACES = re.findall(r"`(\d\d-[a-z-]+)`, \*([^*]+)\*", INSTRUCTOR)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_is_linked_is_there(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists() and link != PAGES_ON_GITHUB] == []


def test_the_instructor_is_sent_to_several_places() -> None:
    assert len(PLACES) >= 8


@pytest.mark.parametrize(("notebook", "place"), PLACES, ids=str)
def test_a_place_that_the_instructor_is_sent_to_is_there(notebook: str, place: str) -> None:
    cells = read(ROOT / "notebooks" / f"{notebook}.ipynb").cells
    prose = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert place.lower() in prose.lower()
