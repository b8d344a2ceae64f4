"""The course in the browser: until the front page moves, until a notebook shows something, until its panel reacts.

A visitor who was never here, then the same one again; the site is served from loopback, and the browser, Python in it
and the server share the machine. Bytes are as they travel, compressed.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from benchmarks.figures import Figure, percentile
from tests.browser.chromium import browser_path, running_browser

SECONDS = 120_000  # milliseconds; beyond it something is broken
PRESSES = 40
MEGABYTE = 1e6
# From the press to the first frame in which the message that moves is somewhere else.
MOVES = """panel => new Promise(done => {
    panel.querySelector('[data-verb=send]').addEventListener('click', event => {
        const token = panel.querySelector('.mk-token');
        const before = token.getAttribute('transform');
        const look = () => token.getAttribute('transform') === before || token.getAttribute('visibility') === 'hidden'
            ? requestAnimationFrame(look)
            : requestAnimationFrame(() => done(performance.now() - event.timeStamp));
        requestAnimationFrame(look);
    }, {once: true, capture: true});
})"""
PANEL = ".jp-OutputArea-output .mk-lab:has([data-verb=send])"


def measure() -> Iterator[Figure]:
    """Nothing is measured where npm or a browser is missing."""
    seen = _measured() if shutil.which("npm") and browser_path() else {}
    for what, unit, target in (
        ("front page moves", "s", 1),
        ("notebook page to its picture or playing run, cold", "s", 3),
        ("notebook page to a panel that reacts, cold", "s", 9),
        ("notebook page to a panel that reacts, warm", "s", 6),
        ("sent for the panel, cold", "MB", 12),
        ("press to first moving pixel, median", "ms", 40),
        ("press to first moving pixel, p95", "ms", 60),
        ("memory of the page", "MB", 350),
    ):
        yield Figure(f"in the browser alone: {what}", seen.get(what), unit, target)


def _measured() -> dict[str, float]:
    from minikafka.site.build import build_site

    with tempfile.TemporaryDirectory() as directory, running_browser() as browser:
        site = build_site(Path(directory) / "site")
        with _served(site) as (address, sent):
            return {**_front_page(browser, address), **_notebook(browser, address, sent)}


@contextmanager
def _served(site: Path) -> Iterator[tuple[str, list[int]]]:
    """The address of the site, and the bytes of each answer."""
    from minikafka.site.serve import Handler, make_server

    sent: list[int] = []

    class Counting(Handler):
        def send_header(self, name: str, value: str) -> None:
            if name == "Content-Length":
                sent.append(int(value))
            super().send_header(name, value)

    server = make_server(site, handler=Counting)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}/", sent
    server.shutdown()
    serving.join()
    server.server_close()


def _front_page(browser: Browser, address: str) -> dict[str, float]:
    page = browser.new_page()
    began = time.perf_counter()
    page.goto(address)
    page.wait_for_selector("#panel .mk-token[visibility=visible]", timeout=SECONDS)
    seconds = time.perf_counter() - began
    page.close()
    return {"front page moves": seconds}


def _notebook(browser: Browser, address: str, sent: list[int]) -> dict[str, float]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    sent.clear()
    page, picture, cold = _started(context, address)
    seen = {
        "notebook page to its picture or playing run, cold": picture,
        "notebook page to a panel that reacts, cold": cold,
        "sent for the panel, cold": sum(sent) / MEGABYTE,
        "memory of the page": _memory(),
    }
    page.close()
    page, _, seen["notebook page to a panel that reacts, warm"] = _started(context, address)
    presses = [_press(page) for _ in range(PRESSES)]
    seen["press to first moving pixel, median"] = percentile(presses, 50)
    seen["press to first moving pixel, p95"] = percentile(presses, 95)
    return seen


def _started(context: BrowserContext, address: str) -> tuple[Page, float, float]:
    """A page with a notebook; the seconds until it showed something, and until its panel had reacted to Send."""
    page = context.new_page()
    began = time.perf_counter()
    page.goto(f"{address}course/notebooks/index.html?path=04-visual.ipynb")
    page.wait_for_selector(".mk-meanwhile .mk-token", timeout=SECONDS)
    picture = time.perf_counter() - began
    page.wait_for_selector(PANEL, timeout=SECONDS)
    page.locator(PANEL).get_by_role("button", name="Send", exact=True).click()
    page.wait_for_selector(f"{PANEL} .mk-token[visibility=visible]", timeout=SECONDS)
    return page, picture, time.perf_counter() - began


def _press(page: Page) -> float:
    panel = page.locator(PANEL)
    panel.get_by_role("button", name="Reset", exact=True).click()
    waiting = panel.evaluate_handle(f"panel => ({{done: ({MOVES})(panel)}})")
    panel.get_by_role("button", name="Send", exact=True).click()
    milliseconds: float = waiting.evaluate("({done}) => done")
    return milliseconds


def _memory() -> float:
    """Megabytes of the largest of the browser's processes, which is that of the page and its worker.

    It is its proportional share (PSS): the browser's own program, which all of its processes have in common, and which
    is there without any page, counts once and not for each.
    """
    return max(map(_kilobytes, Path("/proc").glob("[0-9]*")), default=0) * 1024 / MEGABYTE


def _kilobytes(process: Path) -> int:
    try:
        if not (process / "comm").read_text().startswith("chrom"):
            return 0
        lines = (process / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0  # it has ended meanwhile
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
