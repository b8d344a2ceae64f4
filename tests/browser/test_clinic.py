"""The clinic in JupyterLab: a case by mouse and one by keys, and what is told only after the answer."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenLesson
from tests.browser.pages import bring_into_view, output, set_width
from tests.browser.panel import LOOKS, Panel, card, choose, expect_presentable, new_panel, panel_in

CELLS = "jupyterapp.shell.currentWidget.content.widgets.length"
A_SCREEN = 670  # pixels that a notebook has in a window of 800


@pytest.fixture(scope="module")
def clinic(open_lesson: OpenLesson) -> Page:
    return open_lesson("10-clinic", "expired-code", "made-again-code")


def test_the_first_press_is_on_the_first_screen(clinic: Page) -> None:
    set_width(clinic, 1280)
    case = question(new_panel(clinic, "expired-code"))
    bring_into_view(clinic.locator(".jp-Notebook-cell").first)
    top = clinic.locator(".jp-Notebook-cell").first.bounding_box()
    commit = case.button("Commit").bounding_box()
    assert top
    assert commit
    assert commit["y"] + commit["height"] - top["y"] < A_SCREEN


def test_nothing_is_told_before_one_has_committed(clinic: Page) -> None:
    case = question(new_panel(clinic, "expired-code"))
    choose(case, "Order 1 alone.")
    for told in ("svg", "table", ".mk-feedback", ".mk-others"):
        expect(case.element.locator(told)).to_have_count(0)


def test_the_mouse_commits_and_sees_the_run_the_cause_and_the_cure(clinic: Page) -> None:
    case = question(new_panel(clinic, "expired-code"))
    choose(case, "Order 1 alone.")
    case.press("Commit")
    expect(case.element.locator(".mk-feedback")).to_contain_text("Orders 1 and 3.")
    expect(case.element.get_by_role("img", name="Time diagram")).to_be_visible()
    expect(case.element.locator("table")).to_contain_text("No - refuse")
    expect(case.element).to_contain_text("Raise delivery.timeout.ms")
    expect(case.element.get_by_role("radio").first).to_be_disabled()


def test_the_keys_do_the_same_and_none_reaches_the_notebook(clinic: Page) -> None:
    before = clinic.evaluate(CELLS)
    case = question(new_panel(clinic, "made-again-code"))
    case.element.get_by_role("radio").first.focus()
    for key in ("ArrowDown", "d", "d", "Tab"):
        clinic.keyboard.press(key)
    expect(case.button("Commit")).to_be_focused()
    expect(case.button("Commit")).not_to_have_attribute("aria-disabled", "true")
    clinic.keyboard.press("Enter")
    expect(case.element.locator(".mk-feedback")).to_contain_text("since 4.5")
    expect(case.element.get_by_role("img", name="Time diagram")).to_have_count(2)
    assert clinic.evaluate(CELLS) == before


def test_all_is_presentable(clinic: Page) -> None:
    expired, made_again = (panel_in(output(clinic, cell)) for cell in ("expired-code", "made-again-code"))
    expect_presentable(clinic, [expired.element, question(made_again).element], LOOKS)


def question(case: Panel) -> Panel:
    """The question of a case, below its lines."""
    return card(case, 1)
