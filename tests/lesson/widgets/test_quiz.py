"""The quiz on its cards: what a press does, and what is read then."""

from __future__ import annotations

from minikafka.lesson import Quiz
from minikafka.lesson.content.visual.questions import QUESTIONS
from tests.lesson.on_cards import OnCard, on_cards

FIRST = QUESTIONS[0]


def cards_of(quiz: Quiz) -> tuple[OnCard, OnCard]:
    """The card with the score, and the first question."""
    cards = on_cards(quiz)
    return cards[-1], cards[0]


def test_a_question_is_answered_and_graded() -> None:
    score, card = cards_of(Quiz())
    assert card.button("Check").tooltip == "choose an answer first"
    card.choose(FIRST.answer())
    card.press("Check")
    assert "Correct." in card.text
    assert all(card.text.count(option.reason) == 1 for option in FIRST.options)
    assert "1 of 3 correct." in score.text


def test_a_wrong_answer_gets_its_reason_and_no_other() -> None:
    score, card = cards_of(Quiz())
    wrong = (FIRST.answer() + 1) % 4
    card.choose(wrong)
    card.press("Check")
    given = card.text
    assert "Not so." in given
    assert [option.reason in given for option in FIRST.options].index(True) == wrong
    assert [option.reason in given for option in FIRST.options].count(True) == 1
    assert "0 of 3 correct." in score.text


def test_another_choice_withdraws_what_was_said() -> None:
    score, card = cards_of(Quiz())
    card.choose(FIRST.answer())
    card.press("Check")
    card.choose((FIRST.answer() + 1) % 4)
    assert "Correct." not in card.text
    assert "0 of 3 correct." in score.text


def test_the_hint_is_shown_and_hidden() -> None:
    _, card = cards_of(Quiz())
    assert FIRST.hint not in card.text
    card.press("Hint")
    assert FIRST.hint in card.text
    card.press("Hide hint")
    assert FIRST.hint not in card.text


def test_trying_again_is_as_if_nobody_had_answered() -> None:
    quiz = Quiz()
    score, card = cards_of(quiz)
    before = (score.text, card.text, dict(card.entries))
    assert score.button("Try again").tooltip == "nothing is answered yet"
    card.choose(0)
    card.press("Hint", "Check")
    score.press("Try again")
    assert (score.text, card.text, card.entries) == before
    assert len(card.buttons("Hint")) == 1
    assert card.button("Check").disabled
    assert quiz.chosen == {}


def test_all_right_is_praised() -> None:
    *cards, score = on_cards(Quiz())
    for question, card in zip(QUESTIONS, cards, strict=True):
        card.choose(question.answer())
        card.press("Check")
    assert "3 of 3 correct." in score.text
    assert "Well done" in score.text


def test_an_option_that_the_card_does_not_have_is_taken_for_none() -> None:
    quiz = Quiz()
    _, card = cards_of(quiz)
    for sent in ("9", "-1", "first", ""):
        card.entries["option"] = sent
        card.send("enter")
        card.send("check")
    assert (quiz.chosen, quiz.attempts) == ({}, 0)


def test_what_the_browser_makes_up_does_nothing() -> None:
    quiz = Quiz()
    _, card = cards_of(quiz)
    before = card.widget.cards
    for message in ({}, {"card": "none", "verb": "check"}, {"card": FIRST.name, "verb": "answer", "entries": 7}):
        card.widget.receive(message)
    assert card.widget.cards == before


def test_a_choice_made_in_code_is_on_the_card() -> None:
    quiz = Quiz()
    _, card = cards_of(quiz)
    quiz.choose(FIRST, FIRST.answer())
    quiz.check(FIRST)
    assert card.face["entries"] == {"option": str(FIRST.answer())}
    assert "Correct." in card.text
