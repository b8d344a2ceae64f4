"""Recall in JupyterLab: cards by mouse and by keyboard, questions, explanations, and how all of it looks."""

import pytest
from playwright.sync_api import Page, expect

from minikafka.lesson.content.recall.deck import CARDS
from minikafka.lesson.content.recall.explanations import WHY_STORED_ONCE
from tests.browser.conftest import OpenLesson
from tests.browser.layout import boxes
from tests.browser.pages import set_width
from tests.browser.panel import Panel, expect_presentable, new_panel

AN_ATTEMPT = "The retry has the same sequence number. The broker doesn't remember anything."
FORGET = "from minikafka.lesson.progress.progress import Progress\nProgress().reset()"


@pytest.fixture(scope="module")
def recall(open_lesson: OpenLesson) -> Page:
    return open_lesson("08-recall", "cards-code", "explain-code")


@pytest.fixture
def deck(recall: Page) -> Panel:
    """Return the cards as a new learner finds them."""
    set_width(recall, 1280)
    recall.evaluate(
        "code => jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute({code}).done", FORGET
    )
    return new_panel(recall, "cards-code")


@pytest.fixture
def explain(recall: Page) -> Panel:
    set_width(recall, 1280)
    return new_panel(recall, "explain-code")


def expect_card(deck: Panel, number: int, *, turned: bool) -> None:
    expect(deck.element.locator(".mk-front")).to_have_text(CARDS[number].front)
    back = CARDS[number].back if turned else "Say the answer to yourself, then turn the card."
    expect(deck.element.locator(".mk-back")).to_have_text(back)


def test_a_card_is_turned_and_answered_and_nothing_jumps(deck: Panel) -> None:
    parts = (".mk-face", "button:nth-child(3)", "button:nth-child(4)", ".mk-boxes")
    expect_card(deck, 0, turned=False)
    expect(deck.button("I knew it")).to_be_disabled()
    expect(deck.button("Not yet")).to_have_attribute("title", "turn the card first")
    before = boxes(deck.element, *parts)
    deck.press("Turn the card")
    expect_card(deck, 0, turned=True)
    assert boxes(deck.element, *parts) == before
    deck.press("Not yet")
    expect_card(deck, 1, turned=False)
    expect(deck.element.locator(".mk-status")).to_have_text("Now in box 1: due now. 6 cards due now.")
    assert boxes(deck.element, *parts) == before


def test_cards_are_answered_by_keyboard_alone(recall: Page, deck: Panel) -> None:
    deck.button("Turn the card").focus()
    for number in range(3):
        expect_card(deck, number, turned=False)
        expect(deck.button("Turn the card")).to_be_focused()
        recall.keyboard.press("Enter")
        expect_card(deck, number, turned=True)
        expect(deck.button("I knew it")).to_be_enabled()
        recall.keyboard.press("Tab")
        expect(deck.button("I knew it")).to_be_focused()
        recall.keyboard.press("Enter")
    expect(deck.element.locator(".mk-boxes li").nth(1)).to_contain_text("3 cards")


def test_a_double_click_answers_one_card(deck: Panel) -> None:
    deck.press("Turn the card")
    expect_card(deck, 0, turned=True)
    deck.button("I knew it").dblclick()
    expect_card(deck, 1, turned=False)
    expect(deck.element.locator(".mk-boxes li").nth(1)).to_contain_text("1 card")


def test_an_explanation_is_compared_point_by_point(explain: Panel) -> None:
    card = Panel(explain.element.locator(".mk-card").first)
    expect(card.button("Model answer")).to_have_attribute("title", "compare a text of your own first")
    card.press("Compare")
    expect(card.element.get_by_role("status").first).to_contain_text("Nothing is written yet.")
    card.element.get_by_role("textbox", name="Your explanation").fill(AN_ATTEMPT)
    card.press("Compare")
    expect(card.element.locator(".mk-feedback b").first).to_have_text("2 of 6 points found.")
    expect(card.element.locator(".mk-points li").nth(3)).to_contain_text("Reads as the opposite.")
    card.press("Model answer")
    expect(card.element.locator(".mk-hint")).to_have_text(WHY_STORED_ONCE.model)


def test_all_is_presentable(recall: Page, deck: Panel, explain: Panel) -> None:
    deck.press("Turn the card")
    card = Panel(explain.element.locator(".mk-card").first)
    card.element.get_by_role("textbox").fill(AN_ATTEMPT)
    card.press("Compare", "Model answer")
    expect(card.element.locator(".mk-hint")).to_be_visible()
    expect_presentable(recall, [deck.element, explain.element])
