"""The form in which notebooks are committed."""

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from tools.notebooks import canonical, executed, written


def notebook(*sources: str) -> NotebookNode:
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{number}") for number, source in enumerate(sources)]
    made: NotebookNode = nbformat.v4.new_notebook(cells=cells)
    return made


def test_running_twice_gives_the_same_text() -> None:
    source = notebook("import sys\nprint('a')\nprint('b', flush=True)\nprint('c')", "1 + 1")
    first = written(canonical(executed(source)))
    assert written(canonical(executed(source))) == first
    assert '"text/plain": [\n       "2"' in first


def test_a_cell_that_fails_is_not_stored() -> None:
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        executed(notebook("1 / 0"))


def test_what_belongs_to_one_machine_or_one_moment_goes() -> None:
    messy = notebook("panel")
    messy.metadata = {"language_info": {"name": "python", "version": "3.11.7"}, "widgets": {"state": {}}}
    messy.cells[0].metadata = {"execution": {"iopub.status.busy": "2026-11-23"}, "tags": ["panel"]}
    stored = canonical(messy)
    assert stored.metadata.language_info == {"name": "python", "pygments_lexer": "ipython3"}
    assert stored.metadata.kernelspec.name == "python3"
    assert "widgets" not in stored.metadata
    assert stored.cells[0].metadata == {"deletable": False, "tags": ["panel"]}
    assert stored.cells[0].id == "cell-0"


def test_a_picture_stays_where_a_widget_was() -> None:
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "6f1c"}, "image/png": "iVBORw0="}
    shown = notebook("panel")
    shown.cells[0].outputs = [nbformat.v4.new_output("display_data", view)]
    assert canonical(shown).cells[0].outputs[0].data == {"image/png": "iVBORw0="}


def test_cells_are_counted_in_their_order() -> None:
    clicked = notebook("1", "2")
    for cell, count in zip(clicked.cells, (7, 3), strict=True):
        cell.execution_count = count
        cell.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "1"}, execution_count=count)]
    cells = canonical(clicked).cells
    assert [cell.execution_count for cell in cells] == [1, 2]
    assert [cell.outputs[0].execution_count for cell in cells] == [1, 2]
