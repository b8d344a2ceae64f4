"""The decision table, read from the check itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikafka.engine.sequence_check import Branch, Generation, Rule
from minikafka.lesson.content.deep.examples import ROWS, examples
from minikafka.lesson.views.table import table_of

if TYPE_CHECKING:
    from minikafka.lesson.views.data_frame import Table

ANSWERS = {
    Branch.NEW: "store",
    Branch.DUPLICATE: "acknowledge, store nothing",
    Branch.REFUSED: "refuse, change nothing",
}


def decision_table() -> Table:
    """The rows in the order in which the broker asks them, each with a run that takes it."""
    return table_of([row_of(rule) for rule in ROWS])


def row_of(rule: Rule) -> dict[str, str]:
    """The cells of a row, each under the name of its column."""
    run = examples()[rule.row]
    newer = "on Kafka 4.5: " if run[-1].arrival.generation is Generation.KAFKA_4_5 else ""
    return {
        "Row": rule.row,
        "Condition": rule.condition,
        "Answer": ANSWERS[rule.branch],
        "Error": f"{rule.error.name} ({rule.error.value})",
        "For example, the last of": newer + run.story,
    }
