"""What the course asks of JupyterLab: the sidebar is folded at first, and the reader stays where they were."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.server import JupyterLab

SIDEBAR = "#jp-left-stack"
VIEW = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer"
LAST_CELL_HAS_RUN = """() => {
    const cells = jupyterapp.shell.currentWidget.content.widgets.filter(cell => cell.model.type === "code");
    return cells.at(-1).model.executionCount === cells.length;
}"""
PAGE = 500  # pixels of a turn of the wheel
SCROLLED = 200  # pixels: below the top, and far from the end


@contextmanager
def opened(browser: Browser, jupyterlab: JupyterLab, name: str) -> Iterator[Page]:
    """Give JupyterLab as `make lab` opens it, in a browser that was never there, with one notebook."""
    path = jupyterlab.fresh_copy(name)
    page = browser.new_context(base_url=jupyterlab.address, viewport={"width": 1280, "height": 800}).new_page()
    page.goto(f"/lab/workspaces/{name}/tree/{path}?token={jupyterlab.token}")
    expect(page.locator(".jp-Notebook")).to_be_visible()
    expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle")
    yield page
    page.context.close()


@pytest.fixture(scope="module")
def lab(browser: Browser, jupyterlab: JupyterLab) -> Iterator[Page]:
    with opened(browser, jupyterlab, "01-learn") as page:
        yield page


def test_the_sidebar_is_folded_the_first_time_and_then_as_it_was_left(lab: Page) -> None:
    expect(lab.locator(SIDEBAR)).to_be_hidden()
    with lab.expect_response(lambda answer: "api/workspaces" in answer.url and answer.request.method == "PUT"):
        lab.get_by_role("tab", name="File Browser").click()
        expect(lab.locator(SIDEBAR)).to_be_visible()
    lab.reload()
    expect(lab.locator(".jp-Notebook")).to_be_visible()
    expect(lab.locator(SIDEBAR)).to_be_visible()


def test_run_all_leaves_the_reader_where_they_were(lab: Page) -> None:
    expect(lab.locator("#jp-main-statusbar")).to_contain_text("| Idle")
    lab.locator(VIEW).hover()
    lab.mouse.wheel(0, SCROLLED)
    lab.wait_for_function(f"document.querySelector('{VIEW}').scrollTop >= {SCROLLED}")
    before = lab.evaluate(f"document.querySelector('{VIEW}').scrollTop")
    lab.get_by_role("menuitem", name="Run", exact=True).click()
    lab.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    lab.wait_for_function(LAST_CELL_HAS_RUN)
    expect(lab.locator("#jp-main-statusbar")).to_contain_text("| Idle")
    assert lab.evaluate(f"document.querySelector('{VIEW}').scrollTop") == pytest.approx(before, abs=2)
    assert lab.evaluate("jupyterapp.shell.currentWidget.content.activeCellIndex") < 10


def test_what_a_cell_shows_stays_in_view_when_it_comes(browser: Browser, jupyterlab: JupyterLab) -> None:
    """The cards come late, and are higher than what was stored: the first of them is the one that a beginner needs."""
    with opened(browser, jupyterlab, "00-start-here") as page:
        page.locator(VIEW).hover()
        page.mouse.wheel(0, PAGE)
        cell = page.locator(".jp-CodeCell").filter(has_text="learning_styles()").locator(".cm-content")
        expect(cell).to_be_in_viewport(ratio=1)
        cell.click()
        page.keyboard.press("Shift+Enter")
        first = page.locator(".mk-first")
        expect(first).to_be_visible()
        expect(first).to_be_in_viewport()
