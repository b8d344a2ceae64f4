"""Run the notebooks again and store what they show, in the one form in which they are committed.

The same run gives the same file: no time stamps, no versions of a machine, no widget state, cells counted from 1
in their order. So a change in a notebook's file is a change in the lesson.
"""

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from traitlets.config import Config

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"

# A stored view has no widget behind it: JupyterLab would show an error where the picture could be.
_WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
_CELL_METADATA = {"jupyter", "tags"}
# A stray `dd` deletes no cell of the lesson, and a stray Enter changes no text; code is the learner's to change.
_PROTECTED = {"code": {"deletable": False}, "markdown": {"deletable": False, "editable": False}}
_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python", "pygments_lexer": "ipython3"},
}


def notebook_files(names: Sequence[str] = ()) -> list[Path]:
    """Return the course's notebooks in the order in which they are read; with `names`, those: `04-visual`."""
    paths = sorted(path for path in NOTEBOOKS.rglob("*.ipynb") if path.parent.name != ".ipynb_checkpoints")
    return [path for path in paths if not names or path.stem in names]


def read(path: Path) -> NotebookNode:
    """Read a notebook and check it against the notebook format."""
    notebook: NotebookNode = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return notebook


def written(notebook: NotebookNode) -> str:
    """Return the text of a notebook's file."""
    text: str = nbformat.writes(notebook)
    return text.rstrip("\n") + "\n"


def executed(notebook: NotebookNode) -> NotebookNode:
    """Run all cells of `notebook` in a new kernel, as from the notebooks' own directory.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell failed.
    """
    with tempfile.TemporaryDirectory() as own:
        client = NotebookClient(
            notebook,
            kernel_name="python3",
            record_timing=False,
            coalesce_streams=True,
            # Sockets that are files: a port that was free may be taken by the time the kernel wants it.
            config=Config(KernelManager={"transport": "ipc", "ip": str(Path(own) / "kernel")}),
            store_widget_state=False,
            resources={"metadata": {"path": NOTEBOOKS}},
        )
        progress = {"MINIKAFKA_PROGRESS": str(Path(own) / "progress.sqlite")}  # not the learner's
        return client.execute(env=os.environ | progress)


def canonical(notebook: NotebookNode) -> NotebookNode:
    """Return `notebook` in the form in which it is committed; cell ids, sources and tags stay."""
    cells = [_canonical_cell(cell) for cell in notebook.cells]
    code_cells = [cell for cell in cells if cell.cell_type == "code"]
    for count, cell in enumerate(code_cells, start=1):
        _set_count(cell, count)
    return _node({"cells": cells, "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5})


def _canonical_cell(cell: NotebookNode) -> NotebookNode:
    metadata = {key: value for key, value in cell.metadata.items() if key in _CELL_METADATA}
    copy = _node({**cell, "metadata": metadata | _PROTECTED.get(cell.cell_type, {})})
    for output in copy.get("outputs", []):
        output.get("data", {}).pop(_WIDGET_VIEW, None)
    return copy


def _node(content: dict[str, Any]) -> NotebookNode:
    node: NotebookNode = nbformat.from_dict(content)
    return node


def _set_count(cell: NotebookNode, count: int) -> None:
    cell.execution_count = count
    for output in cell.outputs:
        if output.output_type == "execute_result":
            output.execution_count = count


def main(names: Sequence[str]) -> None:
    """Run and store every notebook, or those named."""
    for path in notebook_files(names):
        print(path.name, file=sys.stderr)
        path.write_text(written(canonical(executed(read(path)))), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
