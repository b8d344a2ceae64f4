"""One JupyterLab for all browser tests, one browser for each module, as many pages as a test asks for."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser, Error, Page

from tests.browser.chromium import browser_path, running_browser
from tests.browser.pages import after_run_all
from tests.browser.server import NOTEBOOKS, JupyterLab, Theme, running_jupyterlab

NewPage = Callable[..., Page]

collect_ignore_glob = [] if browser_path() else ["test_*.py"]


@pytest.fixture(scope="session")
def jupyterlab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JupyterLab]:
    with running_jupyterlab(tmp_path_factory.mktemp("jupyterlab")) as server:
        yield server


# Playwright keeps an event loop in this thread, which no test of another module should find there.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as started:
        yield started


_copies = count(1)


@pytest.fixture(scope="module")
def complaints() -> list[str]:
    """Return the errors that the pages of this module wrote to their consoles, as they come."""
    return []


@pytest.fixture(autouse=True)
def no_complaints(complaints: list[str]) -> Iterator[None]:
    """Fail the test during which a page wrote an error to its console."""
    yield
    found = complaints.copy()
    complaints.clear()
    assert found == []


@pytest.fixture(scope="module")
def new_page(browser: Browser, jupyterlab: JupyterLab, complaints: list[str]) -> Iterator[NewPage]:
    """Return a function that opens a page on a fresh copy of the notebooks, with kernels of its own."""
    contexts = []

    def open_page(theme: Theme = "light", width: int = 1280) -> Page:
        jupyterlab.set_theme(theme)
        base = jupyterlab.add_notebooks(f"copy-{next(_copies)}", NOTEBOOKS)
        context = browser.new_context(base_url=base, viewport={"width": width, "height": 900})
        contexts.append(context)
        context.request.get(f"{jupyterlab.address}/lab?token={jupyterlab.token}")
        return _listened_to(context.new_page(), complaints)

    yield open_page
    for context in contexts:
        for page in context.pages:
            page.evaluate("window.jupyterapp?.serviceManager.sessions.shutdownAll()")
        context.close()


@pytest.fixture(scope="module")
def visual(new_page: NewPage) -> Page:
    """Return the Visual lesson after Run All Cells; the tests of a module share it."""
    return after_run_all(new_page(), "04-visual.ipynb")


@pytest.fixture(scope="module")
def start_here(new_page: NewPage) -> Page:
    """Return Start here after Run All Cells; the tests of a module share it."""
    return after_run_all(new_page(), "00-start-here.ipynb")


def _listened_to(page: Page, complaints: list[str]) -> Page:
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(error.stack or str(error)) if not _of_lab(error) else None)
    return page


def _of_lab(error: Error) -> bool:
    """Return whether JupyterLab itself threw this: the course has no script, only what the widget manager draws.

    Now and then JupyterLab 4.6 takes a cell's output away twice when the cell runs again during a scroll.
    """
    return "removeChild" in error.message and "jupyter-widgets" not in (error.stack or "")
