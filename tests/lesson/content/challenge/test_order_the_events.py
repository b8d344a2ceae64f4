"""Order the events: what a run shows is right, and nothing else is."""

from __future__ import annotations

import pytest

from minikafka.lesson.content.challenge.order_the_events import ORDER_THE_EVENTS, TEXTS, proven, shuffled

TEA = ("tea-numbered", "tea-stored", "ack-lost")
MILK = ("milk-numbered", "milk-stored")
AGAIN = ("tea-again", "tea-known", "tea-acked")


def places(*names: str) -> dict[str, str]:
    return {"order": " ".join(names)}


@pytest.mark.parametrize("order", [(*TEA, *MILK, *AGAIN), (*TEA, *AGAIN, *MILK)])
def test_milk_may_go_before_the_retry_of_tea_or_after_it(order: tuple[str, ...]) -> None:
    verdict = ORDER_THE_EVENTS.pose(0).grade(places(*order))
    assert verdict.correct
    assert "1 other order would have been right as well." in verdict.reasons[0]
    assert verdict.shown


def test_no_other_order_is_proven() -> None:
    assert set(proven()) == {(*TEA, *MILK, *AGAIN), (*TEA, *AGAIN, *MILK)}


@pytest.mark.parametrize(
    ("order", "first", "second"),
    [
        (("tea-stored", "tea-numbered", "ack-lost", *MILK, *AGAIN), "tea-numbered", "tea-stored"),
        (("tea-numbered", "ack-lost", "tea-stored", *MILK, *AGAIN), "tea-stored", "ack-lost"),
        ((*TEA, *MILK, "tea-again", "tea-acked", "tea-known"), "tea-known", "tea-acked"),
        ((*MILK, *TEA, *AGAIN), "tea-numbered", "milk-stored"),
    ],
)
def test_a_wrong_order_gets_the_first_mistake_named(order: tuple[str, ...], first: str, second: str) -> None:
    verdict = ORDER_THE_EVENTS.pose(0).grade(places(*order))
    reason = f"“{TEXTS[first]}” comes earlier than “{TEXTS[second]}” in every run of the broker."
    assert (verdict.correct, verdict.reasons, verdict.shown) == (False, (reason,), None)


def test_a_call_that_is_cut_in_two_is_named_as_such() -> None:
    verdict = ORDER_THE_EVENTS.pose(0).grade(places(*TEA, "milk-numbered", *AGAIN, "milk-stored"))
    assert not verdict.correct
    assert verdict.reasons == (
        "Each two neighbours could be so, but no run shows the whole. Each call does all its work before the next.",
    )


@pytest.mark.parametrize("sent", ["", "tea-stored", "tea-stored tea-stored", " ".join((*TEA, *MILK, *AGAIN, "more"))])
def test_what_is_no_order_of_all_events_is_not_counted(sent: str) -> None:
    problem = ORDER_THE_EVENTS.pose(0)
    assert problem.fields[0].accepted(sent) == ""
    assert problem.complaint({"order": problem.fields[0].accepted(sent)}) == (
        "“The run, from its first event to its last” is not answered yet. This check was not counted."
    )
    assert problem.complaint(places(*TEA, *MILK, *AGAIN)) is None


@pytest.mark.parametrize("number", range(20))
def test_every_round_is_shuffled_and_shows_no_right_order(number: int) -> None:
    (field,) = ORDER_THE_EVENTS.pose(number).fields
    names = tuple(option.key for option in field.options)
    assert sorted(names) == sorted(TEXTS)
    assert names not in proven()
    assert names == shuffled(number) != shuffled(number + 1)


def test_the_solution_is_right() -> None:
    problem = ORDER_THE_EVENTS.pose(0)
    assert problem.grade(problem.solution()).correct
