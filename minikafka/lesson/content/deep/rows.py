"""One question for each row of the decision table, made from the run that takes it.

Nothing about the answer is written here: the run finds the row, and the row's own condition says why the others do
not decide.
"""

from __future__ import annotations

from functools import partial
from random import Random

from minikafka.engine.records import NO_PRODUCER_ID
from minikafka.engine.sequence_check import OPEN_TRANSACTION, Arrival, Generation, Rule
from minikafka.lesson.content.deep.answers import Answer, Answers, remembered
from minikafka.lesson.content.deep.decision_table import ROWS, examples
from minikafka.lesson.widgets.question import Option, Question

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
