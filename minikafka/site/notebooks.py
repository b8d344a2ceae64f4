"""The notebooks as the browser gets them: what cannot run there says so, and shows what it shows on a computer."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

from minikafka.site.absent_cells import Reader

OURS = "minikafka"  # of metadata: what course/notebook.mjs and course/newer.mjs read
MAGIC = "%%on_your_computer"  # kernel/python/on_your_computer.py
INSTEAD = "in_the_browser"  # of a cell's metadata: the code that runs there in its place


def copy_notebooks(source: Path, target: Path, stored: Path) -> Path:
    """Copy the notebooks below `source` to `target`, and return that.

    `stored` gets the outputs of cells that cannot run in a browser. JupyterLite's contents panel fails on data that is
    cut into lines, which is how Jupyter stores it.
    """
    for folder in (target, stored):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    for path in sorted(source.rglob("*.ipynb")):
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        notebook = json.loads(path.read_text(encoding="utf-8"))
        _fit(notebook, stored)
        copy.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
    return target


def _fit(notebook: dict[str, Any], stored: Path) -> None:
    _fit_code([cell for cell in notebook["cells"] if cell["cell_type"] == "code"], stored)
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
        cell["metadata"].setdefault(OURS, {})["origin"] = _digest(cell["source"])
    notebook["metadata"][OURS] = {"version": _digest(json.dumps(notebook["cells"]))}


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def _fit_code(cells: list[dict[str, Any]], stored: Path) -> None:
    first_panel = next((at for at, cell in enumerate(cells) if any(map(is_panel, cell["outputs"]))), 0)
    for cell in cells[: first_panel + 1]:  # where there is none, the first cell has what is there to press
        cell["metadata"][OURS] = {"at_the_start": True}
    reader = Reader()
    for cell in cells:
        _join(cell)
        cell["source"] = cell["metadata"].get(INSTEAD) or "".join(cell["source"])
        if not reader.can_run(cell["source"]):
            (stored / f"{cell['id']}.json").write_text(json.dumps(cell["outputs"]), encoding="utf-8")
            cell["source"] = f"{MAGIC} {cell['id']}\n{cell['source']}"


def starting_cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """The cells of a copied notebook that run as soon as its page is open."""
    return [cell for cell in notebook["cells"] if cell["metadata"].get(OURS, {}).get("at_the_start")]


def is_panel(output: dict[str, Any]) -> bool:
    """Whether an output is a lab; such a picture is the panel's."""
    return "".join(output.get("data", {}).get("text/plain", "")).startswith("Lab(")


def _join(cell: dict[str, Any]) -> None:
    for output in cell["outputs"]:
        data = output.get("data", {})
        data.update({kind: "".join(lines) for kind, lines in data.items() if isinstance(lines, list)})
