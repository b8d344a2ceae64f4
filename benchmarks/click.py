"""What a learner waits for in JupyterLab: from a press to the first pixel that moves, from a step to its frame.

Real mouse clicks in a real browser, which shares the machine with JupyterLab and its kernel. A sample begins at the
time stamp of the click, and ends after the frame that shows the first change of the message on its way, or the last
change of the panel for a step.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from benchmarks.figures import Figure, percentile
from minikafka.lesson import Lab
from minikafka.lesson.widgets.front_end import module, stylesheet
from minikafka.lesson.widgets.panel import Panel as KernelPanel
from minikafka.lesson.widgets.shown import packed
from tests.browser.chromium import browser_path, running_browser
from tests.browser.pages import add_cell, jupyterlab_page, open_notebook, output
from tests.browser.panel import Panel, panel_in
from tests.browser.server import running_jupyterlab

MEDIAN_TARGET, P95_TARGET = 33.0, 50.0  # milliseconds, from a press to the first pixel that moves
STEP_TARGET = 17.0  # one frame
LONG_FRAME = 50.0
LONG_RUN_TARGET = 60.0
BYTES_OF_A_PRESS, BYTES_OF_THE_MODULE = 4096.0, 60_000.0
PRESSES, STEPS, LONG_RUN, LONG_PRESSES = 40, 60, 1000, 20
MEMORY_PRESSES = 200
POLLING = 20  # milliseconds

# A frame is painted when the task runs that was posted from its animation callback.
LISTEN = """panel => {
    const press = window.press = {start: 0, moved: 0, settled: 0, changes: 0, frames: []};
    const afterFrame = call => requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = call;
        channel.port2.postMessage(null);
    });
    const begin = ({timeStamp}) => Object.assign(press, {start: timeStamp, moved: 0, settled: 0});
    panel.addEventListener("click", begin, true);
    new MutationObserver(changes => {
        const change = ++press.changes;
        const moves = changes.some(({target, attributeName}) => attributeName === 'transform');
        afterFrame(() => {
            if (moves && !press.moved) press.moved = performance.now();
            if (change === press.changes) press.settled = performance.now();
        });
    }).observe(panel, {subtree: true, childList: true, characterData: true, attributes: true});
    let last = performance.now();
    const frame = now => {
        if (panel.getAttribute('aria-busy') === 'true' && press.moved) press.frames.push(now - last);
        last = now;
        requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
}"""
AT_REST = "panel => panel.getAttribute('aria-busy') === 'false'"
SOURCE = "from minikafka.lesson import Lab\nlab = Lab()\nlab"
LONG_SOURCE = f"""{SOURCE.removesuffix("lab")}for _ in range({LONG_RUN}):
    _ = lab.producer.send("topic", b"message1")
lab"""


def measure() -> Iterator[Figure]:
    """Presses and steps in turn; none is left out, the first ones neither."""
    times = _measured_in_jupyterlab() if browser_path() else {}

    def figure(what: str, name: str, percent: int, target: float) -> Figure:
        values = times.get(name)
        return Figure(what, percentile(values, percent) if values else None, "ms", target)

    yield figure("press to first moving pixel, median", "press", 50, MEDIAN_TARGET)
    yield figure("press to first moving pixel, p95", "press", 95, P95_TARGET)
    yield figure("a step back or forward to its frame, median", "step", 50, STEP_TARGET)
    yield Figure("frames longer than 50 ms while it moves, of 100", _long_frames(times.get("frames")), "", 0.0)
    yield figure(f"press with {LONG_RUN} steps in the run to first moving pixel, p95", "long", 95, LONG_RUN_TARGET)
    yield Figure("bytes that a press sends, at most", _bytes_of_a_press(), "B", BYTES_OF_A_PRESS)
    yield Figure("module and styles", float(len((packed(module()) + stylesheet()).encode())), "B", BYTES_OF_THE_MODULE)
    growth = times.get("memory")
    yield Figure(f"memory of the page after {MEMORY_PRESSES} presses, more", growth[0] if growth else None, "MB", 2.0)


def _long_frames(frames: list[float] | None) -> float | None:
    return 100 * sum(frame > LONG_FRAME for frame in frames) / len(frames) if frames else None


def _bytes_of_a_press() -> float:
    """What goes to the browser for a send and for a retry, in a run of twenty presses."""
    panel = KernelPanel(Lab())
    sizes: list[int] = []
    panel.widget.send = lambda message: sizes.append(len(json.dumps(message, ensure_ascii=False).encode()))
    panel.take({"verb": "hello", "args": {}})
    sizes.clear()
    for number in range(20):
        verb = "send" if number % 2 == 0 else "retry"
        panel.take({"verb": verb, "args": {"text": f"message{number // 2 + 1}"}})
    return float(max(sizes))


def _measured_in_jupyterlab() -> dict[str, list[float]]:
    with (
        tempfile.TemporaryDirectory() as directory,
        running_jupyterlab(Path(directory)) as jupyterlab,
        running_browser() as browser,
    ):
        page = jupyterlab_page(browser, jupyterlab)
        open_notebook(page, jupyterlab.fresh_copy("04-visual"))
        panel = _shown(page, SOURCE)
        times = {"press": list(_presses(page, panel, PRESSES)), "frames": page.evaluate("press.frames")}
        times["step"] = list(_steps(page, panel))
        times["memory"] = [_growth(page, panel)]
        times["long"] = list(_presses(page, _shown(page, LONG_SOURCE), LONG_PRESSES))
        return times


def _shown(page: Page, source: str) -> Panel:
    panel = panel_in(output(page, add_cell(page, source)))
    panel.chart.wait_for()
    panel.element.scroll_into_view_if_needed()
    panel.element.evaluate(LISTEN)
    _wait(page, panel)
    return panel


def _wait(page: Page, panel: Panel) -> None:
    page.wait_for_function(AT_REST, arg=panel.element.element_handle(), polling=POLLING)


def _presses(page: Page, panel: Panel, count: int) -> Iterator[float]:
    """Send and Retry in turn, each played to its end."""
    for name in islice(cycle(("Send", "Retry")), count):
        _click(page, panel, name)
        page.wait_for_function("press.moved > press.start", polling=POLLING)
        _wait(page, panel)
        yield page.evaluate("press.moved - press.start")


def _steps(page: Page, panel: Panel) -> Iterator[float]:
    for name in islice(cycle(("Back", "Back", "Forward")), STEPS):
        _click(page, panel, name)
        page.wait_for_function("press.settled > press.start && performance.now() - press.settled > 60", polling=POLLING)
        yield page.evaluate("press.settled - press.start")


def _growth(page: Page, panel: Panel) -> float:
    """Megabytes of the page's heap that many presses have added, the events of the run left out."""
    page.emulate_media(reduced_motion="reduce")
    before = _heap(page)
    for number in range(MEMORY_PRESSES):
        _click(page, panel, "Send" if number % 50 else "Reset")
        _wait(page, panel)
    _click(page, panel, "Reset")
    _wait(page, panel)
    grown = _heap(page) - before
    page.emulate_media(reduced_motion="no-preference")
    return max(0.0, grown / 1e6)


def _heap(page: Page) -> float:
    session: Any = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    used: float = session.send("Runtime.getHeapUsage")["usedSize"]
    session.detach()
    return used


def _click(page: Page, panel: Panel, name: str) -> None:
    place = panel.button(name).bounding_box()
    assert place, f"{name} is on the page"
    page.mouse.move(place["x"] + 10, place["y"] + 10)
    page.evaluate("new Promise(done => setTimeout(done, 50))")  # what the page does about the pointer's way is over
    page.mouse.down()
    page.mouse.up()
