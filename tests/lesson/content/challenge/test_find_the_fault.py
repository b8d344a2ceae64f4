"""Find the fault: what the broker saw has exactly one explanation."""

from __future__ import annotations

from itertools import pairwise

import pytest

from minikafka.engine.network import Fault
from minikafka.lesson.content.challenge.reading import CASES, FIND_THE_FAULT, Case, arrivals, puzzles


def answers(case: Case) -> dict[str, str]:
    return {"fault": case[0].name, "message": case[1]}


@pytest.mark.parametrize("puzzle", puzzles())
def test_exactly_one_fault_explains_what_was_seen(puzzle: Case) -> None:
    assert [case for case in CASES if arrivals(case) == arrivals(puzzle)] == [puzzle]


def test_every_fault_is_among_the_puzzles_and_no_puzzle_comes_twice() -> None:
    assert {fault for fault, _ in puzzles()} == set(Fault)
    assert len(set(puzzles())) == len(puzzles())


def test_two_rounds_after_each_other_hide_different_faults() -> None:
    hidden = [fault for fault, _ in puzzles()]
    assert all(one != other for one, other in pairwise(hidden))


@pytest.mark.parametrize("number", range(len(puzzles())))
def test_the_grader_accepts_the_hidden_fault_and_no_other(number: int) -> None:
    problem = FIND_THE_FAULT.pose(number)
    right = [case for case in CASES if problem.grade(answers(case)).correct]
    assert right == [puzzles()[number]]
    assert problem.solution() == answers(right[0])


def test_a_lost_request_and_a_delayed_one_differ_in_time_alone() -> None:
    delayed, lost = arrivals((Fault.DELAY, "milk")), arrivals((Fault.LOSE_REQUEST, "milk"))
    assert [row[1:5] for row in delayed] == [row[1:5] for row in lost]
    # retry.backoff.ms is 100, request.timeout.ms is 30 000 (Kafka's defaults)
    assert [row[0] for row in delayed] == ["0.0", "0.0", "0.0", "0.1", "0.1"]
    assert [row[0] for row in lost] == ["0.0", "0.0", "30.0", "30.0", "30.0"]


def test_a_wrong_answer_is_shown_what_it_would_have_looked_like() -> None:
    verdict = FIND_THE_FAULT.pose(0).grade(answers((Fault.LOSE_REQUEST, "milk")))
    assert not verdict.correct
    assert verdict.reasons == (
        "With that fault the broker would have seen what follows. Row 3 is the first that differs.",
    )
    assert list(verdict.shown["Second"])[2] == "30.0"


def test_a_fault_that_would_be_refused_for_ever_is_shown_in_part() -> None:
    verdict = FIND_THE_FAULT.pose(0).grade(answers((Fault.LOSE_REQUEST, "tea")))
    assert "Row 1 is the first that differs." in verdict.reasons[0]
    assert len(verdict.shown) == 8


def test_the_record_has_the_question_that_the_broker_asked_beside_its_answer() -> None:
    table = FIND_THE_FAULT.pose(0).exhibit
    assert list(zip(table["Broker Check"], table["Broker Action"], strict=True))[:2] == [
        ("Is seq 0 duplicate?", "No - store message"),
        ("Is seq 2 duplicate?", "No - refuse, seq 1 expected"),
    ]


def test_no_row_says_what_the_network_did() -> None:
    for puzzle in puzzles():
        shown = " ".join(cell for row in arrivals(puzzle) for cell in row).lower()
        assert "lost" not in shown
        assert "delay" not in shown
        assert "copy" not in shown
