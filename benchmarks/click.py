"""What a learner waits for: from a click in JupyterLab to the frame that shows what it did.

Real mouse clicks in a real browser, which shares the machine with JupyterLab and its kernel. A sample begins at the
time stamp of the click, and ends after the frame that follows the last change of the panel: chart, sentence, tables
and buttons.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from playwright.sync_api import Page

from benchmarks.figures import Figure, percentile
from tests.browser.chromium import browser_path, running_browser
from tests.browser.pages import jupyterlab_page, open_notebook, run_all
from tests.browser.panel import new_panel
from tests.browser.server import running_jupyterlab

MEDIAN_TARGET, P95_TARGET = 40.0, 60.0  # milliseconds
BUTTONS = ("Send", "Retry", "Back", "Forward")
CLICKS = 80
POLLING = 50  # milliseconds

# A frame is painted when the task runs that was posted from its animation callback.
LISTEN = """panel => {
    const press = window.press = {start: 0, end: 0, changes: 0};
    const afterFrame = call => requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = call;
        channel.port2.postMessage(null);
    });
    panel.addEventListener('click', event => { press.start = event.timeStamp; press.end = 0; }, true);
    new MutationObserver(() => {
        const change = ++press.changes;
        afterFrame(() => { if (change === press.changes) press.end = performance.now(); });
    }).observe(panel, {subtree: true, childList: true, characterData: true, attributes: true});
}"""
# As with a hand: what the page does about the pointer's way to the button is over when the button is pressed.
AT_REST = "new Promise(done => setTimeout(done, 100))"
# Nothing has changed for a while, so the press is over.
SETTLED = "press.end > press.start && performance.now() - press.end > 150"
MILLISECONDS = "press.end - press.start"


def measure() -> Iterator[Figure]:
    """Clicks on four buttons in turn; none is left out, the first ones neither."""
    milliseconds = _measured_in_jupyterlab() if browser_path() else None
    for what, percent, target in (("median", 50, MEDIAN_TARGET), ("p95", 95, P95_TARGET)):
        value = percentile(milliseconds, percent) if milliseconds else None
        yield Figure(f"click to frame in JupyterLab, {what}", value, "ms", target)


def _measured_in_jupyterlab() -> list[float]:
    with (
        tempfile.TemporaryDirectory() as directory,
        running_jupyterlab(Path(directory)) as jupyterlab,
        running_browser() as browser,
    ):
        page = jupyterlab_page(browser, jupyterlab)
        open_notebook(page, jupyterlab.fresh_copy("04-visual"))
        run_all(page)
        return _clicks(page)


def _clicks(page: Page) -> list[float]:
    panel = new_panel(page)
    panel.element.scroll_into_view_if_needed()
    panel.element.evaluate(LISTEN)
    places = [panel.button(name).bounding_box() for name in BUTTONS]
    return [_click(page, place["x"] + 10, place["y"] + 10) for place in islice(cycle(places), CLICKS) if place]


def _click(page: Page, x: float, y: float) -> float:
    page.mouse.move(x, y)
    page.evaluate(AT_REST)
    page.mouse.down()
    page.mouse.up()
    page.wait_for_function(SETTLED, polling=POLLING)
    milliseconds: float = page.evaluate(MILLISECONDS)
    return milliseconds
