"""The notebooks as JupyterLite reads them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any


def copy_notebooks(source: Path, target: Path) -> Path:
    """Copy the notebooks below `source` to `target`, and return that.

    JupyterLite's contents panel fails on data that is cut into lines, which is how Jupyter stores it.
    """
    shutil.rmtree(target, ignore_errors=True)
    for path in sorted(source.rglob("*.ipynb")):
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        notebook = json.loads(path.read_text(encoding="utf-8"))
        copy.write_text(json.dumps(_joined(notebook), ensure_ascii=False), encoding="utf-8")
    return target


def _joined(notebook: dict[str, Any]) -> dict[str, Any]:
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            data.update({kind: "".join(lines) for kind, lines in data.items() if isinstance(lines, list)})
    return notebook
