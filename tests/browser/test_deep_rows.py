"""The rows of the check in JupyterLab: twelve runs to judge, and nothing shown that answers them."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenLesson
from tests.browser.pages import bring_into_view, output
from tests.browser.panel import card, expect_presentable, panel_in


@pytest.fixture(scope="module")
def rows(open_lesson: OpenLesson) -> Page:
    return open_lesson("03-deep-rows", "rows-code", "table-code", "myths-code", "keys-code")


@pytest.mark.parametrize("cell_id", ["table-code", "keys-code"])
def test_what_answers_a_question_is_folded_and_opens(rows: Page, cell_id: str) -> None:
    proof = output(rows, cell_id)
    bring_into_view(proof)
    expect(proof.locator("table")).to_be_hidden()
    proof.locator("summary").click()
    expect(proof.locator("table")).to_be_visible()


def test_a_reason_is_told_once_a_row_was_chosen(rows: Page) -> None:
    run = card(panel_in(output(rows, "rows-code")), 0)
    expect(run.element.locator(".mk-feedback")).to_have_count(0)
    run.element.get_by_role("radio").first.check()
    run.button("Check").click()
    expect(run.element.locator(".mk-feedback")).to_contain_text("sequence")


def test_all_is_presentable(rows: Page) -> None:
    expect_presentable(rows, [panel_in(output(rows, cell)).element for cell in ("rows-code", "myths-code")])
