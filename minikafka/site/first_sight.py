"""A notebook as a page shows it before JupyterLab is there: its text, its code and its pictures, as plain HTML."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mistune
from markupsafe import Markup, escape

_markdown = mistune.create_markdown(escape=False, plugins=["table"])
_CODE = Markup('<section><div class="mk-code"><pre>{source}</pre></div>{outputs}</section>')
_PANEL = Markup('<div class="mk-meanwhile"></div>')
_PICTURE = Markup('<img src="data:image/png;base64,{data}" alt="{words}">')


def write_first_sights(notebooks: Path, target: Path) -> None:
    """Write one file for each notebook below `notebooks`, with the same path and ``.json`` behind it: a string."""
    for path in notebooks.rglob("*.ipynb"):
        page = target / f"{path.relative_to(notebooks)}.json"
        page.parent.mkdir(parents=True, exist_ok=True)
        sight = first_sight(json.loads(path.read_text(encoding="utf-8")))
        page.write_text(json.dumps(sight, ensure_ascii=False), encoding="utf-8")


def first_sight(notebook: dict[str, Any]) -> str:
    """The notebook's cells; the last of those that run at the start is where a stored run plays meanwhile."""
    cells = notebook["cells"]
    starting = [cell for cell in cells if cell["metadata"].get("minikafka", {}).get("at_the_start")]
    return "\n".join(_cell(cell, plays=bool(starting) and cell is starting[-1]) for cell in cells)


def _cell(cell: dict[str, Any], *, plays: bool) -> str:
    if cell["cell_type"] != "code":
        return f"<section>{_markdown(cell['source'])}</section>"
    return _CODE.format(source=cell["source"], outputs=_PANEL if plays else Markup("").join(_outputs(cell)))


def _outputs(cell: dict[str, Any]) -> Iterator[Markup]:
    for output in cell["outputs"]:
        data = output.get("data", {"text/plain": output.get("text", "")})
        words = escape("".join(data.get("text/plain", "")))
        if "text/html" in data:
            yield Markup(data["text/html"])  # noqa: S704 - what our own notebooks store
        elif "image/png" in data:
            yield _PICTURE.format(data="".join(data["image/png"]).strip(), words=words)
        else:
            yield Markup("<pre>{words}</pre>").format(words=words)
