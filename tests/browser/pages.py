"""What a test does with a notebook in the browser."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.layout import broken_words, cut_off
from tests.browser.server import THEMES, JupyterLab, Theme

SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"

SCREEN = 679  # pixels of height that JupyterLab leaves to a notebook at 1280 by 800
SIDEBAR = 252  # pixels of JupyterLab's sidebar when it is open
ABOVE_THE_FIRST_CELL = 10  # pixels of a notebook
SECONDS_TO_DRAW = 30  # at most, until a panel has its new width on a busy machine
TALL = 1400  # pixels: the whole panel is in view, and so in its picture

# A condition that a busy machine takes long to meet is met all the same.
expect.set_options(timeout=30_000)

_OPEN = """async path => {
    const before = [...jupyterapp.shell.widgets('main')];
    const opened = await jupyterapp.commands.execute('docmanager:open', {path});
    await opened.sessionContext.ready;
    for (const document of before) {
        await document.sessionContext?.shutdown();
        document.dispose();
    }
}"""
_INDEX = "id => jupyterapp.shell.currentWidget.content.widgets.findIndex(cell => cell.model.id === id)"
_ACTIVATE = "index => { jupyterapp.shell.currentWidget.content.activeCellIndex = index; }"
_SET_SOURCE = """([index, source]) =>
    jupyterapp.shell.currentWidget.content.widgets[index].model.sharedModel.setSource(source)"""
_ADD = """async source => {
    const notebook = jupyterapp.shell.currentWidget.content;
    notebook.activeCellIndex = notebook.widgets.length - 1;
    await jupyterapp.commands.execute('notebook:insert-cell-below');
    notebook.activeCell.model.sharedModel.setSource(source);
    return notebook.activeCell.model.id;
}"""


def jupyterlab_page(browser: Browser, jupyterlab: JupyterLab) -> Page:
    """Return a page that shows one document at a time, and none yet."""
    page = browser.new_page(base_url=jupyterlab.address, viewport={"width": 1280, "height": TALL})
    page.request.get(f"/lab?token={jupyterlab.token}")
    page.goto("/doc")
    page.wait_for_function("window.jupyterapp?.restored.then(() => true)")
    return page


def open_notebook(page: Page, path: str) -> None:
    """Open a notebook alone on JupyterLab's page, in place of what was open before, and wait for its kernel."""
    page.evaluate(_OPEN, path)
    _wait_until_idle(page)


def run_all(page: Page) -> None:
    """Run all cells of the open notebook, wait for the last, and demand that none failed."""
    succeeded = page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
    assert succeeded, "a cell failed"
    _wait_until_idle(page)


def after_run_all(page: Page) -> Page:
    """Run all cells of the open notebook; returns the page."""
    run_all(page)
    return page


def run_cell(page: Page, cell_id: str) -> None:
    """Run one cell of the open notebook again, and demand that it does not fail."""
    _activate(page, cell_id)
    assert page.evaluate("jupyterapp.commands.execute('notebook:run-cell')"), f"{cell_id} failed"


def set_source(page: Page, cell_id: str, source: str) -> None:
    """Write into one cell of the open notebook, as its editor does."""
    page.evaluate(_SET_SOURCE, [_index(page, cell_id), source])


def output(page: Page, cell_id: str) -> Locator:
    """Return what one cell of the open notebook shows below its code."""
    return page.locator(".jp-Notebook-cell").nth(_index(page, cell_id)).locator(".jp-OutputArea-output")


def add_cell(page: Page, source: str) -> str:
    """Add a cell at the end of the open notebook and run it; returns its id."""
    cell_id: str = page.evaluate(_ADD, source)
    run_cell(page, cell_id)
    return cell_id


@contextmanager
def added_cell(page: Page, source: str) -> Iterator[Locator]:
    """Add a cell and run it, as `add_cell` does; gives its output, and deletes it at the end."""
    cell_id = add_cell(page, source)
    yield output(page, cell_id)
    _activate(page, cell_id)
    page.evaluate("jupyterapp.commands.execute('notebook:delete-cell')")


# JupyterLab lays itself out anew when the page has its new width, not at once; little stands right of the notebook.
_IS_LAID_OUT = """() => {
    const shown = window.jupyterapp?.shell.currentWidget?.node.getBoundingClientRect();
    return !shown?.width || (innerWidth - 100 < shown.right && shown.right <= innerWidth);
}"""


def set_width(page: Page, width: int) -> None:
    """Show the open page in a width in pixels, high enough for a whole panel."""
    page.set_viewport_size({"width": width, "height": TALL})
    page.wait_for_function(_IS_LAID_OUT)


def first_screen_ends(page: Page, element: Locator) -> int:
    """Return where an element ends, in pixels below the notebook's upper edge, at 1280 by 800 with the sidebar."""
    page.set_viewport_size({"width": 1280 - SIDEBAR, "height": TALL})
    bring_into_view(page.locator(".jp-Notebook-cell").first)
    ends: float = element.evaluate(
        "element => element.getBoundingClientRect().bottom"
        " - document.querySelector('.jp-Notebook-cell').getBoundingClientRect().top"
    )
    return round(ends + ABOVE_THE_FIRST_CELL)


def set_look(page: Page, theme: Theme, width: int) -> None:
    """Show the open page in a theme and a width in pixels."""
    set_width(page, width)
    page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', {theme})", THEMES[theme])
    expect(page.locator("body")).to_have_attribute("data-jp-theme-light", "true" if theme == "light" else "false")


def shown_theme(page: Page) -> Theme:
    """Return the theme of the open page."""
    return "light" if page.locator("body").get_attribute("data-jp-theme-light") == "true" else "dark"


def bring_into_view(element: Locator) -> None:
    """Scroll to an element; cells that come into view with it are drawn only then, and may move it once more."""
    element.evaluate("""async element => {
        const frame = () => new Promise(requestAnimationFrame);
        for (let top = NaN; top !== element.getBoundingClientRect().top; await frame(), await frame()) {
            element.scrollIntoView();
            top = element.getBoundingClientRect().top;
        }
    }""")


def expect_to_fit(element: Locator) -> None:
    """Demand that nothing of an element is cut off and no word broken, once it has drawn itself for its width."""
    bring_into_view(element)
    deadline = time.monotonic() + SECONDS_TO_DRAW
    while cut_off(element) and time.monotonic() < deadline:
        element.page.wait_for_timeout(50)
    cut, broken = cut_off(element), broken_words(element)
    assert not cut, f"cut off: {cut}"
    assert not broken, f"broken: {broken}"


def axe_violations(page: Page, selector: str) -> list[str]:
    """Return what axe finds wrong inside the elements of `selector`, each as rule and element."""
    expect(page.locator(selector).first).to_be_visible()
    response: dict[str, Any] = Axe().run(page, context=selector).response
    return [f"{violation['id']}: {node['html']}" for violation in response["violations"] for node in violation["nodes"]]


def _index(page: Page, cell_id: str) -> int:
    index: int = page.evaluate(_INDEX, cell_id)
    assert index >= 0, f"there is no cell {cell_id}"
    return index


def _activate(page: Page, cell_id: str) -> None:
    page.evaluate(_ACTIVATE, _index(page, cell_id))


def _wait_until_idle(page: Page) -> None:
    # The circle beside the kernel's name turns idle too early; the status bar does not.
    expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle")
