"""Learn and Why in JupyterLab: the panel pressed as told, the account that reads it, the plot, the questions."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from minikafka.lesson.learn import QUESTIONS as LEARN_QUESTIONS
from minikafka.lesson.question import Question
from minikafka.lesson.why import QUESTIONS as WHY_QUESTIONS
from tests.browser.conftest import NewPage
from tests.browser.pages import (
    after_run_all,
    axe_violations,
    expect_to_fit,
    open_notebook,
    output,
    run_cell,
    set_look,
)
from tests.browser.panel import CORNERS, Panel, new_panel, panel_in
from tests.browser.server import Theme


@pytest.fixture(scope="module")
def learn(new_page: NewPage) -> Page:
    page = new_page()
    open_notebook(page, "01-learn.ipynb")
    for widget in ("panel-code", "quiz-code"):  # they need no other cell
        run_cell(page, widget)
    return page


@pytest.fixture(scope="module")
def why(new_page: NewPage) -> Page:
    return after_run_all(new_page(), "02-why.ipynb")


def test_learn_s_panel_does_what_the_text_beside_it_says(learn: Page) -> None:
    panel = new_panel(learn)
    panel.press("Send")
    expect(panel.log).to_have_text(["10 eurooffset 0 · seq 0"])
    panel.lose_ack.check()
    panel.press("Send", "Flush")
    expect(panel.log).to_have_text(["10 eurooffset 0 · seq 0", "10 eurooffset 1 · seq 1"])
    panel.idempotence.uncheck()
    panel.lose_ack.check()
    panel.press("Send", "Flush")
    expect(panel.log).to_have_text(["10 eurooffset 0", "10 eurooffset 1"])


def test_learn_s_questions_are_graded_twice_and_in_the_wrong_order(learn: Page) -> None:
    quiz = new_panel(learn, "quiz-code")
    for number in (3, 0):
        right = LEARN_QUESTIONS[number].answer()
        answer(quiz, number, LEARN_QUESTIONS[number].options[right - 1].text)
        expect(card(quiz, number).element.locator(".mk-no")).to_be_visible()
        answer(quiz, number, LEARN_QUESTIONS[number].options[right].text)
        expect(card(quiz, number).element.locator(".mk-yes")).to_be_visible()
    expect(quiz.element.locator(".mk-score")).to_have_text("2 of 4 correct.")


def test_why_s_account_reads_what_was_stored_in_the_panel(why: Page) -> None:
    panel = new_panel(why)
    panel.lose_ack.check()
    panel.press("Send", "Flush")
    expect(panel.log).to_have_text(["10 eurooffset 0", "10 eurooffset 1"])
    run_cell(why, "own-code")
    expect(output(why, "own-code")).to_have_text("Account(20 euro from 2 payments)")


def test_why_s_plot_is_told_to_those_who_cannot_see_it(why: Page) -> None:
    plot = output(why, "plot-code").locator(".mk-plot")
    expect(plot.locator("svg")).to_be_visible()
    label = plot.get_attribute("aria-label") or ""
    assert "idempotence on: from 0 at 0 to 0 at 50, least 0, most 0." in label


def test_why_s_questions_are_all_answered(why: Page) -> None:
    quiz = new_panel(why, "quiz-code")
    questions: tuple[Question[Any], ...] = WHY_QUESTIONS
    for number, question in enumerate(questions):
        answer(quiz, number, question.options[question.answer()].text)
    expect(quiz.element.locator(".mk-score")).to_have_text("4 of 4 correct. Well done: the broker agrees with you.")


@pytest.mark.parametrize(("theme", "width"), CORNERS)
def test_everything_fits(why: Page, theme: Theme, width: int) -> None:
    set_look(why, theme, width)
    for cell in ("plot-code", "quiz-code"):
        shown = panel_in(output(why, cell)).element
        expect_to_fit(shown, f"why-{cell}-{theme}-{width}")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(learn: Page, why: Page, theme: Theme) -> None:
    for page in (learn, why):
        set_look(page, theme, 1280)
        assert axe_violations(page, ".mk-panel") == []


def card(quiz: Panel, number: int) -> Panel:
    return Panel(quiz.element.locator(".mk-card").nth(number))


def answer(quiz: Panel, number: int, text: str) -> None:
    asked = card(quiz, number)
    asked.element.get_by_role("radio", name=text, exact=True).check()
    asked.press("Check")
    expect(asked.element.locator(".mk-feedback")).to_be_visible()
