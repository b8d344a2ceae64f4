"""Predict the output: the answers follow from Kafka's rules, worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from minikafka import Broker, Producer, Record
from minikafka.lesson.content.challenge.reading import (
    ADVICE,
    ANSWERS_TO_A_REPETITION,
    PREDICT_OUTPUT,
    PROGRAMS,
    Program,
    source,
    truth,
)

# Sequences count records from 0 (kafka-rules.md §4.1); a recognised duplicate is a success with the original
# offset (row 2 of the decision table). A lost ack and a second delivery each make one duplicate, a lost request none.
ORIGINAL = "recognised"
EXPECTED = (
    {"log": "tea milk tea rice", "ignored": "1", "sequence": "3", "answer": ORIGINAL},
    {"log": "tea tea milk rice", "ignored": "2", "sequence": "2", "answer": ORIGINAL},
)
FIRST = EXPECTED[0]


@pytest.mark.parametrize("number", range(4))
def test_the_programs_take_turns_and_the_right_answers_are_accepted(number: int) -> None:
    problem = PREDICT_OUTPUT.pose(number)
    assert problem.grade(EXPECTED[number % 2]).correct
    assert not problem.grade(EXPECTED[(number + 1) % 2]).correct
    assert problem.grade(problem.solution()).correct


@pytest.mark.parametrize("log", ["tea, milk, tea, rice", "[Tea, milk, tea, rice]", "b'tea' b'milk' b'tea' b'rice'"])
def test_it_does_not_matter_how_the_log_is_written(log: str) -> None:
    written = log.replace("b'", "'")
    assert PREDICT_OUTPUT.pose(0).grade({**FIRST, "log": written, "sequence": " 03"}).correct


@pytest.mark.parametrize(
    ("name", "answer", "reason"),
    [
        ("log", "tea milk rice", ADVICE["log"]),  # a second send taken for a retry
        ("log", "tea milk tea tea rice", ADVICE["log"]),  # the retry taken for stored
        ("log", "tea milk tea", ADVICE["log"]),  # the lost request taken for lost for ever
        ("ignored", "0", ADVICE["ignored"]),
        ("ignored", "2", ADVICE["ignored"]),
        ("sequence", "2", ADVICE["sequence"]),  # batches counted instead of records
        ("answer", "duplicate-error", "Kafka has that error, and no broker of today answers it."),
    ],
)
def test_a_plausible_wrong_answer_gets_its_reason_and_nothing_that_gives_the_answer_away(
    name: str, answer: str, reason: str
) -> None:
    verdict = PREDICT_OUTPUT.pose(0).grade({**FIRST, name: answer})
    assert not verdict.correct
    (given,) = verdict.reasons
    assert given.endswith(f": {reason}")
    assert verdict.shown is None


def test_each_wrong_answer_gets_a_reason_of_its_own() -> None:
    wrong = {"log": "tea", "ignored": "9", "sequence": "9", "answer": next(iter(ANSWERS_TO_A_REPETITION))}
    assert len(PREDICT_OUTPUT.pose(0).grade(wrong).reasons) == 4


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_lines_that_are_read_are_the_lines_that_are_run(program: Program) -> None:
    lines = source(program).splitlines()
    assert lines[0] == "producer = Producer(Broker(), enable_idempotence=True)"
    assert lines[-1] == "producer.flush()"
    names: dict[str, Any] = {"Broker": Broker, "Producer": Producer, "Record": Record}
    exec(source(program), names)  # noqa: S102  the text itself is run, to compare what it does
    assert truth(names["producer"].trace) == truth(program().trace)
