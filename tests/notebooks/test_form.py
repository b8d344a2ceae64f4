"""Every notebook is committed as `make notebooks` stores it, and reads as a lesson."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from nbformat import NotebookNode

from tools.notebooks import NOTEBOOKS, canonical, notebook_files, read, written

every_notebook = pytest.mark.parametrize("path", notebook_files(), ids=lambda path: str(path.relative_to(NOTEBOOKS)))


@every_notebook
def test_it_is_stored_in_canonical_form(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == written(canonical(read(path))), "run: make notebooks"


@every_notebook
def test_no_cell_fails(path: Path) -> None:
    kinds = {output.output_type for cell in read(path).cells for output in cell.get("outputs", [])}
    assert "error" not in kinds


@every_notebook
def test_a_sentence_stands_before_every_code_cell(path: Path) -> None:
    assert list(code_cells_without_sentence(read(path))) == []


def code_cells_without_sentence(notebook: NotebookNode) -> Iterator[str]:
    for before, cell in pairwise([NotebookNode(cell_type="none"), *notebook.cells]):
        if cell.cell_type == "code" and not (before.cell_type == "markdown" and has_sentence(before.source)):
            yield cell.source


def has_sentence(markdown: str) -> bool:
    return any(line.strip() and not line.startswith("#") for line in markdown.splitlines())
