"""The Visual lesson around its panel: the key moments, the quiz, and how all of it looks."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenLesson
from tests.browser.layout import spilt_words
from tests.browser.pages import (
    SCREENSHOTS,
    add_cell,
    after_run_all,
    bring_into_view,
    output,
    set_look,
    set_width,
)
from tests.browser.panel import (
    LOOKS,
    PROCESS_HEADS,
    Panel,
    answer,
    card,
    choose,
    expect_presentable,
    expect_table,
    new_panel,
    panel_in,
)

ONE, TWO = ["message1, offset 0"], ["message1, offset 0", "message1, offset 1"]
PROOFS = {
    "And if idempotence is off?": ("Step 2, stage 5 of 7 · ✗ Store", TWO),
    "Why does the broker not store the retry?": ("Step 2, stage 5 of 7 · ✓ Ignore", ONE),
    "Is the retry acknowledged?": ("Step 2, stage 6 of 7 · ✓ Producer Receives Ack", ONE),
}
MINE = ("1", "Send mine", "0", "Is seq 0 duplicate?", "No - store message", "Ack for seq 0")
MINE_AGAIN = ("2", "Retry send mine", "0", "Is seq 0 duplicate?", "Yes - ignore duplicate", "Ack for seq 0")
ANSWERS = ("It ignores the duplicate.", "Step 2", "Two copies of the message")
LOST = ("1", "Send message1", "0", "Is seq 0 duplicate?", "No - store message", "No ack (lost)")
SETTLED = ("2", "Retry send message1", "0", "Is seq 0 duplicate?", "Yes - ignore duplicate", "Ack for seq 0")
FLUSHED = ("3", "Flush producer", "-", "-", "-", "All messages confirmed")
PAGE = (
    ("1", "Send message1", "1", "Is seq 1 duplicate?", "No - store message", "Ack for seq 1"),
    ("2", "Retry send message1", "1", "Is seq 1 duplicate?", "Yes - ignore duplicate", "Ack for seq 1"),
    FLUSHED,
)


@pytest.fixture(scope="module")
def visual(open_lesson: OpenLesson) -> Page:
    return after_run_all(open_lesson("04-visual"))


@pytest.fixture
def panel(visual: Page) -> Panel:
    """Return a panel whose run begins anew: the notebook's own has lost an ack already."""
    set_width(visual, 1280)
    shown = new_panel(visual)
    shown.press("Reset")
    return shown


@pytest.fixture
def moments(visual: Page, panel: Panel) -> Panel:
    return new_panel(visual, "moments-code")


@pytest.fixture
def quiz(visual: Page) -> Panel:
    set_width(visual, 1280)
    return new_panel(visual, "quiz-code")


# The run


def test_flush_settles_what_was_lost_and_the_cell_below_has_the_same_rows(visual: Page) -> None:
    panel = new_panel(visual)
    panel.expect_process(LOST)
    panel.press("Flush")
    panel.expect_process(LOST, SETTLED, FLUSHED)
    expect_table(output(visual, "process-code"), PROCESS_HEADS, LOST, SETTLED, FLUSHED)


def test_the_page_s_table_stands_where_it_differs(visual: Page) -> None:
    expect_table(output(visual, "page-code"), PROCESS_HEADS, *PAGE)


# Key moments


def test_show_me_takes_the_panel_to_the_proof_and_switches_idempotence_as_it_needs_it(
    panel: Panel, moments: Panel
) -> None:
    for question, (stage, log) in PROOFS.items():
        show(moments, question)
        panel.expect_told(stage)
        moments.expect_told(stage)
        expect(panel.idempotence).to_be_checked(checked=len(log) == 1)
        expect(panel.log).to_have_text(log)


def test_show_me_prefers_the_learners_own_run(panel: Panel, moments: Panel) -> None:
    panel.send("mine")
    panel.press("Retry")
    panel.expect_process(MINE, MINE_AGAIN)
    show(moments, "Why does the broker not store the retry?")
    panel.expect_process(MINE, (*MINE_AGAIN[:5], "…"))
    expect(moments.button("Back to my run")).to_be_disabled()
    expect(moments.button("Back to my run")).to_have_attribute("title", "this is your own run")


def test_back_to_my_run_gives_the_own_run_back(panel: Panel, moments: Panel) -> None:
    panel.send("mine")
    panel.press("Back")
    panel.expect_process((*MINE[:5], "Ack for seq 0"))
    panel.expect_told("Step 1, stage 6 of 7 · Producer Receives Ack")
    show(moments, "And if idempotence is off?")
    panel.expect_told("Step 2, stage 5 of 7 · ✗ Store")
    show(moments, "Is the retry acknowledged?")
    moments.press("Back to my run")
    panel.expect_told("Step 1, stage 6 of 7 · Producer Receives Ack")
    panel.expect_process(MINE)
    expect(panel.notice).to_contain_text("This is your own run again.")


# Quiz


def test_no_key_that_is_pressed_on_a_moment_reaches_the_notebook(visual: Page, panel: Panel, moments: Panel) -> None:
    cells = "jupyterapp.shell.currentWidget.content.widgets.map(cell => cell.model.type)"
    before = visual.evaluate(cells)
    moments.element.get_by_role("button", name="Show me").first.focus()
    for key in ("d", "d", "m", "b", "x"):
        visual.keyboard.press(key)
    panel.press("Send")  # whatever the keys would have done is done by now
    assert visual.evaluate(cells) == before


def test_check_is_off_until_an_answer_is_chosen(quiz: Panel) -> None:
    asked = card(quiz, 1)
    expect(asked.button("Check")).to_be_disabled()
    expect(asked.button("Check")).to_have_attribute("title", "choose an answer first")
    choose(asked, "Step 2")
    expect(asked.button("Check")).to_be_enabled()


def test_a_wrong_answer_is_told_why_it_is_wrong(quiz: Panel) -> None:
    answer(quiz, 0, "It stores the message again.")
    feedback = card(quiz, 0).element.locator(".mk-feedback")
    expect(feedback).to_have_text(
        "Not so. The log still ends where it ended after step 1: one message, one offset. Try another one."
    )
    expect_score(quiz, "0 of 3 correct.")


def test_the_right_answer_is_told_why_and_why_not_the_others(quiz: Panel) -> None:
    answer(quiz, 0, "It sends an error to the producer.")
    answer(quiz, 0, ANSWERS[0])
    feedback = card(quiz, 0).element.locator(".mk-feedback")
    expect(feedback).to_contain_text("Correct. It remembers a batch of this producer")
    expect(card(quiz, 0).element.locator(".mk-others li b")).to_have_text(
        [
            "“It stores the message again.”",
            "“It sends an error to the producer.”",
            "“It increases the sequence number.”",
        ]
    )
    expect_score(quiz, "1 of 3 correct.")


def test_another_choice_takes_the_verdict_away(quiz: Panel) -> None:
    answer(quiz, 1, ANSWERS[1])
    expect_score(quiz, "1 of 3 correct.")
    choose(card(quiz, 1), "Step 3")
    expect_score(quiz, "0 of 3 correct.")
    expect(card(quiz, 1).element.locator(".mk-feedback")).to_have_count(0)


def test_the_hint_opens_and_closes(quiz: Panel) -> None:
    asked = card(quiz, 1)
    asked.press("Hint")
    expect(asked.element.locator(".mk-hint")).to_have_text("Find the first row whose “Producer Output” is an ack.")
    asked.press("Hide hint")
    expect(asked.element.locator(".mk-hint")).to_have_count(0)


def test_three_right_answers_are_praised(quiz: Panel) -> None:
    for number, text in enumerate(ANSWERS):
        answer(quiz, number, text)
    expect_score(quiz, "3 of 3 correct. Well done: the broker agrees with you.")


def test_try_again_forgets_every_answer(quiz: Panel) -> None:
    card(quiz, 2).press("Hint")
    answer(quiz, 0, ANSWERS[0])
    answer(quiz, 2, "Still one copy of the message")
    quiz.press("Try again")
    expect_score(quiz, "0 of 3 correct.")
    expect(quiz.element.get_by_role("radio", checked=True)).to_have_count(0)
    expect(quiz.element.locator(".mk-feedback, .mk-hint")).to_have_count(0)
    expect(quiz.element.get_by_role("button", name="Hint", exact=True)).to_have_count(3)
    expect(quiz.element.get_by_role("button", name="Check")).to_have_count(3)
    expect(quiz.element.get_by_role("button", name="Check", disabled=True)).to_have_count(3)


def test_the_quiz_is_answered_by_keyboard_alone(visual: Page, quiz: Panel) -> None:
    asked = card(quiz, 1)
    asked.element.get_by_role("radio").first.focus()
    for key in ("Space", "ArrowDown"):
        visual.keyboard.press(key)
    expect(asked.button("Check")).not_to_have_attribute("aria-disabled", "true")
    for key in ("Tab", "Enter"):
        visual.keyboard.press(key)
    expect_score(quiz, "1 of 3 correct.")


# Looks


def test_all_is_presentable(visual: Page) -> None:
    sources = ("own = Lab(first_sequence=1)\nown", "KeyMoments(own)", "Quiz()")
    panel, moments, quiz = (panel_in(output(visual, add_cell(visual, source))) for source in sources)
    panel.press("Send", "Retry", "Flush", "Send", "Send")
    show(moments, "Why does the broker not store the retry?")
    moments.expect_told("Step 2, stage 5 of 7 · ✓ Ignore")
    answer(quiz, 0, "It stores the message again.")
    answer(quiz, 1, ANSWERS[1])
    card(quiz, 2).press("Hint")
    expect(quiz.element.locator(".mk-hint")).to_be_visible()
    expect_presentable(visual, [part.element for part in (panel, moments, quiz)], LOOKS)
    for theme, width in LOOKS:
        set_look(visual, theme, width)
        bring_into_view(panel.element)
        panel.element.screenshot(path=SCREENSHOTS / f"visual-panel-{theme}-{width}.png")


def test_the_words_of_the_chart_fit_into_their_boxes(panel: Panel) -> None:
    assert spilt_words(panel.chart) == []


def show(moments: Panel, question: str) -> None:
    moments.element.locator(".mk-card", has_text=question).get_by_role("button", name="Show me").click()


def expect_score(quiz: Panel, text: str) -> None:
    expect(quiz.element.locator(".mk-score")).to_have_text(text)
