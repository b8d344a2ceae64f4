"""How many screens each notebook is long: its height after Run All, at 1280 by 800 with the sidebar open.

``python -m tools.screens`` prints them; names such as ``01-learn`` choose some. It needs Chromium.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.chromium import running_browser
from tests.browser.pages import SCREEN, SIDEBAR, jupyterlab_page, open_notebook, run_all
from tests.browser.server import running_jupyterlab
from tools.notebooks import NOTEBOOKS, notebook_files

MOST_SCREENS = 110  # of the whole course
HIGHEST = 20_000  # pixels: every cell is in view, and so it is drawn
HEIGHT = """() => {
    const cells = [...document.querySelectorAll('.jp-Notebook-cell')].map(cell => cell.getBoundingClientRect());
    return cells.at(-1).bottom - cells[0].top;
}"""


def screens(names: Iterable[str]) -> Iterator[tuple[str, float]]:
    """Each notebook, and how many screens it takes."""
    with (
        tempfile.TemporaryDirectory() as directory,
        running_jupyterlab(Path(directory), transport="ipc") as jupyterlab,
        running_browser() as browser,
    ):
        page = jupyterlab_page(browser, jupyterlab)
        for name in names:
            open_notebook(page, jupyterlab.fresh_copy(name))
            run_all(page)
            yield name, _height(page) / SCREEN


def _height(page: Page) -> float:
    page.set_viewport_size({"width": 1280 - SIDEBAR, "height": HIGHEST})
    last = -1.0
    while (height := page.evaluate(HEIGHT)) != last:  # cells are drawn as they come into view
        last = height
        page.wait_for_timeout(1000)
    return last


def main() -> None:
    """Print them, and their sum."""
    names = sys.argv[1:] or [str(path.relative_to(NOTEBOOKS).with_suffix("")) for path in notebook_files()]
    whole = 0.0
    for name, count in screens(names):
        print(f"{name:24}{count:6.1f}", flush=True)
        whole += count
    print(f"{'together':24}{whole:6.1f} of at most {MOST_SCREENS}")


if __name__ == "__main__":
    main()
