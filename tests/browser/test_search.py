"""The search in JupyterLab: asked, stopped, and its run played, while the kernel goes on answering."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenLesson
from tests.browser.pages import added_cell, bring_into_view, output
from tests.browser.panel import Panel, choose, expect_presentable, new_panel

CELLS = "jupyterapp.shell.currentWidget.content.widgets.length"

CELL = "any-way-code"
NO_PROMISE_BREAKS = "Once the faults are over, every message that has a minute left is acknowledged."


@pytest.fixture(scope="module")
def deep(open_lesson: OpenLesson) -> Page:
    return open_lesson("03-deep")


@pytest.fixture
def search(deep: Page) -> Panel:
    found = new_panel(deep, CELL)
    bring_into_view(found.element)
    return found


def ask(search: Panel, label: str, option: str) -> None:
    """Choose one option of a field by the mouse."""
    search.element.get_by_role("group", name=label).get_by_role("radio", name=option, exact=True).check()


def told(search: Panel) -> Locator:
    return search.element.locator(".mk-told").first


def test_the_run_that_breaks_a_promise_is_played_below(deep: Page, search: Panel) -> None:
    search.press("Search")
    expect(told(search)).to_contain_text("✓ None of 1,070 runs of up to 4 actions breaks it.")
    ask(search, "Idempotence", "off")
    search.press("Search")
    expect(told(search)).to_contain_text("✕ Broken in 1 action.")
    expect(told(search).get_by_role("listitem")).to_have_text(["send, the request arrives twice"])
    run = Panel(output(deep, CELL).locator(".mk-lab"))
    expect(run.element).to_have_count(1)
    expect(run.log).to_have_count(2)
    run.button("Back").click()
    run.press("Send")
    expect(run.log).to_have_count(3)
    ask(search, "Idempotence", "on")
    search.press("Search")
    expect(told(search)).to_contain_text("✓ None of 1,070 runs")
    expect(run.element).to_have_count(0)


def test_settings_that_contradict_each_other_are_told_and_mended(search: Panel) -> None:
    ask(search, "Idempotence", "off")
    ask(search, "First sequence", "1")
    search.press("Search")
    expect(told(search)).to_contain_text("Nothing was searched: first_sequence needs idempotence")
    ask(search, "First sequence", "0")
    search.press("Search")
    expect(told(search)).to_contain_text("✕ Broken in 1 action.")


def test_by_keyboard_alone_it_is_begun_and_stopped_while_the_kernel_answers(deep: Page, search: Panel) -> None:
    choose(search, NO_PROMISE_BREAKS)
    ask(search, "Idempotence", "off")
    ask(search, "What can go wrong", "all that, with a second producer")
    search.element.get_by_role("group", name="Actions at most").get_by_role("radio", name="4").focus()
    for key in ("ArrowRight", "ArrowRight", "Tab", "Enter"):
        deep.keyboard.press(key)
    expect(search.button("Stop")).to_be_focused()
    expect(search.element.locator(".mk-more").first).to_contain_text("s left")
    with added_cell(deep, "6 * 7") as answer:
        expect(answer).to_have_text("42")
        expect(search.button("Stop")).not_to_have_attribute("aria-disabled", "true")
    search.button("Stop").focus()
    deep.keyboard.press("Enter")
    expect(told(search)).to_contain_text("The search ended there: it was stopped.")
    expect(search.button("Search")).to_be_focused()


def test_no_key_that_is_pressed_in_it_reaches_the_notebook(deep: Page, search: Panel) -> None:
    before = deep.evaluate(CELLS)
    deep.evaluate("jupyterapp.shell.currentWidget.content.mode = 'command'")
    search.element.get_by_role("radio").first.focus()
    for key in ("d", "d", "b", "a", "x", "j"):  # each would delete, add, cut or leave a cell
        deep.keyboard.press(key)
    search.press("Search")
    expect(told(search)).to_contain_text("None of")  # whatever the keys would have done is done by now
    expect(search.button("Search")).to_be_focused()  # it went to Stop meanwhile
    assert deep.evaluate(CELLS) == before


def test_it_is_presentable(deep: Page, search: Panel) -> None:
    ask(search, "What can go wrong", "all that, with a second producer")
    choose(search, "Every message is stored, or its application was told that it failed, or it may still be stored.")
    search.press("Search")
    expect(output(deep, CELL).locator(".mk-lab")).to_have_count(1)
    expect_presentable(deep, [search.element])
