"""A notebook as a page shows it before JupyterLab is there."""

import json
from pathlib import Path
from typing import Any

from minikafka.site.first_sight import first_sight, write_first_sights


def code(source: str, *outputs: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "outputs": [*outputs], "metadata": metadata, "execution_count": 7}


def text(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": source, "metadata": {}}


def shown(*cells: dict[str, Any], has_place: bool = False) -> str:
    return first_sight({"cells": [*cells]}, has_place=has_place)


def output(**data: str) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {kind.replace("_", "/"): value for kind, value in data.items()}}


def test_text_is_rendered_with_its_tables() -> None:
    assert "<h1>A title</h1>" in shown(text("# A title"))
    assert "<td>1</td>" in shown(text("| a |\n|---|\n| 1 |"))


def test_a_link_to_a_notebook_opens_its_page() -> None:
    page = shown(text("[Learn](01-learn.ipynb), [Kafka](https://kafka.apache.org)"))
    assert '<a href="?path=01-learn.ipynb">' in page
    assert '<a href="https://kafka.apache.org">' in page


def test_code_is_coloured_and_stays_what_it_is() -> None:
    page = shown(code("if a < b: pass"))
    assert '<span class="k">if</span>' in page
    assert "&lt;" in page
    assert "[7]:" in page


def test_a_picture_comes_with_its_words_and_printed_lines_as_they_are() -> None:
    picture = output(image_png="AAAA\n", text_plain="a <chart>")
    printed = {"output_type": "stream", "text": "1 < 2"}
    page = shown(code("chart", picture, printed))
    assert '<img src="data:image/png;base64,AAAA" alt="a &lt;chart&gt;">' in page
    assert "1 &lt; 2</pre>" in page


def test_html_and_markdown_are_shown_as_such() -> None:
    assert "<td>2</td>" in shown(code("table", output(text_html="<table><td>2</td></table>", text_plain="2")))
    assert "<strong>bold</strong>" in shown(code("cards", output(text_markdown="**bold**", text_plain="bold")))


START = {"minikafka": {"at_the_start": True}}


def test_what_is_shown_first_stands_below_the_last_cell_that_runs_at_the_start() -> None:
    cells = [code("x = 1", **START), code("lab", output(text_plain="a lab"), **START), code("other")]
    page = shown(*cells, has_place=True)
    assert page.count("mk-meanwhile") == 1
    assert page.index(">lab<") < page.index("mk-meanwhile") < page.index(">other<")
    assert "a lab" not in page
    assert "mk-meanwhile" not in shown(*cells)


def test_every_notebook_has_one_by_its_path_with_what_it_shows_first(tmp_path: Path) -> None:
    (tmp_path / "notebooks/deep").mkdir(parents=True)
    (tmp_path / "notebooks/deep/one.ipynb").write_text(json.dumps({"cells": [text("*yes*"), code("1", **START)]}))
    write_first_sights(tmp_path / "notebooks", tmp_path / "sights")
    written = json.loads((tmp_path / "sights/deep/one.ipynb.json").read_text())
    assert "<em>yes</em>" in written["page"]
    assert written.keys() == {"page"}
