"""The decision table that is shown is the check's own, and each example takes its row.

Conditions and errors are those of kafka-rules.md §1.3; row 11 is step 12 of its §1.2.
"""

from __future__ import annotations

import pytest

from minikafka.engine.sequence_check import OPEN_TRANSACTION, RULES
from minikafka.lesson.content.deep import decision_table, rules
from minikafka.lesson.content.deep.decision_table import ROWS, examples

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
