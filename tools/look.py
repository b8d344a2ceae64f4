"""Take pictures of notebooks as a learner sees them after Run All, for a person to look at.

    python -m tools.look 04-visual 06-challenge

writes `build/screenshots/look-04-visual-light-1280-1.png` and so on: both themes, two widths, a picture for each
screenful, and prints what is cut off.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.chromium import running_browser
from tests.browser.layout import cut_off
from tests.browser.pages import SCREENSHOTS, jupyterlab_page, open_notebook, run_all, set_look
from tests.browser.panel import LOOKS
from tests.browser.server import NOTEBOOKS, running_jupyterlab
from tools.notebooks import notebook_files


def main(names: list[str]) -> None:
    """Look at the notebooks named, or at all."""
    with (
        tempfile.TemporaryDirectory() as place,
        running_jupyterlab(Path(place)) as jupyterlab,
        running_browser() as browser,
    ):
        page = jupyterlab_page(browser, jupyterlab)
        page.on("pageerror", lambda error: print(error, file=sys.stderr))
        for path in notebook_files(names):
            name = path.relative_to(NOTEBOOKS).with_suffix("").as_posix()
            open_notebook(page, jupyterlab.fresh_copy(name))
            for line in pictures(page, name.replace("/", "-")):
                print(line, flush=True)


def pictures(page: Page, name: str) -> Iterator[str]:
    """Run the open notebook, and save how it looks; yields the files, and what does not fit."""
    run_all(page)
    for theme, width in LOOKS:
        set_look(page, theme, width)
        yield from _screenfuls(page, f"look-{name}-{theme}-{width}")


def _screenfuls(page: Page, name: str) -> Iterator[str]:
    scroller = page.locator(".jp-WindowedPanel-outer").first
    scroller.evaluate("element => { element.scrollTop = 0; }")
    number, at_end = 0, False
    while not at_end:
        number += 1
        page.wait_for_timeout(300)  # cells that come into view are drawn only then
        path = SCREENSHOTS / f"{name}-{number}.png"
        page.screenshot(path=path)
        yield str(path)
        for panel in page.locator(".mk-panel:visible").all():
            yield from (f"    cut off: {part}" for part in cut_off(panel))
        at_end = scroller.evaluate(
            "element => { const before = element.scrollTop; element.scrollTop += element.clientHeight - 80;"
            " return element.scrollTop === before; }"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
