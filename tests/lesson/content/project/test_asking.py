"""Whatever a learner's check does, it becomes an answer or a sentence."""

from __future__ import annotations

import gc
import sys
from typing import Any

import pytest

from minikafka import Error
from minikafka.lesson.content.project import DUPLICATE, STORE, Batch, State
from minikafka.lesson.content.project.learners_check import (
    MOST_STEPS,
    Answer,
    CheckFailed,
    LearnersCheck,
    Question,
    ask,
)

QUESTION = Question(Batch(1000, 0, 3, 4), State(0, ((0, 0), (1, 2))), must_start_at_zero=False)
CHOICE = "return STORE, DUPLICATE, Error.OUT_OF_ORDER_SEQUENCE_NUMBER or Error.INVALID_PRODUCER_EPOCH"


def returning(answer: object) -> LearnersCheck:
    return lambda _batch, _state, _must_start_at_zero: answer


def failure(check: LearnersCheck) -> str:
    with pytest.raises(CheckFailed) as failed:
        ask(check, QUESTION)
    return str(failed.value)


def line_of(check: LearnersCheck) -> int:
    code: Any = check
    return int(code.__code__.co_firstlineno)


def test_a_check_gets_what_arrives_and_what_is_remembered() -> None:
    got: list[object] = []

    def check(batch: Batch, state: State | None, must_start_at_zero: bool) -> object:
        got.extend((batch, state, must_start_at_zero))
        return STORE

    ask(check, QUESTION)
    assert got == [QUESTION.batch, QUESTION.state, False]


@pytest.mark.parametrize("answer", [STORE, DUPLICATE, Error.OUT_OF_ORDER_SEQUENCE_NUMBER, Error.INVALID_PRODUCER_EPOCH])
def test_there_are_four_answers(answer: Answer) -> None:
    assert ask(returning(answer), QUESTION) is answer


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (None, f"returned nothing: a way through it ends without return; {CHOICE}"),
        (Error.NONE, f"returned Error.NONE, which leaves open whether the batch is stored; {CHOICE}"),
        (
            Error.DUPLICATE_SEQUENCE_NUMBER,
            f"returned DUPLICATE_SEQUENCE_NUMBER, which no broker's sequence check answers; {CHOICE}",
        ),
        ("STORE", f"returned 'STORE', which is no answer; {CHOICE}"),
        (True, f"returned True, which is no answer; {CHOICE}"),
        (45, f"returned 45, which is no answer; {CHOICE}"),
    ],
)
def test_anything_else_is_no_answer(answer: object, words: str) -> None:
    assert failure(returning(answer)) == words


def test_something_long_is_cut() -> None:
    assert failure(returning("x" * 1000)) == f"returned '{'x' * 78}…, which is no answer; {CHOICE}"


def test_what_is_not_written_yet_stays_to_do() -> None:
    def check(_batch: Batch, _state: State | None, _must_start_at_zero: bool) -> object:
        raise NotImplementedError

    with pytest.raises(NotImplementedError):
        ask(check, QUESTION)


def test_an_exception_is_told_with_its_line() -> None:
    def check(batch: Batch, _state: State | None, _must_start_at_zero: bool) -> object:
        return STORE if batch.fisrt == 0 else DUPLICATE  # type: ignore[attr-defined]

    assert failure(check).startswith(f"failed in line {line_of(check) + 1}, `return STORE if batch.fisrt == 0 ")
    assert failure(check).endswith("`: AttributeError: 'Batch' object has no attribute 'fisrt'")


def test_an_exception_below_is_told_with_the_line_of_the_check() -> None:
    def check(_batch: Batch, _state: State | None, _must_start_at_zero: bool) -> object:
        return next(iter(Question.__dict__["missing"]))

    assert failure(check).startswith(f"failed in line {line_of(check) + 1}, `return next(")


@pytest.mark.parametrize("check", [None, lambda _batch: STORE, "check"])
def test_what_cannot_be_called_is_told(check: Any) -> None:
    assert failure(check).startswith("cannot be called as check(batch, state, must_start_at_zero): ")


def test_a_loop_without_an_end_is_stopped() -> None:
    def check(_batch: Batch, _state: State | None, _must_start_at_zero: bool) -> object:
        while True:
            pass

    words = "no answer after 10,000 steps, as in a loop without an end"
    assert failure(check).startswith("was stopped in line ")
    assert failure(check).endswith(words)


def test_what_the_garbage_collector_does_is_no_step_of_the_check() -> None:
    """It runs whenever something is made, and calls what others have left to be called at their end."""

    class Rubbish:
        def __init__(self) -> None:
            self.itself = self

        def __del__(self) -> None:
            for _ in range(MOST_STEPS):
                pass

    def check(_batch: Batch, _state: State | None, _must_start_at_zero: bool) -> object:
        Rubbish()
        return STORE if [[number] for number in range(100)] else None

    before = gc.get_threshold()
    gc.set_threshold(10)
    try:
        assert ask(check, QUESTION) is STORE
    finally:
        gc.set_threshold(*before)
        gc.collect()
    assert gc.isenabled()


def test_a_loop_on_one_line_is_stopped_too() -> None:
    """Python 3.11 compiles it to one instruction that jumps to itself, and sees no new line."""
    names: dict[str, Any] = {}
    exec("def check(batch, state, must_start_at_zero):\n    while True: pass", names)  # noqa: S102 unformatted
    assert failure(names["check"]).startswith("was stopped in line 2")


def test_a_loop_that_catches_exceptions_is_stopped_too() -> None:
    def check(_batch: Batch, _state: State | None, _must_start_at_zero: bool) -> object:
        while True:
            try:
                int("x")
            except Exception:  # noqa: BLE001, S112 as a learner may
                continue

    assert failure(check).startswith("was stopped in line ")


def test_a_check_may_loop_over_what_is_remembered() -> None:
    def check(batch: Batch, state: State | None, _must_start_at_zero: bool) -> object:
        for first, _ in state.batches if state else ():
            if first == batch.first:
                return DUPLICATE
        return STORE

    assert ask(check, QUESTION) is STORE


def test_a_debugger_that_was_there_is_there_again() -> None:
    def tracer(_frame: object, _event: str, _argument: object) -> None:
        return None

    before = sys.gettrace()
    sys.settrace(tracer)
    try:
        ask(returning(STORE), QUESTION)
        assert sys.gettrace() is tracer
    finally:
        sys.settrace(before)


def test_the_stop_button_goes_through() -> None:
    def check(_batch: Batch, _state: State | None, _must_start_at_zero: bool) -> object:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ask(check, QUESTION)
