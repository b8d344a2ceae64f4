"""The ten cases: each is proved by its run, and its lines are what explain makes of them."""

from itertools import pairwise

import pytest
from markupsafe import escape

from minikafka.clinic import explain
from minikafka.engine.errors import Error
from minikafka.lesson import process_table
from minikafka.lesson.content.clinic import CASES, STYLE, ClinicCase
from minikafka.lesson.content.clinic import case as clinic_card
from tools.minutes import QUESTION, WORDS_A_MINUTE
from tools.notebooks import NOTEBOOKS, read

NOTEBOOK = read(NOTEBOOKS / f"{STYLE}.ipynb")
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
    10: "It was a new record, numbered anew.",
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


@cases
def test_a_case_takes_two_minutes_at_most(case: ClinicCase) -> None:
    question = case.question
    options = [f"{option.text} {option.reason}" for option in question.options]
    read = [case.title, case.story, *case.lines(), question.text, *options, case.cause, *case.cure]
    assert 60 * sum(len(text.split()) for text in read) / WORDS_A_MINUTE + QUESTION <= 120


@cases
def test_the_notebook_tells_the_story_before_the_card(case: ClinicCase) -> None:
    (told,) = (
        before.source
        for before, cell in pairwise(NOTEBOOK.cells)
        if cell.source.splitlines()[-1] == f"case({case.number})"
    )
    assert case.story in told
    assert case.number == 1 or told.startswith(f"## {case.number}. {case.title}\n")


@cases
def test_the_runs_the_cause_and_the_cure_are_shown_to_who_has_committed(case: ClinicCase) -> None:
    card = clinic_card(case.number)
    lines, question = card.faces()
    assert str(escape(case.lines()[0])) in lines.head
    assert question.told == question.more == ""
    wrong = (case.question.answer() + 1) % len(case.question.options)
    assert not card.commit(wrong)
    _, question = card.faces()
    assert case.question.options[case.question.answer()].text in question.told.unescape()
    assert question.more.count("<svg") == question.more.count('<div class="mk-proof">') == len(case.traces())
    for text in (case.cause, *case.cure):
        assert text in question.more.unescape()


def test_there_is_no_eleventh() -> None:
    with pytest.raises(IndexError, match=r"there is no case 11: use 1 \.\. 10"):
        clinic_card(11)
