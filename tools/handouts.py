"""What a class takes home: every notebook as a page and a PDF, and the runs of INSTRUCTOR.md's sessions.

    python -m tools.handouts            # everything, into build/handouts
    python -m tools.handouts 04-visual  # this notebook, and the runs

A page has the stored pictures in place of panels. A run is a page that plays, and a time diagram to print. PDFs need
Chromium or Chrome; without one, everything else is written. No page loads anything from a network.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup, escape
from nbconvert import HTMLExporter
from nbformat import NotebookNode

from minikafka import Broker, Producer, Trace
from minikafka.lesson import save_html, time_diagram
from tests.browser.chromium import browser_path
from tools.notebooks import NOTEBOOKS, notebook_files, read

TARGET = NOTEBOOKS.parent / "build" / "handouts"
SECONDS = 120  # for one PDF
# What the exporter would load from a network: formulas and widgets, of which the stored notebooks have none.
_NOTHING_LOADED = ("require_js_url", "jquery_url", "mathjax_url", "mermaid_js_url", "jupyter_widgets_base_url")
_PRINT = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
_INDEX = Markup("""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Handouts</title>
<style>
:root {{ color-scheme: light dark; font-family: system-ui, sans-serif; }}
body {{ max-width: 46em; margin: 2em auto; padding: 0 1em; }}
li {{ margin: 0.4em 0; }}
</style>
<h1>Handouts</h1>
<h2>Notebooks</h2><ul>{}</ul>
<h2>Runs</h2><ul>{}</ul>
</html>
""")
_NO_DESCRIPTION = "No description has been provided for this image"
_LINK_TO_NOTEBOOK = re.compile(r'href="([^"/]+)\.ipynb"')
_LINK, _LINE = Markup('<a href="{}">{}</a>'), Markup("<li>{}: {}</li>")


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a session: the name of its files, what is to be seen, and how it is made."""

    name: str
    title: str
    make: Callable[[], Trace]


def one_retry() -> Trace:
    """A message whose ack is lost, and the retry that the broker recognises."""
    return _lost_ack(idempotent=True)


def without_idempotence() -> Trace:
    """The same presses without idempotence: two copies."""
    return _lost_ack(idempotent=False)


def sent_twice() -> Trace:
    """Two calls of ``send`` with the same text: two records."""
    producer = Producer(Broker())
    for _ in range(2):
        producer.send("topic", b"message1")
    producer.flush()
    return producer.trace


def window_of_five() -> Trace:
    """Six batches; the broker remembers the last five, and refuses a repetition of the first."""
    producer = Producer(Broker())
    sent = [producer.send("topic", f"message{number}".encode()) for number in range(1, 7)]
    producer.retry(sent[1])
    producer.retry(sent[0])
    return producer.trace


def after_a_restart() -> Trace:
    """Five batches, and a restart of the broker: of five that it remembered one is left."""
    producer = Producer(Broker())
    sent = [producer.send("topic", f"message{number}".encode()) for number in range(1, 6)]
    producer.operations.restart(clean=True)
    producer.retry(sent[-1])
    producer.retry(sent[-2])
    return producer.trace


def _lost_ack(*, idempotent: bool) -> Trace:
    producer = Producer(Broker(), enable_idempotence=idempotent)
    producer.network.lose_ack()
    producer.send("topic", b"message1")
    producer.flush()
    return producer.trace


RUNS = (
    Run("one-retry", "One retry (10 minutes)", one_retry),
    Run("without-idempotence", "The same without idempotence (10 minutes)", without_idempotence),
    Run("sent-twice", "The same text sent twice (10 minutes)", sent_twice),
    Run("window-of-five", "The window of five (45 and 90 minutes)", window_of_five),
    Run("after-a-restart", "What a restart takes away (90 minutes)", after_a_restart),
)


def main(names: Sequence[str] = ()) -> None:
    """Write the handouts, and say where they are."""
    TARGET.mkdir(parents=True, exist_ok=True)
    notebooks = [path for path in notebook_files(names) if path.parent == NOTEBOOKS]
    pages = [write_page(path, TARGET) for path in notebooks]
    write_runs(TARGET)
    browser = browser_path()
    if browser:
        for page in pages:
            write_pdf(browser, page)
    else:
        print("No PDFs: there is no Chromium or Chrome on this machine.")
    write_index(TARGET, pages)
    print(f"{TARGET / 'index.html'}: {len(pages)} notebooks, {len(RUNS)} runs")


def write_page(notebook: Path, target: Path) -> Path:
    """Write a notebook as a page that leads to the other pages."""
    exporter = HTMLExporter(exclude_input_prompt=True, exclude_output_prompt=True)  # type: ignore[no-untyped-call]
    for name in _NOTHING_LOADED:
        setattr(exporter, name, "")
    text, _ = exporter.from_filename(str(notebook))
    path = target / f"{notebook.stem}.html"
    path.write_text(_LINK_TO_NOTEBOOK.sub(r'href="\1.html"', described(text, read(notebook))), encoding="utf-8")
    return path


def described(text: str, notebook: NotebookNode) -> str:
    """The page, with the words of each picture as its description; the exporter has none."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    for output in outputs:
        if "image/png" in output.get("data", {}):
            text = text.replace(_NO_DESCRIPTION, escape(output.data["text/plain"]), 1)
    return text


def write_runs(target: Path) -> None:
    """Write each run as a page that plays, and as a time diagram."""
    for run in RUNS:
        trace = run.make()
        save_html(trace, target / f"{run.name}.html", title=run.title)
        (target / f"{run.name}.svg").write_text(time_diagram(trace).svg_file, encoding="utf-8")


def write_pdf(browser: str, page: Path) -> None:
    """Print a page into a file beside it, with a browser.

    Raises:
        subprocess.SubprocessError: the browser failed, or took too long.
    """
    with tempfile.TemporaryDirectory() as profile:
        target = f"--print-to-pdf={page.with_suffix('.pdf')}"
        command = [browser, *_PRINT, f"--user-data-dir={profile}", target, page.as_uri()]
        subprocess.run(command, check=True, timeout=SECONDS, capture_output=True)  # noqa: S603 - our own


def write_index(target: Path, pages: Iterable[Path]) -> None:
    """Write the page that leads to everything."""
    notebooks = Markup().join(_line(page.stem, (page.name, "page"), (f"{page.stem}.pdf", "PDF")) for page in pages)
    runs = Markup().join(
        _line(run.title, (f"{run.name}.html", "plays"), (f"{run.name}.svg", "time diagram")) for run in RUNS
    )
    (target / "index.html").write_text(_INDEX.format(notebooks, runs), encoding="utf-8")


def _line(title: str, *links: tuple[str, str]) -> Markup:
    return _LINE.format(title, Markup(", ").join(_LINK.format(*link) for link in links))


if __name__ == "__main__":
    main(sys.argv[1:])
