"""A sitting: start, two attempts, a hint, the time, and again; and its card, as a hurried learner presses it."""

from __future__ import annotations

import pytest

from minikafka.lesson.widgets.card import Field
from minikafka.lesson.widgets.challenge import Challenge, Judgement, Level, Problem
from minikafka.lesson.widgets.sitting import Phase, Sitting
from tests.lesson.on_cards import OnCard
from tests.lesson.widgets.sittings import ALSO_WRONG, LIMIT_S, RIGHT, WRONG, Sat


@pytest.fixture
def sat() -> Sat:
    return Sat()


@pytest.fixture
def sitting(sat: Sat) -> Sitting:
    sat.sitting.start()
    return sat.sitting


def test_nothing_runs_before_start(sat: Sat) -> None:
    sat.seconds.now += 500
    assert (sat.sitting.phase, sat.sitting.elapsed_s, sat.sitting.problem) == (Phase.READY, 0.0, None)
    assert repr(sat.sitting) == "1. Name <it>: not started"


def test_check_and_hint_before_start_get_a_sentence_and_count_nothing(sat: Sat) -> None:
    assert sat.sitting.check(RIGHT) is None
    assert sat.sitting.notice.startswith("Press Start first")
    sat.sitting.take_hint()
    assert sat.sitting.notice.startswith("Press Start first")
    assert (sat.sitting.attempts, sat.sitting.hint_used, sat.heard) == (0, False, [])


def test_start_poses_the_problem_and_starts_the_time(sat: Sat, sitting: Sitting) -> None:
    sat.seconds.now += 12.5
    assert sitting.problem
    assert (sitting.problem.exhibit, sitting.elapsed_s) == ("round 0", 12.5)
    assert sitting.state == "running, 2 attempts left"


def test_a_second_start_changes_nothing_but_says_so(sat: Sat, sitting: Sitting) -> None:
    sat.seconds.now += 10
    sitting.check(WRONG)
    sitting.start()
    assert sitting.notice == "The time runs already. Answer, then press Check."
    assert (sitting.elapsed_s, sitting.attempts) == (10, 1)


@pytest.mark.parametrize("seconds", [0, 59.9, LIMIT_S])
def test_the_first_attempt_in_time_without_a_hint_is_the_highest_level(
    sat: Sat, sitting: Sitting, seconds: float
) -> None:
    sat.seconds.now += seconds
    verdict = sitting.check(RIGHT)
    assert verdict
    assert verdict.correct
    assert (sitting.phase, sitting.level) == (Phase.SOLVED, Level.FIRST_ATTEMPT)
    assert sitting.state == "solved in time, at the first attempt, without a hint"


def test_a_hint_costs_the_highest_level(sitting: Sitting) -> None:
    sitting.take_hint()
    sitting.check(RIGHT)
    assert (sitting.level, sitting.state) == (Level.IN_TIME, "solved in time")


def test_a_second_attempt_costs_the_highest_level(sitting: Sitting) -> None:
    sitting.check(WRONG)
    assert sitting.state == "running, 1 attempt left"
    sitting.check(RIGHT)
    assert sitting.level is Level.IN_TIME


def test_running_out_of_time_locks_nobody_out(sat: Sat, sitting: Sitting) -> None:
    sat.seconds.now += LIMIT_S + 0.1
    assert not sitting.is_in_time
    sitting.check(RIGHT)
    assert (sitting.phase, sitting.level, sitting.state) == (Phase.SOLVED, Level.SOLVED, "solved")


def test_the_time_stands_still_once_the_round_is_over(sat: Sat, sitting: Sitting) -> None:
    sat.seconds.now += 20
    sitting.check(RIGHT)
    sat.seconds.now += 1000
    assert sitting.elapsed_s == 20
    assert sitting.is_in_time


def test_the_second_wrong_answer_ends_the_round(sat: Sat, sitting: Sitting) -> None:
    sitting.check(WRONG)
    sitting.check(ALSO_WRONG)
    assert (sitting.phase, sitting.level, sitting.attempts_left) == (Phase.SHOWN, Level.OPEN, 0)
    assert sitting.check(RIGHT) is None
    assert sitting.notice == "This round is over. Play again begins another one."
    assert sat.heard == [("colour", Level.OPEN)] * 2


def test_the_same_wrong_answer_twice_is_one_attempt(sat: Sat, sitting: Sitting) -> None:
    sitting.check(WRONG)
    assert sitting.check(dict(WRONG)) is None
    assert sitting.notice.startswith("You have checked these answers already.")
    assert (sitting.attempts, len(sat.heard)) == (1, 1)


@pytest.mark.parametrize("answers", [{}, {"colour": ""}, {"colour": "  "}, {"colour": "purple"}])
def test_what_is_no_answer_is_no_attempt(sat: Sat, sitting: Sitting, answers: dict[str, str]) -> None:
    assert sitting.check(answers) is None
    assert "“Colour & tone”" in sitting.notice
    assert sitting.notice.endswith("This check was not counted.")
    assert (sitting.attempts, sat.heard) == (0, [])


def test_a_complaint_goes_with_the_next_check(sitting: Sitting) -> None:
    sitting.check({})
    sitting.check(WRONG)
    assert sitting.notice == ""


def test_playing_again_begins_another_round_with_everything_fresh(sat: Sat, sitting: Sitting) -> None:
    sitting.take_hint()
    sitting.check(WRONG)
    sitting.check(ALSO_WRONG)
    sat.seconds.now += 500
    sitting.start()
    assert sitting.problem
    assert sitting.problem.exhibit == "round 1"
    assert (sitting.attempts, sitting.hint_used, sitting.judgement, sitting.elapsed_s) == (0, False, None, 0)
    sitting.check(WRONG)
    sitting.check(RIGHT)
    assert sat.heard[-1] == ("colour", Level.IN_TIME)


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
