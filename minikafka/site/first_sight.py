"""A notebook as a page shows it before JupyterLab is there: its text, its code and its pictures, as plain HTML.

The page lays them out as JupyterLab does (site/course/sight.css), so that nothing moves when that takes over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mistune
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from minikafka.site.first_shown import first_shown
from minikafka.site.notebooks import starting_cells

_markdown = mistune.create_markdown(escape=False, plugins=["table"])
_lexer = PythonLexer(stripall=True)
_formatter = HtmlFormatter(nowrap=True)
_TEXT = '<section class="mk-text"><i class="mk-prompt"></i><div class="mk-words">{text}</div></section>'
_CODE = Markup('<section>{prompt}<pre class="mk-code" tabindex="0">{source}</pre>{outputs}</section>')
_PROMPT = Markup('<i class="mk-prompt">[{count}]:</i>')
_PLACE = Markup('<i class="mk-prompt">[1]:</i><div class="mk-output"><div class="mk-meanwhile"></div></div>')
_WORDS = Markup('<div class="mk-words">{}</div>')
_PRINTED = Markup('<pre class="mk-printed">{}</pre>')
_PICTURE = Markup('<img src="data:image/png;base64,{data}" alt="{words}">')
_LINK = re.compile(r'href="([\w-]+\.ipynb)')


def write_first_sights(notebooks: Path, target: Path) -> None:
    """Write one file for each notebook below `notebooks`, with the same path and ``.json`` behind it.

    It has the ``page``, and the ``run`` that plays in it or the ``widget`` that rests in it, if there is either.
    """
    for path in notebooks.rglob("*.ipynb"):
        written = target / f"{path.relative_to(notebooks)}.json"
        written.parent.mkdir(parents=True, exist_ok=True)
        notebook = json.loads(path.read_text(encoding="utf-8"))
        shown = first_shown(notebook)
        sight = {"page": first_sight(notebook, has_place=bool(shown)), **shown}
        written.write_text(json.dumps(sight, ensure_ascii=False), encoding="utf-8")


def first_sight(notebook: dict[str, Any], *, has_place: bool) -> str:
    """The notebook's cells; below the last of those that run at the start, there may be a place for what is shown."""
    places = starting_cells(notebook)[-1:] if has_place else []
    page = "\n".join(_cell(cell, is_place=cell in places) for cell in notebook["cells"])
    return _LINK.sub(r'href="?path=\1', page)  # a page of ours opens one notebook


def _cell(cell: dict[str, Any], *, is_place: bool) -> str:
    if cell["cell_type"] != "code":
        return _TEXT.format(text=_markdown(cell["source"]))
    source = Markup(highlight(cell["source"], _lexer, _formatter).rstrip("\n"))  # noqa: S704 - pygments escapes it
    prompt = _PROMPT.format(count=cell["execution_count"] or " ")
    return _CODE.format(prompt=prompt, source=source, outputs=_PLACE if is_place else Markup("").join(_outputs(cell)))


def _outputs(cell: dict[str, Any]) -> Iterator[Markup]:
    for output in cell["outputs"]:
        prompt = _PROMPT.format(count=output["execution_count"]) if output.get("execution_count") else Markup("<i></i>")
        yield prompt + Markup('<div class="mk-output" tabindex="0">{}</div>').format(_output(output))


def _output(output: dict[str, Any]) -> Markup:
    if output["output_type"] == "stream":
        return _PRINTED.format("".join(output["text"]))
    data = output["data"]
    words = "".join(data["text/plain"])
    if "text/html" in data:
        return _WORDS.format(Markup(data["text/html"]))  # noqa: S704 - what our own notebooks store
    if "text/markdown" in data:
        return _WORDS.format(Markup(_markdown(data["text/markdown"])))  # noqa: S704
    if "image/png" in data:
        return _PICTURE.format(data="".join(data["image/png"]).strip(), words=words)
    return Markup("<pre>{}</pre>").format(words)
