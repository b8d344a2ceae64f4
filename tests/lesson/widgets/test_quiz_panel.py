"""The quiz as a kernel holds it: what a press does, and what is read then."""

from __future__ import annotations

import ipywidgets as widgets

from minikafka.lesson import Quiz
from minikafka.lesson.content.visual.questions import QUESTIONS
from minikafka.lesson.widgets.quiz_panel import QuizPanel
from tests.lesson.markup import parsed
from tests.lesson.shown import Shown

FIRST = QUESTIONS[0]


def card_of(quiz: Quiz) -> tuple[Shown, Shown]:
    """The whole quiz, and its first question."""
    whole = QuizPanel(quiz).widget
    return Shown(whole), Shown(whole.children[1])


def choose(card: Shown, option: int) -> None:
    (radio,) = (widget for widget in card.everything if isinstance(widget, widgets.RadioButtons))
    radio.value = option


def test_a_question_is_answered_and_graded() -> None:
    whole, card = card_of(Quiz())
    assert card.button("Check").tooltip == "choose an answer first"
    choose(card, FIRST.answer())
    card.press("Check")
    assert "Correct." in card.html
    assert all(parsed(card.html).text.count(option.reason) == 1 for option in FIRST.options)
    assert "1 of 3 correct." in whole.html


def test_a_wrong_answer_gets_its_reason_and_no_other() -> None:
    whole, card = card_of(Quiz())
    wrong = (FIRST.answer() + 1) % 4
    choose(card, wrong)
    card.press("Check")
    given = parsed(card.html).text
    assert "Not so." in given
    assert [option.reason in given for option in FIRST.options].index(True) == wrong
    assert [option.reason in given for option in FIRST.options].count(True) == 1
    assert "0 of 3 correct." in whole.html


def test_another_choice_withdraws_what_was_said() -> None:
    whole, card = card_of(Quiz())
    choose(card, FIRST.answer())
    card.press("Check")
    choose(card, (FIRST.answer() + 1) % 4)
    assert "Correct." not in card.html
    assert "0 of 3 correct." in whole.html


def test_the_hint_is_shown_and_hidden() -> None:
    _, card = card_of(Quiz())
    assert FIRST.hint not in parsed(card.html).text
    card.press("Hint")
    assert FIRST.hint in parsed(card.html).text
    card.press("Hide hint")
    assert FIRST.hint not in parsed(card.html).text


def test_trying_again_is_as_if_nobody_had_answered() -> None:
    quiz = Quiz()
    whole, card = card_of(quiz)
    before = whole.html
    assert whole.button("Try again").tooltip == "nothing is answered yet"
    choose(card, 0)
    card.press("Hint", "Check")
    whole.press("Try again")
    assert whole.html == before
    assert len(card.buttons("Hint")) == 1
    assert card.button("Check").disabled
    assert quiz.chosen == {}


def test_all_right_is_praised() -> None:
    quiz = Quiz()
    whole = QuizPanel(quiz).widget
    for question, card in zip(QUESTIONS, whole.children[1:4], strict=True):
        choose(Shown(card), question.answer())
        Shown(card).press("Check")
    assert "3 of 3 correct." in Shown(whole).html
    assert "Well done" in Shown(whole).html
