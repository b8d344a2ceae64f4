"""The decision table, read from the check itself, with a run for each row and a question about it.

Nothing about an answer is written here: the run finds the row, and the row's own condition says why the others do
not decide.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from random import Random

from minikafka.engine.broker import Broker
from minikafka.engine.records import MAX_SEQUENCE, NO_PRODUCER_ID
from minikafka.engine.sequence_check import OPEN_TRANSACTION, RULES, Arrival, Branch, Generation, Rule
from minikafka.lesson.content.deep.answers import Answer, Answers, answers, remembered
from minikafka.lesson.lab.experiments import batch, commit_marker, unnumbered
from minikafka.lesson.views.table import Table, table_of
from minikafka.lesson.widgets.question import Option, Question

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
    """The same without the example runs, for a learner who is to find the row of a run."""
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


# A question for each row


CHOICES = 4
HINT = "The first row that holds decides; row 11 is asked only about what would be stored."


def row_question(rule: Rule) -> Question[Answers]:
    """Which of four rows decides about the last batch of the run that takes ``rule``?"""
    run, number = examples()[rule.row], ROWS.index(rule)
    begin = number - number % CHOICES
    choices = ROWS[begin : begin + CHOICES]
    kafka = "Kafka 4.5" if run[-1].arrival.generation is Generation.KAFKA_4_5 else "Kafka 4.4"
    text = (
        f"A new partition of {kafka} gets {run.story}. Which row decides about {'the last one' if run[1:] else 'it'}?"
    )
    name = f"row-{rule.row.replace(' ', '-')}"
    return Question(
        name, partial(examples().__getitem__, rule.row), text, HINT, tuple(_option(each, run) for each in choices)
    )


def _option(rule: Rule, run: Answers) -> Option[Answers]:
    return Option(
        f"Row {rule.row}: {rule.condition}.",
        _reason(rule, run[-1]),
        lambda seen: seen[-1].result.rule == rule.row,
    )


def _reason(rule: Rule, answer: Answer) -> str:
    decided = answer.result.rule
    facts = what_is_known(answer.arrival)
    if decided == rule.row:
        asked = (
            "The table would store the batch, so this row is asked as well" if rule is OPEN_TRANSACTION else "It holds"
        )
        return f"{asked}: {facts}."
    if rule.holds(answer.arrival):
        return f"It holds too, but row {decided} has the last word here: {facts}."
    return f"Row {rule.row} does not hold here: {facts}."


def what_is_known(arrival: Arrival) -> str:
    """All that the check looks at, in words."""
    if arrival.batch.producer_id == NO_PRODUCER_ID:
        return "the batch has no producer id"
    came = f"sequence {arrival.first} of epoch {arrival.epoch} arrives"
    if arrival.state is None:
        return f"{came}, the producer is unknown, and the log end offset is {arrival.log_end_offset}"
    kept = f"sequence {', '.join(remembered(arrival.state))}" if arrival.state.batches else "nothing"
    is_open = ", in an open transaction" if arrival.state.current_txn_first_offset is not None else ""
    return f"{came}, and the partition remembers {kept} of epoch {arrival.stored_epoch}{is_open}"


# In no order, so that the answers stand in no order either; the same one every time.
ROW_QUESTIONS = tuple(map(row_question, Random(len(ROWS)).sample(ROWS, len(ROWS))))  # noqa: S311  no secret
