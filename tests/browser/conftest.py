"""One JupyterLab, one browser and one page for all browser tests; one notebook for each module."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import browser_path, running_browser
from tests.browser.pages import add_cell, jupyterlab_page, open_notebook, run_cell, set_look, set_width
from tests.browser.panel import Panel, fresh_panel
from tests.browser.server import JupyterLab, running_jupyterlab

OpenLesson = Callable[..., Page]

collect_ignore_glob = [] if browser_path() else ["test_*.py"]


@pytest.fixture(scope="session")
def jupyterlab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JupyterLab]:
    # Other tests open thousands of connections meanwhile, each from a port.
    with running_jupyterlab(tmp_path_factory.mktemp("jupyterlab"), transport="ipc") as server:
        yield server


# Playwright keeps an event loop in this thread, which no test of another folder should find there.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with running_browser() as started:
        yield started


@pytest.fixture(scope="package")
def complaints() -> list[str]:
    """Return the errors that the page wrote to its console, as they come."""
    return []


@pytest.fixture(autouse=True)
def no_complaints(complaints: list[str]) -> Iterator[None]:
    """Fail the test during which the page wrote an error to its console."""
    yield
    found = complaints.copy()
    complaints.clear()
    assert found == []


@pytest.fixture(scope="package")
def page(browser: Browser, jupyterlab: JupyterLab, complaints: list[str]) -> Page:
    """Return JupyterLab's page: one for all tests, because it takes longer to start than most tests do.

    It is that of somebody who wants nothing to move: a press shows its result at once.
    """
    page = _listened_to(jupyterlab_page(browser, jupyterlab), complaints)
    page.emulate_media(reduced_motion="reduce")
    return page


@pytest.fixture(scope="module")
def open_lesson(page: Page, jupyterlab: JupyterLab) -> OpenLesson:
    """Return a function that opens a notebook alone, with a kernel of its own, and runs the cells that are named."""

    def open_copy(name: str, *cells: str) -> Page:
        set_width(page, 1280)
        open_notebook(page, jupyterlab.fresh_copy(name))
        for cell in cells:
            run_cell(page, cell)
        return page

    return open_copy


@pytest.fixture(scope="module")
def lab_notebook(open_lesson: OpenLesson) -> Page:
    return open_lesson("04-visual")


@pytest.fixture(scope="module")
def lab_cell(lab_notebook: Page) -> str:
    """Return the cell that makes a lab and shows it."""
    return add_cell(lab_notebook, "from minikafka.lesson import Lab\n\nlab = Lab(first_sequence=1)\nlab")


@pytest.fixture
def panel(lab_notebook: Page, lab_cell: str) -> Panel:
    """Return the panel of a new lab, on which nothing moves."""
    set_look(lab_notebook, "light", 1280)
    return fresh_panel(lab_notebook, lab_cell)


@pytest.fixture
def moving(lab_notebook: Page, panel: Panel) -> Iterator[Panel]:
    """Return the panel of a new lab, on which each press plays."""
    lab_notebook.emulate_media(reduced_motion="no-preference")
    yield panel
    lab_notebook.emulate_media(reduced_motion="reduce")


def _listened_to(page: Page, complaints: list[str]) -> Page:
    def listen(text: str) -> None:
        if not _of_lab(text):
            complaints.append(text)

    page.on("console", lambda message: listen(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: listen(error.stack or str(error)))
    return page


def _of_lab(complaint: str) -> bool:
    """Return whether JupyterLab itself says this: the course has no script, only what the widget manager draws.

    Now and then JupyterLab 4.6 takes a cell's output away twice when the cell runs again during a scroll. And when a
    notebook is closed, its debugger may still be asking the kernel that ends.
    """
    twice = "removeChild" in complaint and "jupyter-widgets" not in complaint
    return twice or "Could not restore the debugger state" in complaint
