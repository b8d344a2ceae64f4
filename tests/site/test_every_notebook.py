"""Every notebook in the browser: Run All comes to its end, and what cannot be there says so in a sentence."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import axe_violations
from tests.site.pages import NOTEBOOKS, PATIENCE, Visit, asked, panel_of, visit

pytestmark = [pytest.mark.whole_site, pytest.mark.timeout(600), pytest.mark.xdist_group("site")]

WITHOUT = {"03-deep-rows", "07-project", "09-perf"}  # begin with a cell to write in, or a table
TO_PRESS = ".jp-OutputArea-output :is(button:not([aria-disabled=true]), input[type=range])"
NOT_REACHED = "comes from Pyodide's own release, which cannot be reached from here"


@pytest.fixture
def visitor(browser: Browser, site_address: str) -> Iterator[Visit]:
    visitor = visit(browser, site_address)
    yield visitor
    visitor.page.context.close()


def run_all(page: Page) -> list[dict[str, Any]]:
    """Run the notebook to its end; returns its code cells."""
    page.evaluate("async () => { await jupyterapp.commands.execute('notebook:run-all-cells') }")
    notebook = json.loads(page.evaluate("JSON.stringify(jupyterapp.shell.currentWidget.context.model.toJSON())"))
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_run_all_comes_to_its_end(visitor: Visit, name: str) -> None:
    page = visitor.open_notebook(name)
    if name not in WITHOUT:  # what there is to press is there without a press
        expect(page.locator(TO_PRESS).first).to_be_visible(timeout=PATIENCE)
    cells = run_all(page)
    errors = [output for cell in cells for output in cell["outputs"] if output["output_type"] == "error"]
    assert [error["evalue"] for error in errors if NOT_REACHED not in error["evalue"]] == []
    assert [cell["source"] for cell in cells if cell["source"] and not cell["execution_count"]] == []


def test_what_needs_sockets_shows_what_it_shows_on_a_computer(visitor: Visit) -> None:
    cells = run_all(visitor.open_notebook("05-try"))
    served = next(cell for cell in cells if "serve(" in cell["source"])
    assert served["source"].startswith("%%on_your_computer")
    assert "This cell needs sockets" in served["outputs"][0]["text"]


def test_progress_outlives_a_reload_and_is_shared_by_notebooks(visitor: Visit) -> None:
    visitor.open_notebook("04-visual")
    code = "from minikafka.lesson.progress.progress import Kind, Progress; p = Progress(); "
    asked(visitor.page, code + "p.record('04-visual', Kind.ANSWER, 'one', correct=True)")
    other = visitor.open_notebook("00-start-here")
    assert "'one'" in asked(other, code + "print(p.rows(), p.notice)")


def test_a_search_leaves_the_only_thread_to_others_and_stops(visitor: Visit) -> None:
    page = visitor.open_notebook("03-deep")
    run_all(page)
    search = page.locator(".mk-card", has=page.get_by_role("button", name="Search", exact=True))
    for label, option in (("Idempotence", "off"), ("What can go wrong", "all that, with a second producer")):
        search.get_by_role("group", name=label).get_by_role("radio", name=option, exact=True).check()
    search.get_by_role("radio", name="Once the faults are over").check()
    search.get_by_role("group", name="Actions at most").get_by_role("radio", name="6").check()
    search.get_by_role("button", name="Search").click()
    expect(search.locator(".mk-more")).to_contain_text("s left", timeout=PATIENCE)
    assert asked(page, "print(6 * 7)").strip() == "42"
    expect(search.get_by_role("button", name="Stop")).to_have_attribute("aria-disabled", "false")
    search.get_by_role("button", name="Stop").click()
    expect(search.locator(".mk-told")).to_contain_text("it was stopped", timeout=PATIENCE)


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_axe_finds_nothing_in_the_panel(visitor: Visit, theme: str) -> None:
    page = visitor.open_notebook("04-visual")
    page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', {theme})", theme)
    expect(page.locator(f"body[data-jp-theme-name='{theme}']")).to_be_attached()
    expect(panel_of(page)).to_have_attribute("data-theme", theme.rsplit(maxsplit=1)[-1].lower())
    assert axe_violations(page, ".jp-OutputArea-output .mk-lab") == []


def test_a_lost_ack_a_retry_and_a_flush(visitor: Visit) -> None:
    panel = panel_of(visitor.open_notebook("04-visual"))
    panel.get_by_role("checkbox", name="lose the next ack").check()
    for name in ("Send", "Retry", "Flush"):
        panel.get_by_role("button", name=name, exact=True).click()
    expect(panel.get_by_role("cell", name="No ack (lost)").first).to_be_visible(timeout=PATIENCE)
    expect(panel.get_by_role("cell", name="Yes - ignore duplicate").first).to_be_visible(timeout=PATIENCE)
    expect(panel.get_by_role("cell", name="All messages confirmed")).to_be_visible(timeout=PATIENCE)


def test_a_quiz_grades_what_is_chosen(visitor: Visit) -> None:
    page = visitor.open_notebook("04-visual")
    run_all(page)
    card = page.locator(".mk-card", has=page.get_by_role("button", name="Check", exact=True)).first
    card.get_by_role("radio").first.check()
    card.get_by_role("button", name="Check", exact=True).click()
    expect(card.locator(".mk-told")).to_have_text(re.compile("^(Correct|Not)"), timeout=PATIENCE)
