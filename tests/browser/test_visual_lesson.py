"""The Visual lesson around its panel: the key moments, the quiz, and how all of it looks."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.layout import spilt_words
from tests.browser.pages import (
    add_cell,
    axe_violations,
    expect_to_fit,
    output,
    set_look,
)
from tests.browser.panel import LOOKS, Panel, new_panel, panel_in
from tests.browser.server import Theme

PROOFS = {
    "Why does the broker not store the retry?": "Step 2, stage 5 of 7 · Ignore",
    "Is the retry acknowledged?": "Step 2, stage 6 of 7 · Producer Receives Ack",
    "And if idempotence is off?": "Step 2, stage 5 of 7 · Store",
}
MINE = ("1", "Send mine", "1", "Is seq 1 duplicate?", "No - store message", "Ack for seq 1")
MINE_AGAIN = ("2", "Retry send mine", "1", "Is seq 1 duplicate?", "Yes - ignore duplicate", "Ack for seq 1")
ANSWERS = ("It ignores the duplicate.", "Step 1", "Two copies of the message")


@pytest.fixture
def panel(visual: Page) -> Panel:
    set_look(visual, "light", 1280)
    return new_panel(visual)


@pytest.fixture
def moments(visual: Page, panel: Panel) -> Panel:
    return new_panel(visual, "moments-code")


@pytest.fixture
def quiz(visual: Page) -> Panel:
    set_look(visual, "light", 1280)
    return new_panel(visual, "quiz-code")


# Key moments


@pytest.mark.parametrize(("question", "stage"), PROOFS.items())
def test_show_me_takes_the_panel_to_the_proof(panel: Panel, moments: Panel, question: str, stage: str) -> None:
    show(moments, question)
    panel.expect_stage(stage)
    moments.expect_stage(stage)


def test_show_me_switches_idempotence_as_the_proof_needs_it(panel: Panel, moments: Panel) -> None:
    show(moments, "And if idempotence is off?")
    expect(panel.idempotence).not_to_be_checked()
    expect(panel.log).to_have_text(["message1offset 0", "message1offset 1"])
    show(moments, "Is the retry acknowledged?")
    expect(panel.idempotence).to_be_checked()
    expect(panel.log).to_have_text(["message1offset 0 · seq 1"])


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
    panel.expect_process((*MINE[:5], "Ack for seq 1"))
    panel.expect_stage("Step 1, stage 6 of 7 · Producer Receives Ack")
    show(moments, "And if idempotence is off?")
    panel.expect_stage("Step 2, stage 5 of 7 · Store")
    show(moments, "Is the retry acknowledged?")
    moments.press("Back to my run")
    panel.expect_stage("Step 1, stage 6 of 7 · Producer Receives Ack")
    panel.expect_process(MINE)
    expect(panel.notice).to_contain_text("This is your own run again.")


# Quiz


def test_check_is_off_until_an_answer_is_chosen(quiz: Panel) -> None:
    card = question(quiz, 1)
    expect(card.button("Check")).to_be_disabled()
    expect(card.button("Check")).to_have_attribute("title", "choose an answer first")
    choose(card, "Step 2")
    expect(card.button("Check")).to_be_enabled()


def test_a_wrong_answer_is_told_why_it_is_wrong(quiz: Panel) -> None:
    answer(quiz, 0, "It stores the message again.")
    feedback = question(quiz, 0).element.locator(".mk-feedback")
    expect(feedback).to_have_text(
        "Not so. The log still ends where it ended after step 1: one message, one offset. Try another one."
    )
    expect_score(quiz, "0 of 3 correct.")


def test_the_right_answer_is_told_why_and_why_not_the_others(quiz: Panel) -> None:
    answer(quiz, 0, "It sends an error to the producer.")
    answer(quiz, 0, ANSWERS[0])
    feedback = question(quiz, 0).element.locator(".mk-feedback")
    expect(feedback).to_contain_text("Correct. It remembers a batch of this producer")
    expect(feedback.locator("li b")).to_have_text(
        [
            "It stores the message again.",
            "It sends an error to the producer.",
            "It increases the sequence number.",
        ]
    )
    expect_score(quiz, "1 of 3 correct.")


def test_another_choice_takes_the_verdict_away(quiz: Panel) -> None:
    answer(quiz, 1, ANSWERS[1])
    expect_score(quiz, "1 of 3 correct.")
    choose(question(quiz, 1), "Step 3")
    expect_score(quiz, "0 of 3 correct.")
    expect(question(quiz, 1).element.locator(".mk-feedback")).to_have_count(0)


def test_the_hint_opens_and_closes(quiz: Panel) -> None:
    card = question(quiz, 1)
    card.press("Hint")
    expect(card.element.locator(".mk-hint")).to_have_text("Find the first row whose “Producer Output” is an ack.")
    card.press("Hide hint")
    expect(card.element.locator(".mk-hint")).to_have_count(0)


def test_three_right_answers_are_praised(quiz: Panel) -> None:
    for number, text in enumerate(ANSWERS):
        answer(quiz, number, text)
    expect_score(quiz, "3 of 3 correct. Well done: the broker agrees with you.")


def test_try_again_forgets_every_answer(quiz: Panel) -> None:
    question(quiz, 2).press("Hint")
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
    card = question(quiz, 1)
    card.element.get_by_role("radio").first.focus()
    for key in ("Tab", "Tab", "Space"):
        visual.keyboard.press(key)
    expect(card.button("Check")).to_be_enabled()
    for key in ("Tab", "Tab", "Enter"):
        visual.keyboard.press(key)
    expect_score(quiz, "1 of 3 correct.")


# Looks


@pytest.fixture(scope="module")
def in_use(visual: Page) -> dict[str, Panel]:
    """A panel, key moments and a quiz of their own, with something to see in each of them."""
    sources = {"panel": "own = Lab(first_sequence=1)\nown", "key-moments": "KeyMoments(own)", "quiz": "Quiz()"}
    made = {name: panel_in(output(visual, add_cell(visual, source))) for name, source in sources.items()}
    made["panel"].press("Send", "Retry", "Flush", "Send", "Send")
    show(made["key-moments"], "Why does the broker not store the retry?")
    made["panel"].expect_stage("Step 2, stage 5 of 7 · Ignore")
    made["key-moments"].expect_stage("Step 2, stage 5 of 7 · Ignore")
    answer(made["quiz"], 0, "It stores the message again.")
    answer(made["quiz"], 1, ANSWERS[1])
    question(made["quiz"], 2).press("Hint")
    expect(made["quiz"].element.locator(".mk-hint")).to_be_visible()
    return made


@pytest.mark.parametrize(("theme", "width"), LOOKS)
def test_everything_fits(visual: Page, in_use: dict[str, Panel], theme: Theme, width: int) -> None:
    set_look(visual, theme, width)
    for name, part in in_use.items():
        expect_to_fit(part.element, f"visual-{name}-{theme}-{width}")


def test_the_words_of_the_chart_fit_into_their_boxes(panel: Panel) -> None:
    assert spilt_words(panel.chart) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(visual: Page, in_use: dict[str, Panel], theme: Theme) -> None:
    set_look(visual, theme, 1280)
    assert axe_violations(visual, ".mk-panel") == []


def show(moments: Panel, question: str) -> None:
    moments.element.locator(".mk-card", has_text=question).get_by_role("button", name="Show me").click()


def question(quiz: Panel, number: int) -> Panel:
    return Panel(quiz.element.locator(".mk-card").nth(number))


def choose(card: Panel, text: str) -> None:
    card.element.get_by_role("radio", name=text, exact=True).check()


def answer(quiz: Panel, number: int, text: str) -> None:
    card = question(quiz, number)
    choose(card, text)
    card.press("Check")
    expect(card.element.locator(".mk-feedback")).to_be_visible()


def expect_score(quiz: Panel, text: str) -> None:
    expect(quiz.element.locator(".mk-score")).to_have_text(text)
