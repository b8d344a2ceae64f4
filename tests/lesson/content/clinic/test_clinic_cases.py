"""The ten cases: each is proved by its run, and its lines are what explain makes of them."""

import pytest

from minikafka.clinic import explain
from minikafka.engine.errors import Error
from minikafka.lesson import process_table
from minikafka.lesson.content.clinic import CASES, ClinicCase

cases = pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.number}")

# What explain says of the lines, by number; the application's own lines it does not know.
KINDS = {
    1: "gap", 2: "old-resend", 3: "not-authorized", 4: "old-epoch", 5: "out-of-order-no-numbers", 6: "too-large",
    7: "accepted-unknown", 8: "gap", 9: None, 10: "expired",
}  # fmt: skip
RIGHT = {
    1: "Orders 1 and 3.",
    2: "Both orders are stored twice.",
    3: "The order is stored twice.",
    4: "In partition 1.",
    5: "4.4 stores it, 4.5 refuses it.",
    6: "Every order is stored once, in order.",
    7: "Twice.",
    8: "Nobody: they are lost.",
    9: "It acknowledges it, and does not store it.",
    10: "It had other numbers.",
}


def test_there_are_ten() -> None:
    assert [case.number for case in CASES] == list(range(1, 11))


@cases
def test_one_option_is_proved_by_the_run_and_it_is_the_right_one(case: ClinicCase) -> None:
    """Right by Kafka's rules: kafka-rules.md, sections 1.3, 1.9, 1.12, 2.2, 4.2 and 4.4."""
    assert case.question.options[case.question.answer()].text == RIGHT[case.number]


@cases
def test_the_lines_are_read_as_the_case_tells_them(case: ClinicCase) -> None:
    explanation = explain("\n".join(case.lines()))
    kinds = [one.reading.kind for one in explanation.cases]
    assert kinds[:1] == ([KINDS[case.number]] if KINDS[case.number] else [])
    assert not any(one.reading.contradiction for one in explanation.cases)


@cases
def test_each_run_can_be_shown_and_has_what_the_lines_say(case: ClinicCase) -> None:
    for name, trace in case.traces().items():
        assert name
        assert len(process_table(trace)) > 0
    errors = {event.result.error for trace in case.traces().values() for event in trace if event.result}
    wanted = {1: Error.OUT_OF_ORDER_SEQUENCE_NUMBER, 4: Error.INVALID_PRODUCER_EPOCH, 6: Error.MESSAGE_TOO_LARGE,
              8: Error.OUT_OF_ORDER_SEQUENCE_NUMBER}  # fmt: skip
    assert case.number not in wanted or wanted[case.number] in errors


@cases
def test_a_case_is_complete(case: ClinicCase) -> None:
    assert all([case.title, case.story, case.cause, case.cure, case.question.hint])
    assert len({option.text for option in case.question.options}) == len(case.question.options) >= 3
