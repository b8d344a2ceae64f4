"""A field: what can be graded, and what is said about the rest."""

from __future__ import annotations

import pytest

from minikafka.lesson.widgets.card import Field
from minikafka.lesson.widgets.challenge import Judgement, Problem

NUMBER = Field("count", "How many", is_number=True)
TEXT = Field("log", "The log")


@pytest.mark.parametrize("answer", ["0", "12", " 3 "])
def test_digits_are_a_number(answer: str) -> None:
    assert NUMBER.complaint(answer) is None


@pytest.mark.parametrize("answer", ["three", "-1", "1.5", "²", "٣", "0x1"])
def test_anything_else_is_none(answer: str) -> None:
    assert NUMBER.complaint(answer) == (
        f"“How many”: “{answer}” is no whole number. Write digits. This check was not counted."
    )


def test_the_first_field_with_a_complaint_is_named() -> None:
    problem = Problem((TEXT, NUMBER), lambda _: Judgement(True, ()), dict)
    assert problem.complaint({"log": "tea", "count": "1"}) is None
    assert problem.complaint({"count": "x"}) == "“The log” is not answered yet. This check was not counted."
