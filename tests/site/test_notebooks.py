"""The notebooks as the browser gets them: whole, and where a cell cannot run, with a sentence and its outputs."""

import json
from pathlib import Path
from typing import Any

from minikafka.site.notebooks import copy_notebooks

PANEL = {"output_type": "execute_result", "data": {"text/plain": ["Lab(idempotence on, ", "0 steps)"]}, "metadata": {}}


def cell(name: str, source: str, *outputs: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    lines = source.splitlines(keepends=True)
    return {"id": name, "cell_type": "code", "source": lines, "outputs": [*outputs], "metadata": metadata}


def copied(tmp_path: Path, *cells: dict[str, Any]) -> dict[str, Any]:
    source = tmp_path / "source"
    source.mkdir(exist_ok=True)
    text = {"id": "text", "cell_type": "markdown", "source": ["# A\n", "b"], "metadata": {}}
    (source / "one.ipynb").write_text(json.dumps({"cells": [text, *cells], "metadata": {}, "nbformat": 4}))
    notebook: dict[str, Any] = json.loads(
        (copy_notebooks(source, tmp_path / "target", tmp_path / "stored") / "one.ipynb").read_text()
    )
    return notebook


def test_what_jupyter_cuts_into_lines_is_joined(tmp_path: Path) -> None:
    notebook = copied(tmp_path, cell("a", "lab", PANEL))
    assert notebook["cells"][0]["source"] == "# A\nb"
    assert notebook["cells"][1]["outputs"][0]["data"] == {"text/plain": "Lab(idempotence on, 0 steps)"}


def test_a_cell_that_cannot_run_says_so_and_keeps_its_outputs(tmp_path: Path) -> None:
    said = {"output_type": "stream", "name": "stdout", "text": ["served\n"]}
    notebook = copied(tmp_path, cell("abc", "import kafka\nprint(1)", said))
    assert notebook["cells"][1]["source"] == "%%on_your_computer abc\nimport kafka\nprint(1)"
    assert json.loads((tmp_path / "stored/abc.json").read_text()) == [said]


def test_a_cell_may_name_what_runs_in_its_place(tmp_path: Path) -> None:
    notebook = copied(tmp_path, cell("abc", "import kafka", in_the_browser="Producer(broker)"))
    assert notebook["cells"][1]["source"] == "Producer(broker)"
    assert not [*(tmp_path / "stored").iterdir()]


def test_the_cells_down_to_the_first_panel_run_at_the_start(tmp_path: Path) -> None:
    cells = [cell("a", "x = 1"), cell("b", "lab", PANEL), cell("c", "lab", PANEL)]
    starts = [one["metadata"]["minikafka"].get("at_the_start", False) for one in copied(tmp_path, *cells)["cells"]]
    assert starts == [False, True, True, False]


def test_without_a_panel_the_first_cell_runs_which_has_what_is_there_to_press(tmp_path: Path) -> None:
    cells = [cell("a", "quiz"), cell("b", "x = 1")]
    starts = [one["metadata"]["minikafka"].get("at_the_start", False) for one in copied(tmp_path, *cells)["cells"]]
    assert starts == [False, True, False]


def test_a_changed_cell_makes_another_version(tmp_path: Path) -> None:
    versions = [copied(tmp_path, cell("a", source))["metadata"]["minikafka"]["version"] for source in ("1", "2", "1")]
    assert versions[0] == versions[2] != versions[1]
