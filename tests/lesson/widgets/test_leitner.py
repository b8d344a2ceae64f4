"""Five boxes: one further for a card that is known when it is due, back to the first for one that is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minikafka.lesson.progress.progress import Attempt, Kind
from minikafka.lesson.widgets.deck import INTERVALS, Standing, standings

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)


def on(day: float, *, knew: bool, item: str = "window") -> Attempt:
    return Attempt(MONDAY + timedelta(days=day), "08-recall", Kind.CARD, item, knew)


def stand(*attempts: Attempt) -> tuple[int, float]:
    """Box, and the days from Monday until the card is due."""
    standing = standings(attempts)["window"]
    assert standing.due
    return standing.box, (standing.due - MONDAY) / timedelta(days=1)


def test_a_new_card_is_in_the_first_box_and_due() -> None:
    assert standings([]) == {}
    assert Standing().box == 1
    assert Standing().is_due(MONDAY)


def test_the_intervals_grow() -> None:
    assert [interval.days for interval in INTERVALS.values()] == [0, 1, 3, 7, 21]


def test_a_card_that_is_always_known_goes_through_all_boxes_and_stays_in_the_last() -> None:
    days = [0, 1, 4, 11, 32]  # each time on the day it is due: after 1, 3, 7, 21 and 21 days
    attempts = [on(day, knew=True) for day in days]
    assert [stand(*attempts[:count]) for count in range(1, 6)] == [(2, 1), (3, 4), (4, 11), (5, 32), (5, 53)]


def test_a_card_that_is_not_known_goes_back_and_is_due_at_once() -> None:
    assert stand(on(0, knew=True), on(1, knew=True), on(4, knew=False)) == (1, 4)


def test_a_card_that_is_known_too_early_stays_as_it_is() -> None:
    assert stand(on(0, knew=True), on(0.5, knew=True)) == (2, 1)


def test_a_card_that_is_not_known_before_it_is_due_goes_back_all_the_same() -> None:
    assert stand(on(0, knew=True), on(0.5, knew=False)) == (1, 0.5)


def test_a_card_that_is_asked_late_rests_from_the_day_it_was_asked() -> None:
    assert stand(on(0, knew=True), on(10, knew=True)) == (3, 13)


@pytest.mark.parametrize(("day", "due"), [(0.999, False), (1, True), (2, True)])
def test_it_is_due_from_the_moment_on(day: float, due: bool) -> None:
    standing = standings([on(0, knew=True)])["window"]
    assert standing.is_due(MONDAY + timedelta(days=day)) is due


def test_cards_stand_each_for_itself() -> None:
    found = standings([on(0, knew=True), on(0, knew=False, item="gap"), on(1, knew=True)])
    assert {name: standing.box for name, standing in found.items()} == {"window": 3, "gap": 1}
    assert found["window"].asked > found["gap"].asked


@given(st.lists(st.tuples(st.integers(0, 400), st.booleans()), min_size=1, max_size=30))
def test_whatever_is_answered_a_card_is_in_one_of_five_boxes_and_due_at_some_time(
    answers: list[tuple[int, bool]],
) -> None:
    attempts = [on(day, knew=knew) for day, knew in sorted(answers)]
    box, due = stand(*attempts)
    assert box in INTERVALS
    assert due <= max(day for day, _ in answers) + 21
    if not attempts[-1].correct:
        assert box == 1
