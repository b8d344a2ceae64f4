"""Learn in JupyterLab: the panel pressed as the text beside it says, and the questions."""

import pytest
from playwright.sync_api import Page, expect

from minikafka.lesson.content.learn import QUESTIONS
from tests.browser.conftest import OpenLesson
from tests.browser.pages import SCREEN, first_screen_ends, output
from tests.browser.panel import answer, card, expect_presentable, new_panel, panel_in


@pytest.fixture(scope="module")
def learn(open_lesson: OpenLesson) -> Page:
    return open_lesson("01-learn", "panel-code", "quiz-code")  # they need no other cell


def test_a_retry_is_stored_twice_without_idempotence_and_once_with_it(learn: Page) -> None:
    panel = new_panel(learn)
    expect(panel.idempotence).not_to_be_checked()
    expect(panel.log).to_have_text(["30 euro, offset 0"])  # sent by the cell, and the ack is lost
    panel.press("Flush")
    expect(panel.log).to_have_text(["30 euro, offset 0", "30 euro, offset 1"])
    panel.idempotence.check()
    expect(panel.log).to_have_count(0)  # a fresh run
    panel.lose_ack.check()
    panel.press("Send")
    expect(panel.log).to_have_text(["30 euro, offset 0"])
    panel.press("Flush")
    expect(panel.element.locator(".mk-process tbody tr").nth(1)).to_contain_text("Yes - ignore duplicate")
    expect(panel.log).to_have_text(["30 euro, offset 0"])


def test_title_panel_and_sentence_are_on_the_first_screen(learn: Page) -> None:
    assert first_screen_ends(learn, new_panel(learn).told) <= SCREEN


def test_the_questions_are_graded_twice_and_in_the_wrong_order(learn: Page) -> None:
    quiz = new_panel(learn, "quiz-code")
    for number in (3, 0):
        right = QUESTIONS[number].answer()
        answer(quiz, number, QUESTIONS[number].options[right - 1].text)
        expect(card(quiz, number).element.locator(".mk-no")).to_be_visible()
        answer(quiz, number, QUESTIONS[number].options[right].text)
        expect(card(quiz, number).element.locator(".mk-yes")).to_be_visible()
    expect(quiz.element.locator(".mk-score")).to_have_text("2 of 5 correct.")


def test_whoever_tries_again_sees_the_first_question(learn: Page) -> None:
    quiz = new_panel(learn, "quiz-code")
    for number in range(len(QUESTIONS)):
        answer(quiz, number, QUESTIONS[number].options[QUESTIONS[number].answer()].text)
    learn.set_viewport_size({"width": 1280, "height": 800})
    quiz.button("Try again").click()
    expect(quiz.element.locator(".mk-feedback")).to_have_count(0)
    expect(card(quiz, 0).element).to_be_in_viewport(ratio=0.95)


def test_all_is_presentable(learn: Page) -> None:
    expect_presentable(learn, [panel_in(output(learn, cell)).element for cell in ("panel-code", "quiz-code")])
