"""A process table in which repetitions stand once."""

from __future__ import annotations

from minikafka.lesson.content.deep import without_repeats
from minikafka.lesson.views.data_frame import Table


def table(*actions: str) -> Table:
    return Table([{"Step": number, "Action": action} for number, action in enumerate(actions, 1)])


def test_rows_that_differ_only_in_their_step_become_one() -> None:
    merged = without_repeats(table("Send", "Retry", "Retry", "Retry", "Flush"))
    assert merged.to_numpy().tolist() == [[1, "Send"], ["2 to 4", "Retry"], [5, "Flush"]]


def test_rows_that_are_apart_stay_apart() -> None:
    assert without_repeats(table("Send", "Retry", "Send")).to_numpy().tolist() == [
        [1, "Send"],
        [2, "Retry"],
        [3, "Send"],
    ]


def test_what_it_returns_is_shown_like_what_it_got() -> None:
    assert repr(without_repeats(table("Send", "Retry"))) == repr(table("Send", "Retry"))
