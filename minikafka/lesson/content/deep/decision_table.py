"""The decision table, read from the check itself, with a run for each row. Running it finds which row it takes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from minikafka.engine.broker import Broker
from minikafka.engine.records import MAX_SEQUENCE
from minikafka.engine.sequence_check import OPEN_TRANSACTION, RULES, Branch, Generation, Rule
from minikafka.lesson.content.deep.answers import Answers, answers
from minikafka.lesson.lab.experiments import batch, commit_marker, unnumbered
from minikafka.lesson.views.table import table_of

if TYPE_CHECKING:
    from minikafka.lesson.views.data_frame import Table

ROWS = (*RULES, OPEN_TRANSACTION)

_RUNS: tuple[Callable[[], Answers], ...] = (
    lambda: answers(Broker(), unnumbered()),
    lambda: answers(Broker(), batch(0), batch(1), batch(0)),
    lambda: answers(Broker(), batch(0, epoch=1), batch(1)),
    lambda: answers(Broker(), batch(0), batch(0, epoch=1)),
    lambda: answers(Broker(), batch(0), batch(1, epoch=1)),
    lambda: answers(Broker(generation=Generation.KAFKA_4_5), batch(1)),
    lambda: answers(Broker(), batch(1)),
    lambda: answers(Broker(), batch(0, 3), batch(3)),
    lambda: answers(Broker(), batch(MAX_SEQUENCE), batch(0)),
    lambda: answers(Broker(), commit_marker(), batch(0)),
    lambda: answers(Broker(), batch(0), batch(2)),
    lambda: answers(Broker(), batch(0, is_transactional=True), batch(1)),
)


@cache
def examples() -> dict[str, Answers]:
    """For each row of the table, a run whose last batch takes it."""
    runs = [run() for run in _RUNS]
    return {str(run[-1].result.rule): run for run in runs}


EXAMPLE = "For example, the last of"
ANSWERS = {
    Branch.NEW: "store",
    Branch.DUPLICATE: "acknowledge, store nothing",
    Branch.REFUSED: "refuse, change nothing",
}


def decision_table() -> Table:
    """The rows in the order in which the broker asks them, each with a run that takes it."""
    return table_of([row_of(rule) for rule in ROWS])


def rules() -> Table:
    """The same without the runs, for whoever is still to find out which row a run takes."""
    return table_of([{name: cell for name, cell in row_of(rule).items() if name != EXAMPLE} for rule in ROWS])


def row_of(rule: Rule) -> dict[str, str]:
    """The cells of a row, each under the name of its column."""
    run = examples()[rule.row]
    newer = "on Kafka 4.5: " if run[-1].arrival.generation is Generation.KAFKA_4_5 else ""
    return {
        "Row": rule.row,
        "Condition": rule.condition,
        "Answer": ANSWERS[rule.branch],
        "Error": f"{rule.error.name} ({rule.error.value})",
        EXAMPLE: newer + run.story,
    }
