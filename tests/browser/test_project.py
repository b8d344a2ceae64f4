"""The project in JupyterLab: a learner writes the check in a hurry, and a real client asks it."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenLesson
from tests.browser.pages import (
    after_run_all,
    bring_into_view,
    output,
    run_cell,
    set_source,
)
from tests.browser.panel import expect_presentable, new_panel
from tests.browser.server import NOTEBOOKS
from tools.notebooks import read

UNSOLVED = "raise NotImplementedError"
STORES_EVERYTHING = "return STORE"
MISSPELT = "return STORE if batch.fisrt == 0 else DUPLICATE"
WITHOUT_AN_END = "while True: pass"
MISPLACED = "return STORE if state is None or batch.first == 0 else DUPLICATE"  # some rows are right in part


@pytest.fixture(scope="module")
def notebook(open_lesson: OpenLesson) -> Page:
    return after_run_all(open_lesson("07-project"))


def write(page: Page, body: str) -> Locator:
    """Write a check of one line, as a learner does, and run its cell; returns the review."""
    return run(page, f"def check(batch, state, must_start_at_zero):\n    {body}")


def write_the_solution(page: Page) -> Locator:
    """Write the check of the solution notebook."""
    cells = {cell.id: cell.source for cell in read(NOTEBOOKS / "solutions" / "07-project.ipynb").cells}
    return run(page, cells["check-code"].partition("Project().review")[0])


def run(page: Page, check: str) -> Locator:
    set_source(page, "check-code", f"{check}\n\nproject.review(check)")
    run_cell(page, "check-code")
    return output(page, "check-code").locator(".mk-panel")


def expect_verdict(review: Locator, *words: str) -> None:
    for part in words:
        expect(review.get_by_role("status")).to_contain_text(part)


def test_a_notebook_that_nobody_has_solved_says_so(notebook: Page) -> None:
    expect_verdict(write(notebook, UNSOLVED), "To do: 4 steps, 70 core scenarios.", "Next is step 1")
    run_cell(notebook, "client-code")
    expect(output(notebook, "client-code")).to_contain_text("To do: your check has no answer yet")


def test_a_hurried_learner_gets_a_review_of_whatever_runs(notebook: Page) -> None:
    expect_verdict(write(notebook, STORES_EVERYTHING), "1 of 4 steps", "Not yet, row 2: your check answered STORE")
    expect(output(notebook, "check-code").get_by_role("listitem").last).to_have_text("send, the request arrives twice")
    expect_verdict(write(notebook, MISSPELT), "failed in line 2, `return STORE if batch.fisrt == 0 else DUPLICATE`")
    expect_verdict(write(notebook, WITHOUT_AN_END), "was stopped in line 2, `while True: pass`")


def test_a_check_that_stores_everything_stores_the_clients_retry(notebook: Page) -> None:
    write(notebook, STORES_EVERYTHING)
    run_cell(notebook, "client-code")
    expect(output(notebook, "client-code")).to_contain_text("“20 euro” is there twice and was sent once")


def test_the_solution_is_correct_and_serves_the_client_twice(notebook: Page) -> None:
    review = write_the_solution(notebook)
    expect_verdict(review, "Correct: your check answers as Kafka does, in all 70 core scenarios.")
    expect(review.locator(".mk-rows .mk-good")).to_have_count(11)
    for _ in range(2):
        run_cell(notebook, "client-code")
        expect(output(notebook, "client-code")).to_contain_text("Correct: the log holds the 3 messages")


def test_the_hints_are_folded_and_open_by_keyboard(notebook: Page) -> None:
    hint = write(notebook, UNSOLVED).locator("details", has_text="A hint for step 1")
    bring_into_view(hint)
    expect(hint.get_by_text("state.batches[-1]")).to_be_hidden()
    hint.locator("summary").press("Enter")
    expect(hint.get_by_text("state.batches[-1]")).to_be_visible()


def test_a_learner_searches_with_the_check_as_it_is_now(notebook: Page) -> None:
    write(notebook, STORES_EVERYTHING)
    search = new_panel(notebook, "every-run-code")
    search.press("Search")
    expect(search.element.get_by_role("status").last).to_contain_text("Broken in 1 action.")
    expect(output(notebook, "every-run-code").locator(".mk-lab")).to_be_visible()


def test_all_is_presentable(notebook: Page) -> None:
    review = write(notebook, MISPLACED)
    expect_verdict(review, "Not yet, row 7")
    expect(review.get_by_text("A run of 1 action breaks a promise")).to_be_visible()
    expect_presentable(notebook, [review])
