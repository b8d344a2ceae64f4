"""An explanation as values for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikafka.clinic.line_text import shown
from minikafka.clinic.words import MOST_RUNS, table_of

if TYPE_CHECKING:
    from minikafka.clinic.case import Case
    from minikafka.clinic.explanation import Explanation
    from minikafka.clinic.stories import Sight

LONGEST_LINE = 8192


def report(explanation: Explanation) -> dict[str, Any]:
    """Everything that the text says, under names that stay."""
    return {
        "found": explanation.found,
        "lines": explanation.lines,
        "known_lines": explanation.known,
        "left_out_lines": explanation.left_out,
        "problem": explanation.problem,
        "cases": [_case(case, with_run=number < MOST_RUNS) for number, case in enumerate(explanation.cases)],
    }


def _case(case: Case, *, with_run: bool) -> dict[str, Any]:
    rule, story = case.rule, case.story
    return {
        "kind": case.reading.kind,
        "title": case.title,
        "producer_id": story.producer_id,
        "epoch": case.epoch,
        "topic": story.topic,
        "partition": story.partition,
        "client": story.client,
        "row": rule.row if rule else None,
        "condition": rule.condition if rule else None,
        "error": rule.error.name if rule else case.finding.format.error or None,
        "contradiction": case.reading.contradiction,
        "saw": case.saw,
        "client_now": case.client_now,
        "fatal": case.fatal,
        "fate": case.diagnosis.fate,
        "causes": [{"cause": cause, "tell": tell} for cause, tell in case.diagnosis.causes],
        "do": [*case.diagnosis.cures, case.finding.format.action],
        "lines": [_sight(sight) for sight in sorted(story.sights, key=lambda sight: sight.first_line)],
        "run": _run(case) if with_run else None,
    }


def _sight(sight: Sight) -> dict[str, Any]:
    finding = sight.finding
    return {
        "line": sight.first_line,
        "last_line": sight.last_line,
        "count": sight.count,
        "format": finding.format.id,
        "program": finding.format.program,
        "versions": finding.format.versions,
        "outcome": finding.format.outcome,
        "text": shown(finding.text, LONGEST_LINE),
        "values": {name: shown(value, LONGEST_LINE) for name, value in finding.groups.items()},
        "inside": finding.inner.format.id if finding.inner else None,
    }


def _run(case: Case) -> dict[str, Any] | None:
    if case.run is None:
        return None
    table = table_of(case.run)
    return {
        "actions": list(case.run.actions),
        "steps_tried": case.run.tried,
        "table": [dict(zip(table.columns, map(str, row), strict=True)) for row in table.rows],
    }
