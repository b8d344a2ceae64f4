"""Why in JupyterLab: the account that reads the panel's log, the plot, the questions, and how they look."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from minikafka.lesson.content.why import QUESTIONS
from minikafka.lesson.widgets.question import Question
from tests.browser.conftest import OpenLesson
from tests.browser.pages import output, run_cell
from tests.browser.panel import answer, expect_presentable, new_panel, panel_in


@pytest.fixture(scope="module")
def why(open_lesson: OpenLesson) -> Page:
    return open_lesson("02-why", "off-code", "statement-code", "panel-code", "plot-code", "quiz-code")


def test_the_account_reads_what_was_stored_in_the_panel(why: Page) -> None:
    panel = new_panel(why)
    panel.lose_ack.check()
    panel.press("Send", "Flush")
    expect(panel.log).to_have_text(["10 euro, offset 0", "10 euro, offset 1"])
    run_cell(why, "own-code")
    expect(output(why, "own-code")).to_have_text("Account(20 euro from 2 payments)")


def test_the_plot_is_told_to_those_who_cannot_see_it(why: Page) -> None:
    plot = output(why, "plot-code").locator(".mk-plot")
    expect(plot.locator("svg")).to_be_visible()
    label = plot.get_attribute("aria-label") or ""
    assert "idempotence on: from 0 at 0 to 0 at 50, least 0, most 0." in label


def test_the_questions_are_all_answered(why: Page) -> None:
    quiz = new_panel(why, "quiz-code")
    questions: tuple[Question[Any], ...] = QUESTIONS
    for number, question in enumerate(questions):
        answer(quiz, number, question.options[question.answer()].text)
    expect(quiz.element.locator(".mk-score")).to_have_text("4 of 4 correct. Well done: the broker agrees with you.")


def test_all_is_presentable(why: Page) -> None:
    expect_presentable(why, [panel_in(output(why, cell)).element for cell in ("plot-code", "quiz-code")])
