"""Sentences that the reports share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikafka.clinic.line_text import shown

if TYPE_CHECKING:
    from minikafka.clinic.case import Case
    from minikafka.clinic.explanation import Explanation
    from minikafka.clinic.runs import Run
    from minikafka.lesson.views.plain_table import PlainTable

MOST_RUNS = 5  # of cases; each takes up to a few seconds to find


def counted(count: int, noun: str) -> str:
    """``1 line``, ``2,000 lines``."""
    return f"1 {noun}" if count == 1 else f"{count:,} {noun}s"


def run_in_words(run: Run) -> list[str]:
    """What is done in a run, and how it was found."""
    tried = f"{counted(run.tried, 'step')} tried, the shortest runs first"
    if run.is_of_a_producer:
        found = f"Found by a search with minikafka's producer and broker: {tried}."
    else:
        found = f"No short run of a correct producer was found that does it; single batches do ({tried})."
    return [", then ".join(run.actions) + ".", found]


def why_no_run(case: Case, *, was_looked_for: bool) -> str:
    """Why a case is told without a run."""
    if case.reading.wanted is None:
        return "There is none: these lines tell of no answer of the check."
    if not was_looked_for:
        return f"It is looked for in the first {MOST_RUNS} cases alone: give the lines of this one apart."
    return "No run was found that has these numbers."


def table_of(run: Run) -> PlainTable:
    """The process table of a run."""
    from minikafka.lesson.views.plain_table import PlainTable
    from minikafka.lesson.views.run_tables import row_of
    from minikafka.lesson.views.steps import steps_at
    from minikafka.lesson.views.view_words import COLUMNS

    return PlainTable(COLUMNS, tuple(row_of(run.trace, step) for step in steps_at(run.trace)[1:]))


def unknown_in_words(explanation: Explanation) -> list[str]:
    """Why there is nothing to say."""
    if not explanation.lines:
        problem = explanation.problem or ""
        return [f"This log is empty.{f' {problem[:1].upper()}{problem[1:]}.' if problem else ''}"]
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
    is_path = "/" in source or "\\" in source or source.endswith((".log", ".txt", ".gz", ".json"))
    return is_path and " " not in source
