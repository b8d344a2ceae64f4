"""Asks a learner's check, and says in a sentence what went wrong with it; nothing that it does can stop a notebook."""

from __future__ import annotations

import linecache
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from minikafka.engine.errors import Error
from minikafka.lesson.content.project.arrival import DUPLICATE, STORE, Answer, LearnersCheck, Question

MOST_STEPS = 10_000  # of the interpreter for one answer; a check of Kafka's whole table needs about a hundred
LONGEST = 80  # characters of what a learner's code said or returned

_ANSWERS: tuple[Answer, ...] = (STORE, DUPLICATE, Error.OUT_OF_ORDER_SEQUENCE_NUMBER, Error.INVALID_PRODUCER_EPOCH)
_CHOICE = "return STORE, DUPLICATE, Error.OUT_OF_ORDER_SEQUENCE_NUMBER or Error.INVALID_PRODUCER_EPOCH"


class CheckFailed(Exception):
    """The check gave no answer; the message is a clause about it, for the learner."""


class _TooManySteps(BaseException):
    """No ``Exception``: a loop that catches those must not catch this."""


def ask(check: LearnersCheck, question: Question) -> Answer:
    """The answer of a learner's check.

    Raises:
        NotImplementedError: this is still to do.
        CheckFailed: an exception, an endless loop, or something that is no answer.
    """
    try:
        with _step_limit():
            answer = check(question.batch, question.state, question.must_start_at_zero)
    except NotImplementedError:
        raise
    except (Exception, _TooManySteps) as problem:
        raise CheckFailed(_told(check, problem)) from problem
    known = next((known for known in _ANSWERS if known is answer), None)
    if known is None:
        raise CheckFailed(_no_answer(answer))
    return known


@contextmanager
def _step_limit() -> Iterator[None]:
    """Count what runs on this thread, and stop a loop that has no end.

    Lines alone would not do: Python 3.11 sees no new line in ``while True: pass``.
    """
    steps = 0

    def count(frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal steps
        frame.f_trace_opcodes = True
        steps += event in {"line", "opcode"}
        if steps > MOST_STEPS:
            raise _TooManySteps(f"no answer after {MOST_STEPS:,} steps, as in a loop without an end")
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        yield
    finally:
        sys.settrace(before)


def _told(check: LearnersCheck, problem: BaseException) -> str:
    place = _place(check, problem)
    if isinstance(problem, _TooManySteps):
        return f"was stopped{place}: {problem}"
    if not place:
        return f"cannot be called as check(batch, state, must_start_at_zero): {short(problem)}"
    return f"failed{place}: {type(problem).__name__}: {short(problem)}"


def _place(check: LearnersCheck, problem: BaseException) -> str:
    """The last line of the learner's own code that ran, as it stands in the cell."""
    file = getattr(getattr(check, "__code__", None), "co_filename", None)
    lines = [number for frame, number in traceback.walk_tb(problem.__traceback__) if frame.f_code.co_filename == file]
    if not lines:
        return ""
    source = linecache.getline(str(file), lines[-1]).strip()
    return f" in line {lines[-1]}" + (f", `{source}`" if source else "")


def _no_answer(answer: object) -> str:
    if answer is None:
        return f"returned nothing: a way through it ends without return; {_CHOICE}"
    if answer is Error.NONE:
        return f"returned Error.NONE, which leaves open whether the batch is stored; {_CHOICE}"
    if isinstance(answer, Error):
        return f"returned {answer.name}, which no broker's sequence check answers; {_CHOICE}"
    return f"returned {short(repr(answer))}, which is no answer; {_CHOICE}"


def short(said: object) -> str:
    """What a learner's code said, cut to a length that a sentence can bear."""
    text = str(said)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
