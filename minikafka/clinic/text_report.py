"""An explanation as text for a terminal. Whatever comes from a log is shown so that no terminal obeys it."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import fill
from typing import TYPE_CHECKING

from minikafka.clinic.line_text import shown
from minikafka.clinic.words import MOST_RUNS, counted, run_in_words, table_of, unknown_in_words, why_no_run

if TYPE_CHECKING:
    from minikafka.clinic.case import Case
    from minikafka.clinic.explanation import Explanation
    from minikafka.clinic.stories import Sight

WIDTH = 100
MOST_LINES = 8


def report(explanation: Explanation) -> str:
    """All of it, the worst case first."""
    from minikafka.clinic.explanation import MOST_CASES

    if not explanation.found:
        return "\n".join(fill(sentence, WIDTH) for sentence in unknown_in_words(explanation))
    blocks = [_heading(explanation)]
    blocks += ["\n".join(_case(case, number)) for number, case in enumerate(explanation.cases[:MOST_CASES], start=1)]
    blocks += rest(explanation, MOST_CASES)
    return "\n\n".join(blocks)


def _heading(explanation: Explanation) -> str:
    lines, cases = counted(explanation.lines, "line"), counted(len(explanation.cases), "case")
    return f"{lines} read, {explanation.known:,} known here: {cases}"


def rest(explanation: Explanation, most: int) -> Iterator[str]:
    """What is not told of an explanation of which ``most`` cases are."""
    if len(explanation.cases) > most:
        yield f"{counted(len(explanation.cases) - most, 'more case')}; --json shows all of them."
    if explanation.left_out:
        yield f"{counted(explanation.left_out, 'line')} of still other producers and partitions were only counted."
    if explanation.problem:
        yield f"Not all of it could be read: {explanation.problem}."


def _case(case: Case, number: int) -> Iterator[str]:
    yield f"{number}. {case.title}"
    yield f"   {who(case)}"
    yield from _part("The lines", _lines(case))
    yield from _part("What was seen", case.saw)
    if case.reading.contradiction:
        yield from _part("The numbers contradict themselves", [contradiction(case)])
        return
    yield from _part("The row of the check", [case.row_in_words])
    yield from _part("What the client does now", case.client_now)
    yield from _part("Lost, or stored twice?", [case.diagnosis.fate])
    causes = [f"{cause} Tell it by this: {tell}" for cause, tell in case.diagnosis.causes]
    yield from _part("What may be the cause", causes, numbered=True)
    yield from _part("What to do", [*case.diagnosis.cures, f"For this line: {case.finding.format.action}"])
    yield from _run(case, was_looked_for=number <= MOST_RUNS)


def who(case: Case) -> str:
    """The producer and the partition, as far as lines told."""
    story = case.story
    names = [
        f"producer id {story.producer_id}" if story.producer_id is not None else "producer id not told",
        f"epoch {case.epoch}" if case.epoch is not None else "",
        f"partition {shown(story.place)}" if story.place and story.partition is not None else "",
        f"topic {shown(story.place)}" if story.place and story.partition is None else "",
        f"client {shown(story.client)}" if story.client else "",
    ]
    return ", ".join(name for name in names if name)


def contradiction(case: Case) -> str:
    """Why the numbers cannot be, and what that means."""
    return (
        f"{case.reading.contradiction}. No broker of Kafka answers so: the line was changed or cut, or something else "
        "wrote it."
    )


def _lines(case: Case) -> list[str]:
    sights = sorted(case.story.sights, key=lambda sight: sight.first_line)
    told = [sight_in_words(sight) for sight in sights[:MOST_LINES]]
    more = len(sights) - MOST_LINES
    return [*told, f"and {counted(more, 'more kind')} of lines"] if more > 0 else told


def sight_in_words(sight: Sight) -> str:
    """Where a line stands and how often, the program and its versions, and the line."""
    where = f"line {sight.first_line}"
    if sight.count > 1:
        where += f", {sight.count:,} times until line {sight.last_line}"
    known = sight.finding.format
    return f"{where} ({known.program}, {known.versions}): {shown(sight.finding.text)}"


def _part(title: str, sentences: list[str], *, numbered: bool = False) -> Iterator[str]:
    yield f"   {title}"
    for number, sentence in enumerate(sentences, start=1):
        mark = f"{number}." if numbered else "-"
        yield fill(sentence, WIDTH, initial_indent=f"     {mark} ", subsequent_indent=" " * (6 + len(mark)))


def _run(case: Case, *, was_looked_for: bool) -> Iterator[str]:
    run = case.run if was_looked_for else None
    told = run_in_words(run) if run else [why_no_run(case, was_looked_for=was_looked_for)]
    yield from _part("The shortest run with this answer", told)
    if run:
        yield "\n".join(f"     {line}" for line in str(table_of(run)).splitlines())
