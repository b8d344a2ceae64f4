"""The decision table that is shown is the check's own, and each example takes its row.

Conditions and errors are those of kafka-rules.md §1.3; row 11 is step 12 of its §1.2.
"""

from __future__ import annotations

import pytest

from minikafka.engine.sequence_check import OPEN_TRANSACTION, RULES
from minikafka.lesson.content.deep import ROW_QUESTIONS, Answers, decision_table, rules
from minikafka.lesson.content.deep.decision_table import ROWS, examples, what_is_known
from minikafka.lesson.widgets.question import Question

NONE, OUT_OF_ORDER = "NONE (0)", "OUT_OF_ORDER_SEQUENCE_NUMBER (45)"
STORE, REFUSE = "store", "refuse, change nothing"
EXPECTED = {
    "1": (STORE, NONE),
    "2": ("acknowledge, store nothing", NONE),
    "3": (REFUSE, "INVALID_PRODUCER_EPOCH (47)"),
    "4": (STORE, NONE),
    "5": (REFUSE, OUT_OF_ORDER),
    "6 since 4.5": (REFUSE, OUT_OF_ORDER),
    "6": (STORE, NONE),
    "7": (STORE, NONE),
    "8": (STORE, NONE),
    "9": (STORE, NONE),
    "10": (REFUSE, OUT_OF_ORDER),
    "11": (REFUSE, "INVALID_TXN_STATE (48)"),
}


def test_it_has_every_row_in_the_order_in_which_the_broker_asks() -> None:
    assert decision_table()["Row"].tolist() == list(EXPECTED)
    assert (*RULES, OPEN_TRANSACTION) == ROWS


def test_the_conditions_are_the_check_s_own() -> None:
    assert decision_table()["Condition"].tolist() == [rule.condition for rule in ROWS]


def test_answers_and_errors_are_kafka_s() -> None:
    shown = decision_table()
    assert dict(zip(shown["Row"], zip(shown["Answer"], shown["Error"], strict=True), strict=True)) == EXPECTED


@pytest.mark.parametrize("row", EXPECTED)
def test_an_example_takes_its_row_and_gets_its_answer(row: str) -> None:
    last = examples()[row][-1]
    answer, error = EXPECTED[row]
    assert (last.result.rule, last.error) == (row, error)
    grew = last.log_end_offset > last.arrival.log_end_offset
    assert grew is (answer == STORE)


def test_the_examples_are_told_as_they_ran() -> None:
    told = dict(zip(decision_table()["Row"], decision_table()["For example, the last of"], strict=True))
    assert told["7"] == examples()["7"].story
    assert told["6 since 4.5"] == "on Kafka 4.5: seq 1"
    assert told["6"] == "seq 1"


def test_the_rules_alone_are_the_same_table_without_the_runs() -> None:
    assert list(rules().columns) == ["Row", "Condition", "Answer", "Error"]
    assert rules()["Row"].tolist() == list(EXPECTED)


def test_sentences_begin_at_the_left() -> None:
    html = decision_table()._repr_html_()
    assert html.count("<td") == html.count('<td style="text-align: left') == 5 * len(EXPECTED)


# One question for each row, made from the run that takes it


every_question = pytest.mark.parametrize("question", ROW_QUESTIONS, ids=lambda question: question.name)
NAMED = {question.name: question for question in ROW_QUESTIONS}


def test_every_row_is_asked_about_once() -> None:
    assert sorted(NAMED) == sorted(f"row-{rule.row.replace(' ', '-')}" for rule in ROWS)
    assert len(ROW_QUESTIONS) == 12


@every_question
def test_the_run_takes_the_row_that_is_asked_about(question: Question[Answers]) -> None:
    row = question.name.removeprefix("row-").replace("-", " ")
    assert question.options[question.answer()].text.startswith(f"Row {row}: ")
    assert len(question.options) == 4


def test_the_answers_stand_in_no_order() -> None:
    places = [question.answer() for question in ROW_QUESTIONS]
    assert {places.count(place) for place in range(4)} == {3}
    assert places != [number % 4 for number in range(12)]


def test_a_reason_says_what_the_check_looked_at() -> None:
    """Row 5: a newer epoch that does not begin at 0, D03."""
    reasons = [option.reason for option in NAMED["row-5"].options]
    facts = "sequence 1 of epoch 1 arrives, and the partition remembers sequence 0 of epoch 0."
    assert reasons[0] == f"It holds: {facts}"
    assert reasons[2] == f"Row 6 does not hold here: {facts}"
    assert reasons[3] == f"It holds too, but row 5 has the last word here: {facts}"


def test_row_11_is_asked_last() -> None:
    *_, before, eleven = (option.reason for option in NAMED["row-11"].options)
    assert eleven.startswith("The table would store the batch, so this row is asked as well")
    assert eleven.endswith("in an open transaction.")
    assert before.startswith("It holds too, but row 11 has the last word here")


@pytest.mark.parametrize(
    ("row", "known"),
    [
        ("1", "the batch has no producer id"),
        ("2", "sequence 0 of epoch 0 arrives, and the partition remembers sequence 0, 1 of epoch 0"),
        ("6", "sequence 1 of epoch 0 arrives, the producer is unknown, and the log end offset is 0"),
        ("9", "sequence 0 of epoch 0 arrives, and the partition remembers nothing of epoch 0"),
    ],
)
def test_what_is_known_is_told(row: str, known: str) -> None:
    assert what_is_known(examples()[row][-1].arrival) == known


def test_the_generation_is_named() -> None:
    assert NAMED["row-6-since-4.5"].text == "A new partition of Kafka 4.5 gets seq 1. Which row decides about it?"
    assert NAMED["row-7"].text.startswith("A new partition of Kafka 4.4 gets seq 0 to 2, then seq 3. Which")
