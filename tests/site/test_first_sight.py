"""A notebook as a page shows it before JupyterLab is there."""

import json
from pathlib import Path
from typing import Any

from minikafka.site.first_sight import first_sight, write_first_sights


def code(source: str, *outputs: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "outputs": [*outputs], "metadata": metadata}


def text(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": source, "metadata": {}}


def shown(*cells: dict[str, Any]) -> str:
    return first_sight({"cells": [*cells]})


def test_text_is_rendered_with_its_tables() -> None:
    assert "<h1>A title</h1>" in shown(text("# A title"))
    assert "<td>1</td>" in shown(text("| a |\n|---|\n| 1 |"))


def test_code_is_shown_as_it_is_written() -> None:
    assert "<pre>if a &lt; b: pass</pre>" in shown(code("if a < b: pass"))


def test_a_picture_comes_with_its_words_and_printed_lines_as_they_are() -> None:
    picture = {"output_type": "display_data", "data": {"image/png": "AAAA\n", "text/plain": "a <chart>"}}
    printed = {"output_type": "stream", "text": "1 < 2"}
    page = shown(code("chart", picture, printed))
    assert '<img src="data:image/png;base64,AAAA" alt="a &lt;chart&gt;">' in page
    assert "<pre>1 &lt; 2</pre>" in page


def test_the_run_plays_where_the_first_panel_is() -> None:
    start = {"minikafka": {"at_the_start": True}}
    page = shown(code("x = 1", **start), code("lab", **start), code("other"))
    assert page.count("mk-meanwhile") == 1
    assert page.index("<pre>lab") < page.index("mk-meanwhile") < page.index("<pre>other")


def test_every_notebook_has_one_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "notebooks/deep").mkdir(parents=True)
    (tmp_path / "notebooks/deep/one.ipynb").write_text(json.dumps({"cells": [text("*yes*")]}))
    write_first_sights(tmp_path / "notebooks", tmp_path / "sights")
    written = json.loads((tmp_path / "sights/deep/one.ipynb.json").read_text())
    assert "<em>yes</em>" in written
