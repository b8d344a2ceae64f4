"""The handouts show what INSTRUCTOR.md's sessions tell, and load nothing from a network."""

from __future__ import annotations

from pathlib import Path

from minikafka import Error, Trace
from tools import handouts
from tools.notebooks import NOTEBOOKS

OUT_OF_ORDER = Error.OUT_OF_ORDER_SEQUENCE_NUMBER


def last_answer(trace: Trace) -> Error:
    return [event.result.error for event in trace if event.result][-1]


def test_a_notebook_becomes_a_page_with_its_pictures_and_leads_to_the_others(tmp_path: Path) -> None:
    page = handouts.write_page(NOTEBOOKS / "04-visual.ipynb", tmp_path)
    text = page.read_text(encoding="utf-8")
    assert "data:image/png;base64," in text
    assert 'href="03-deep.html"' in text
    assert 'src="http' not in text
    assert "widget-view" not in text
    assert "No description has been provided" not in text


def test_each_run_is_a_page_that_plays_and_a_drawing(tmp_path: Path) -> None:
    handouts.write_runs(tmp_path)
    for run in handouts.RUNS:
        assert run.title in (tmp_path / f"{run.name}.html").read_text(encoding="utf-8").replace("&#x27;", "'")
        assert (tmp_path / f"{run.name}.svg").read_text(encoding="utf-8").startswith("<svg")


def test_the_runs_leave_what_the_sessions_say() -> None:
    runs = {run.name: run.make() for run in handouts.RUNS}
    assert {name: (len(run.stored_at(len(run) - 1)), last_answer(run)) for name, run in runs.items()} == {
        "one-retry": (1, Error.NONE),
        "without-idempotence": (2, Error.NONE),
        "sent-twice": (2, Error.NONE),
        "window-of-five": (6, OUT_OF_ORDER),
        "after-a-restart": (5, OUT_OF_ORDER),
    }


def test_the_index_leads_to_everything(tmp_path: Path) -> None:
    handouts.write_index(tmp_path, [tmp_path / "04-visual.html"])
    text = (tmp_path / "index.html").read_text(encoding="utf-8")
    runs = [f"{run.name}.{kind}" for run in handouts.RUNS for kind in ("html", "svg")]
    for name in ("04-visual.html", "04-visual.pdf", *runs):
        assert f'href="{name}"' in text
