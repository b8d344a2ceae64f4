"""Why in JupyterLab: the slider by mouse and by keys, the account, the questions, and how they look."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from minikafka.lesson.content.why import QUESTIONS
from minikafka.lesson.content.why.losses import stored_runs
from minikafka.lesson.widgets.question import Question
from tests.browser.conftest import OpenLesson
from tests.browser.layout import boxes
from tests.browser.pages import output, run_cell, set_width
from tests.browser.panel import answer, expect_presentable, new_panel, panel_in

CELLS = "jupyterapp.shell.currentWidget.content.widgets.length"
ACTIVE = "jupyterapp.shell.currentWidget.content.activeCellIndex"
PARTS = (".mk-slide", ".mk-sentence", ".mk-sides", "svg")


@pytest.fixture(scope="module")
def why(open_lesson: OpenLesson) -> Page:
    return open_lesson("02-why", "losses-code", "quiz-code")


@pytest.fixture
def losses(why: Page) -> Locator:
    return new_panel(why, "losses-code").element


@pytest.mark.parametrize("width", [900, 1280])
def test_the_slider_follows_the_keys_and_none_reaches_the_notebook(why: Page, losses: Locator, width: int) -> None:
    set_width(why, width)
    slider = losses.get_by_role("slider", name="acks lost")
    slider.focus()
    before = why.evaluate(CELLS), why.evaluate(ACTIVE)
    places = boxes(losses, *PARTS)
    for key in (*["ArrowRight"] * 6, "d", "d", "b", "m"):
        why.keyboard.press(key)
    expect(losses.locator(".mk-sentence")).to_contain_text("50 of 100 acks are lost. Off: 20 payments become ")
    expect(slider).to_have_attribute("aria-valuetext", "50 percent")
    assert (why.evaluate(CELLS), why.evaluate(ACTIVE)) == before
    assert boxes(losses, *PARTS) == places


def test_the_logs_show_each_record_of_one_run(why: Page, losses: Locator) -> None:
    slider = losses.get_by_role("slider")
    box = slider.bounding_box()
    assert box
    why.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)  # half of 50 %
    (runs,) = (runs for runs in stored_runs() if runs.percent == 25)
    off, on = losses.locator(".mk-side").all()
    expect(off.locator("li:visible")).to_have_count(sum(runs.copies))
    expect(off.locator("li.mk-copy:visible")).to_have_count(runs.off[0])
    expect(on.locator("li:visible")).to_have_count(20)
    expect(on.locator("p")).to_have_text("20 records, none too many")


def test_the_next_cell_runs_at_the_share_of_the_slider(why: Page, losses: Locator) -> None:
    losses.get_by_role("slider").press("Home")
    expect(losses.locator(".mk-sentence")).to_contain_text("No ack is lost.")
    run_cell(why, "often-code")
    expect(output(why, "often-code")).to_have_text("20 messages sent, 20 stored: 0 duplicates")


def test_the_questions_are_all_answered(why: Page) -> None:
    quiz = new_panel(why, "quiz-code")
    questions: tuple[Question[Any], ...] = QUESTIONS
    for number, question in enumerate(questions):
        answer(quiz, number, question.options[question.answer()].text)
    expect(quiz.element.locator(".mk-score")).to_have_text("4 of 4 correct. Well done: the broker agrees with you.")


def test_all_is_presentable(why: Page) -> None:
    expect_presentable(why, [panel_in(output(why, cell)).element for cell in ("losses-code", "quiz-code")])
