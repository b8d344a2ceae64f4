"""The card as a kernel holds it: what a hurried learner presses, and what is read then."""

from __future__ import annotations

import ipywidgets as widgets
import pytest

from minikafka.lesson.content.challenge.card import Card
from minikafka.lesson.content.challenge.field import Field
from minikafka.lesson.content.challenge.problem import Challenge, Problem, Verdict
from minikafka.lesson.content.challenge.sitting import Sitting
from tests.lesson.content.challenge.sittings import LIMIT_S, Sat
from tests.lesson.markup import parsed
from tests.lesson.shown import Shown


class Seen(Shown):
    """A card and what is filled in on it."""

    def __init__(self, sitting: Sitting) -> None:
        super().__init__(Card(sitting).widget)

    def entries(self) -> list[widgets.Widget]:
        return [it for it in self.everything if isinstance(it, widgets.RadioButtons | widgets.Text)]

    def choose(self, answer: str) -> None:
        (entry,) = self.entries()
        entry.value = answer

    @property
    def text(self) -> str:
        return parsed(self.html).text


@pytest.fixture
def sat() -> Sat:
    return Sat()


@pytest.fixture
def card(sat: Sat) -> Seen:
    return Seen(sat.sitting)


def test_before_start_there_is_a_task_and_nothing_to_fill_in(card: Seen) -> None:
    assert "1. Name <it>" in card.text
    assert "60 seconds · two attempts · one hint" in card.text
    assert card.entries() == []
    assert (card.button("Check").tooltip, card.button("Hint").tooltip) == ("press Start first", "press Start first")
    assert primary(card) == ["Start"]


def test_start_shows_the_problem_and_the_running_time(sat: Sat, card: Seen) -> None:
    card.press("Start")
    assert "round 0" in card.html
    assert f"--mk-limit:{LIMIT_S};--mk-gone:0.0" in card.html
    assert [entry.value for entry in card.entries()] == [None]
    assert card.button("Start").tooltip == "the time runs already"
    assert primary(card) == ["Check"]


def test_start_pressed_twice_keeps_what_is_filled_in(card: Seen) -> None:
    start = card.button("Start")
    start.click()
    card.choose("red")
    start.click()
    assert "The time runs already." in card.text
    assert [entry.value for entry in card.entries()] == ["red"]


def test_check_before_answering_gets_a_sentence_and_no_attempt(sat: Sat, card: Seen) -> None:
    card.press("Start", "Check")
    assert "“Colour & tone” is not answered yet." in card.text
    assert sat.sitting.attempts == 0


def test_check_pressed_twice_is_one_attempt(sat: Sat, card: Seen) -> None:
    card.press("Start")
    card.choose("red")
    card.press("Check", "Check")
    assert "Not so. Not red." in card.text
    assert "One attempt is left." in card.text
    assert "You have checked these answers already." in card.text
    assert sat.sitting.attempts_left == 1


def test_the_time_goes_on_where_it_was_when_the_card_is_redrawn(sat: Sat, card: Seen) -> None:
    card.press("Start")
    sat.seconds.now += 31.5
    card.press("Hint")
    assert "--mk-gone:31.5" in card.html
    assert "Like grass." in card.text
    assert card.button("Hint").tooltip == "the hint is shown"


def test_a_right_answer_ends_the_round_and_names_the_level(sat: Sat, card: Seen) -> None:
    card.press("Start")
    sat.seconds.now += 31.5
    card.choose("green")
    card.press("Check")
    assert "Correct. It is <green>." in card.text
    assert "Level reached: solved in time, at the first attempt, without a hint." in card.text
    assert "It took 31 seconds of 60 seconds." in card.text
    assert [entry.disabled for entry in card.entries()] == [True]
    assert card.button("Check").tooltip == "this round is over"
    assert primary(card) == ["Play again"]


def test_the_second_wrong_answer_shows_a_solution_and_no_level(card: Seen) -> None:
    card.press("Start")
    for colour in ("red", "blue"):
        card.choose(colour)
        card.press("Check")
    assert "Not so. Not blue." in card.text
    assert "A solution. This round brings no badge; another one can." in card.text
    assert "Colour & tone: green" in card.text
    assert "Level" not in card.text


def test_playing_again_clears_the_card(card: Seen) -> None:
    card.press("Start", "Hint")
    for colour in ("red", "blue"):
        card.choose(colour)
        card.press("Check")
    card.press("Play again")
    assert "round 1" in card.html
    assert "Not so." not in card.text
    assert "Like grass." not in card.text
    assert [entry.value for entry in card.entries()] == [None]


def test_a_round_that_was_started_in_code_is_shown_as_it_stands(sat: Sat) -> None:
    sat.sitting.start()
    sat.sitting.check({"colour": "red"})
    card = Seen(sat.sitting)
    assert "round 0" in card.html
    assert "One attempt is left." in card.text
    card.choose("green")
    card.press("Check")
    assert "Correct." in card.text


def test_what_a_learner_writes_is_shown_as_text(sat: Sat) -> None:
    field = Field("count", "How many", is_number=True)
    problem = Problem((field,), lambda _: Verdict(False, ("No.",)), lambda: {"count": "1"})
    sitting = Sitting(Challenge("n", "N", "Q", "H", 1, lambda _: problem), 1, sat.seconds, lambda _: None)
    card = Seen(sitting)
    card.press("Start")
    card.choose("<img src=x onerror=alert(1)>")
    card.press("Check")
    assert parsed(card.html).all("img") == []
    assert "<img src=x onerror=alert(1)>" in card.text


def primary(card: Seen) -> list[str]:
    buttons = (it for it in card.everything if isinstance(it, widgets.Button))
    return [it.description for it in buttons if "mk-primary" in it._dom_classes]  # noqa: SLF001  ipywidgets tells it nowhere else
