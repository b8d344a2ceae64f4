"""The Perf lesson in JupyterLab: its plots say what they show, its answer comes when asked for, its quiz counts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenLesson
from tests.browser.pages import (
    output,
    run_cell,
)
from tests.browser.panel import Panel, expect_presentable, new_panel


@pytest.fixture(scope="module")
def perf(open_lesson: OpenLesson) -> Page:
    return open_lesson("09-perf")


@pytest.fixture
def interview(perf: Page) -> Panel:
    return new_panel(perf, "interview-code")


def test_a_plot_is_a_picture_whose_values_are_said_in_words(perf: Page) -> None:
    run_cell(perf, "window-memory-code")
    picture = output(perf, "window-memory-code").locator(".mk-plot")
    expect(picture).to_have_role("img")
    expect(picture).to_have_accessible_name(re.compile("Memory for one producer id at one partition.*most"))
    expect(picture.locator("svg")).to_contain_text("bytes of memory")


def test_the_answer_comes_and_goes_as_often_as_one_presses(interview: Panel) -> None:
    answer = interview.element.locator(".mk-answer")
    expect(answer).to_have_count(0)
    interview.press("Show an answer", "Hide the answer", "Show an answer")
    expect(answer.get_by_role("listitem")).to_have_count(5)
    expect(answer).to_contain_text("Counted: 5 batches of 1,000 are remembered")
    interview.button("Hide the answer").dblclick()
    expect(answer.get_by_role("listitem")).to_have_count(5)


def test_a_question_is_graded_twice(perf: Page) -> None:
    quiz = new_panel(perf, "quiz-code").element
    card = quiz.locator(".mk-card").nth(1)
    expect(card.get_by_role("button", name="Check")).to_be_disabled()
    for choice, verdict in (("One", "Not so."), ("Five", "Correct.")):
        card.get_by_role("radio", name=choice, exact=True).check()
        card.get_by_role("button", name="Check").dblclick()
        expect(card.locator(".mk-feedback")).to_contain_text(verdict)
    expect(quiz.locator(".mk-score")).to_contain_text("1 of 4 correct")


def test_all_is_presentable(perf: Page, interview: Panel) -> None:
    interview.press("Show an answer")
    run_cell(perf, "window-memory-code")
    plot = output(perf, "window-memory-code").locator(".mk-plot")
    expect_presentable(perf, [interview.element, plot])
