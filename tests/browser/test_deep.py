"""The Deep lesson in JupyterLab: nothing is told before an answer is given, and one answer is all there is."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenLesson
from tests.browser.pages import bring_into_view, output, run_cell
from tests.browser.panel import Panel, choose, expect_presentable, new_panel

# Not those that are drawn: JupyterLab draws one after the other.
CELLS = "jupyterapp.shell.currentWidget.content.widgets.length"
TRUE = "It refuses it, and stores it when it comes again after 1."
WRONG = "It keeps it aside until 1 has come."


@pytest.fixture(scope="module")
def deep(open_lesson: OpenLesson) -> Page:
    predictions = ("window-predict", "epoch-predict", "wrap-predict")
    return open_lesson("03-deep", "gap-predict", "gap-code", *predictions, "wrap-code")


@pytest.fixture
def gap(deep: Page) -> Panel:
    return new_panel(deep, "gap-predict")


def test_before_an_answer_the_proof_is_folded(deep: Page) -> None:
    proof = output(deep, "wrap-code")
    bring_into_view(proof)
    expect(proof.locator("summary")).to_contain_text("Commit to an answer above")
    expect(proof.locator("table")).to_be_hidden()
    proof.locator("summary").click()
    expect(proof.locator("table")).to_be_visible()
    run_cell(deep, "wrap-code")
    expect(proof.locator("table")).to_be_hidden()


def test_commit_waits_for_an_answer(gap: Panel) -> None:
    expect(gap.button("Commit")).to_be_disabled()
    expect(gap.button("Commit")).to_have_attribute("title", "choose an answer first; you can commit once")
    choose(gap, WRONG)
    expect(gap.button("Commit")).to_be_enabled()
    expect(gap.element.locator(".mk-feedback")).to_have_count(0)


def test_a_hurried_learner_commits_once(deep: Page, gap: Panel) -> None:
    choose(gap, WRONG)
    gap.button("Commit").dblclick()
    told = gap.element.locator(".mk-feedback")
    expect(told).to_contain_text(f"The broker does otherwise. True is: {TRUE}")
    expect(gap.button("Commit")).to_be_disabled()
    expect(gap.element.get_by_role("radio", name=TRUE)).to_be_disabled()
    expect(gap.element.locator(".mk-proof tbody tr")).to_have_count(4)
    run_cell(deep, "gap-code")
    expect(output(deep, "gap-code").locator("table")).to_be_visible()


def test_it_is_answered_by_keyboard_alone(deep: Page, gap: Panel) -> None:
    gap.element.get_by_role("radio").first.focus()
    for key in ("ArrowDown", "ArrowDown"):
        deep.keyboard.press(key)
    expect(gap.button("Commit")).to_be_enabled()
    for key in ("Tab", "Enter"):
        deep.keyboard.press(key)
    expect(gap.element.locator(".mk-feedback")).to_contain_text("You predicted it.")


def test_no_key_that_is_pressed_in_a_card_reaches_the_notebook(deep: Page, gap: Panel) -> None:
    before = deep.evaluate(CELLS)
    deep.evaluate("jupyterapp.shell.currentWidget.content.mode = 'command'")
    gap.element.get_by_role("radio").first.focus()
    assert deep.evaluate("document.activeElement.dataset.lmSuppressShortcuts")  # what Notebook 7 asks for
    for key in ("d", "d", "b", "a", "x", "j"):  # each would delete, add, cut or leave a cell
        deep.keyboard.press(key)
    choose(gap, TRUE)
    expect(gap.button("Commit")).to_be_enabled()  # whatever the keys would have done is done by now
    assert deep.evaluate(CELLS) == before


def test_all_is_presentable(deep: Page) -> None:
    right, wrong, hint = (new_panel(deep, name) for name in ("gap-predict", "window-predict", "epoch-predict"))
    choose(right, TRUE)
    right.press("Commit")
    choose(wrong, "Both get the error DUPLICATE_SEQUENCE_NUMBER.")
    wrong.press("Commit")
    hint.press("Hint")
    expect(hint.element.locator(".mk-hint")).to_be_visible()
    expect_presentable(deep, [part.element for part in (right, wrong, hint)])
