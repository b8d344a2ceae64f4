"""Sentences that the reports share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikafka.clinic.line_text import shown

if TYPE_CHECKING:
    from minikafka.clinic.explanation import Explanation
    from minikafka.clinic.runs import Run
    from minikafka.lesson.views.plain_table import PlainTable


def counted(count: int, noun: str) -> str:
    """``1 line``, ``2,000 lines``."""
    return f"1 {noun}" if count == 1 else f"{count:,} {noun}s"


def run_in_words(run: Run) -> list[str]:
    """What is done in a run, and how it was found."""
    if run.is_of_a_producer:
        found = f"Found by running minikafka's producer and broker: {counted(run.tried, 'run')} tried, shortest first."
    else:
        found = (
            f"Found by running: no short run of a correct producer does it; single batches do ({run.tried:,} tried)."
        )
    return [", then ".join(run.actions) + ".", found]


def table_of(run: Run) -> PlainTable:
    """The process table of a run."""
    from minikafka.lesson.views.plain_table import PlainTable
    from minikafka.lesson.views.process_table import row_of
    from minikafka.lesson.views.steps import steps_at
    from minikafka.lesson.views.view_words import COLUMNS

    return PlainTable(COLUMNS, tuple(row_of(run.trace, step) for step in steps_at(run.trace)[1:]))


def unknown_in_words(explanation: Explanation) -> list[str]:
    """Why there is nothing to say."""
    if not explanation.lines:
        return [f"This log is empty.{f' {explanation.problem}.' if explanation.problem else ''}"]
    if explanation.source:
        first = f"This line is not known here: {shown(explanation.source.strip())}"
    else:
        first = f"None of {counted(explanation.lines, 'line')} is known here."
    sentences = [first]
    if _looks_like_a_file(explanation.source):
        sentences.append("There is no file of that name, either.")
    if explanation.looks_binary:
        sentences.append("It does not look like text: is it a log?")
    if explanation.problem:
        sentences.append(f"Not all of it could be read: {explanation.problem}.")
    sentences.append(
        "Known are lines about the idempotent producer, as Kafka's brokers, Redpanda and the clients and frameworks "
        "write them. If there are lines around it, give them as well."
    )
    return sentences


def _looks_like_a_file(source: str) -> bool:
    return bool(source) and " " not in source and source.endswith((".log", ".txt", ".gz", ".json"))
