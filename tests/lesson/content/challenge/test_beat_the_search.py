"""Beat the search: any run that stores a message twice counts, and is told how many actions more than needed it has."""

from __future__ import annotations

import pytest

from minikafka.engine.trace import Trace
from minikafka.lesson.content.challenge.beat_the_search import BEAT_THE_SEARCH, LONGEST, NONE, ROUNDS, searched
from minikafka.lesson.widgets.card import Entries
from minikafka.lesson.widgets.challenge import Problem

NETWORK, A_DAY, RESTARTED = (BEAT_THE_SEARCH.pose(number) for number in range(3))


def design(*actions: str) -> Entries:
    keys = [*actions, *[NONE] * (LONGEST - len(actions))]
    return {f"action{number}": key for number, key in enumerate(keys, 1)}


@pytest.mark.parametrize(
    ("problem", "actions", "log"),
    [
        # Row 6 takes B from an unknown producer, A can never follow, and a new epoch sends both again (KAFKA-15591).
        (NETWORK, ("send DELAY", "send LOSE_ACK"), "B, A, B"),
        # A forgotten producer is an unknown one (row 6): its retry is stored.
        (A_DAY, ("send LOSE_ACK", "day passes", "retry"), "A, A"),
        # A snapshot keeps one batch (K01): the retry of A is refused, and a new epoch sends both again.
        (RESTARTED, ("send LOSE_ACK", "send LOSE_ACK", "restart", "retry"), "A, B, A, B"),
    ],
)
def test_who_finds_the_shortest_run_is_told_that_none_is_shorter(
    problem: Problem, actions: tuple[str, ...], log: str
) -> None:
    verdict = problem.grade(design(*actions))
    assert verdict.correct
    assert verdict.reasons[0] == f"The log holds {log}."
    assert verdict.reasons[1].startswith(f"You needed {len(actions)} actions. Nobody needs fewer: the search has tried")
    assert isinstance(verdict.shown, Trace)


def test_a_longer_run_counts_and_is_told_how_many_actions_more_it_has() -> None:
    verdict = NETWORK.grade(design("send LOSE_REQUEST", "send LOSE_ACK", NONE, "retry", "send"))
    assert verdict.correct
    assert verdict.reasons[1] == (
        "You needed 4 actions, 2 more than the search: send, the request is late; send, the ack is lost."
    )


def test_an_action_for_which_there_is_nothing_is_counted_and_named() -> None:
    verdict = NETWORK.grade(design("retry", "send DELAY", "send LOSE_ACK"))
    assert verdict.correct
    assert "You needed 3 actions, 1 more than the search" in verdict.reasons[1]
    assert verdict.reasons[2] == "“retry” had nothing to act on."


@pytest.mark.parametrize(
    ("actions", "log"),
    [
        ((), "The log is empty."),
        (("send", "send"), "The log holds A, B."),
        (("send LOSE_ACK", "retry"), "The log holds A."),  # idempotence does its work
        (("send DELIVER_TWICE",), "The log holds A."),
    ],
)
def test_a_run_that_stores_nothing_twice_is_told_what_the_log_holds(actions: tuple[str, ...], log: str) -> None:
    verdict = NETWORK.grade(design(*actions))
    assert not verdict.correct
    assert verdict.reasons == (f"No message is stored twice. {log}",)


@pytest.mark.parametrize("number", range(len(ROUNDS)))
def test_the_search_solves_every_round_within_the_fields(number: int) -> None:
    problem = BEAT_THE_SEARCH.pose(number)
    run = searched(ROUNDS[number]).run
    assert run
    assert len(run) <= LONGEST
    assert problem.grade(problem.solution()).correct


def test_after_the_last_round_the_first_comes_again() -> None:
    assert BEAT_THE_SEARCH.pose(len(ROUNDS)).exhibit == NETWORK.exhibit
    assert len({BEAT_THE_SEARCH.pose(number).exhibit for number in range(len(ROUNDS))}) == len(ROUNDS)
