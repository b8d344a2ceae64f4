"""The notebooks as the browser gets them: what cannot run there says so, and shows what it shows on a computer."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from minikafka.site.absent_cells import Reader

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
    reader = Reader()
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        _join(cell)
        cell["source"] = cell["metadata"].get(INSTEAD) or "".join(cell["source"])
        if not reader.can_run(cell["source"]):
            (stored / f"{cell['id']}.json").write_text(json.dumps(cell["outputs"]), encoding="utf-8")
            cell["source"] = f"{MAGIC} {cell['id']}\n{cell['source']}"


def _join(cell: dict[str, Any]) -> None:
    for output in cell["outputs"]:
        data = output.get("data", {})
        data.update({kind: "".join(lines) for kind, lines in data.items() if isinstance(lines, list)})
