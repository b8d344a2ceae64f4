"""A challenge on its card: what a hurried learner presses, and what is read then."""

from __future__ import annotations

import pytest

from minikafka.lesson.widgets.card import Field
from minikafka.lesson.widgets.challenge import Challenge, Judgement, Problem
from minikafka.lesson.widgets.sitting import Sitting
from tests.lesson.on_cards import OnCard
from tests.lesson.widgets.sittings import LIMIT_S, Sat


@pytest.fixture
def sat() -> Sat:
    return Sat()


@pytest.fixture
def card(sat: Sat) -> OnCard:
    return OnCard(sat.sitting)


def test_before_start_there_is_a_task_and_nothing_to_fill_in(card: OnCard) -> None:
    assert "1. Name <it>" in card.text
    assert "60 seconds · two attempts · one hint" in card.text
    assert card.face["fields"] == []
    assert (card.button("Check").tooltip, card.button("Hint").tooltip) == ("press Start first", "press Start first")
    assert card.primary == ["Start"]


def test_start_shows_the_problem_and_the_running_time(sat: Sat, card: OnCard) -> None:
    card.press("Start")
    assert "round 0" in card.html
    assert f"--mk-limit:{LIMIT_S};--mk-gone:0.0" in card.html
    assert card.entries == {}
    assert card.button("Start").tooltip == "the time runs already"
    assert card.primary == ["Check"]


def test_start_pressed_twice_keeps_what_is_filled_in(card: OnCard) -> None:
    start = card.button("Start")
    start.click()
    card.choose("red!")
    start.click()  # a browser that was slower than the kernel
    assert card.entries == {"colour": "red"}


def test_check_before_answering_gets_a_sentence_and_no_attempt(sat: Sat, card: OnCard) -> None:
    card.press("Start", "Check")
    assert "“Colour & tone” is not answered yet." in card.text
    assert sat.sitting.attempts == 0


def test_check_pressed_twice_is_one_attempt(sat: Sat, card: OnCard) -> None:
    card.press("Start")
    card.choose("red!")
    card.press("Check", "Check")
    assert "Not so. Not red." in card.text
    assert "One attempt is left." in card.text
    assert "You have checked these answers already." in card.text
    assert sat.sitting.attempts_left == 1


def test_the_time_goes_on_where_it_was_when_the_card_is_redrawn(sat: Sat, card: OnCard) -> None:
    card.press("Start")
    sat.seconds.now += 31.5
    card.press("Hint")
    assert "--mk-gone:31.5" in card.html
    assert "Like grass." in card.text
    assert card.button("Hint").tooltip == "the hint is shown"


def test_a_right_answer_ends_the_round_and_names_the_level(sat: Sat, card: OnCard) -> None:
    card.press("Start")
    sat.seconds.now += 31.5
    card.choose("green!")
    card.press("Check")
    assert "Correct. It is <green>." in card.text
    assert "Level reached: solved in time, at the first attempt, without a hint." in card.text
    assert "It took 31 seconds of 60 seconds." in card.text
    assert not card.face["is_open"]
    assert card.button("Check").tooltip == "this round is over"
    assert card.primary == ["Play again"]


def test_the_second_wrong_answer_shows_a_solution_and_no_level(card: OnCard) -> None:
    card.press("Start")
    for colour in ("red", "blue"):
        card.choose(f"{colour}!")
        card.press("Check")
    assert "Not so. Not blue." in card.text
    assert "A solution. This round brings no badge; another one can." in card.text
    assert "Colour & tone: green!" in card.text
    assert "Level" not in card.text


def test_playing_again_clears_the_card(card: OnCard) -> None:
    card.press("Start", "Hint")
    for colour in ("red", "blue"):
        card.choose(f"{colour}!")
        card.press("Check")
    card.press("Play again")
    assert "round 1" in card.html
    assert "Not so." not in card.text
    assert "Like grass." not in card.text
    assert card.entries == {}


def test_a_round_that_was_started_in_code_is_shown_as_it_stands(sat: Sat) -> None:
    sat.sitting.start()
    sat.sitting.check({"colour": "red"})
    card = OnCard(sat.sitting)
    assert "round 0" in card.html
    assert "One attempt is left." in card.text
    card.choose("green!")
    card.press("Check")
    assert "Correct." in card.text


def test_what_a_learner_writes_is_shown_as_text(sat: Sat) -> None:
    field = Field("count", "How many", is_number=True)
    problem = Problem((field,), lambda _: Judgement(False, ("No.",)), lambda: {"count": "1"})
    sitting = Sitting(Challenge("n", "N", "Q", "H", 1, lambda _: problem), 1, sat.seconds, lambda _: None)
    card = OnCard(sitting)
    card.press("Start")
    card.write("<img src=x onerror=alert(1)>")
    card.press("Check")
    assert card.page.all("img") == []
    assert "<img src=x onerror=alert(1)>" in card.text
