"""Parts of a card as HTML text: a notice, the process table of a whole run. Whatever a learner typed is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from minikafka.engine.trace import Trace
from minikafka.lesson.views.process_table import COLUMNS, Row, row_of
from minikafka.lesson.views.steps import Step, steps_at
from minikafka.lesson.views.words import counted

MOST_STEPS = 16  # steps shown of a whole run; of a longer one the last two and those before


def notice_line(text: str) -> str:
    """A refusal, or what a switch did."""
    return f'<p class="mk-notice" role="status">{escape(text)}</p>'


def run_table(trace: Trace) -> str:
    """The process table of a whole run; of a run that is too long, the middle is only counted."""
    rows = [_process_row(trace, step) for step in steps_at(trace)[1:]]
    between = len(rows) - MOST_STEPS
    if between > 0:
        left_out = f'<tr><td class="mk-muted" colspan="{len(COLUMNS)}">{counted(between, "more step")}</td></tr>'
        rows[-2 - between : -2] = [left_out]
    return f'<div class="mk-run">{table(COLUMNS, "".join(rows))}</div>'


def _process_row(trace: Trace, step: Step) -> str:
    row = row_of(trace, step)
    tones = {
        4: "mk-warn" if _is_turned_away(step) or row.broker_action == "Request lost" else "",
        5: _tone_of_output(row),
    }
    return f"<tr>{''.join(cell(str(content), tones.get(index, '')) for index, content in enumerate(row))}</tr>"


def _tone_of_output(row: Row) -> str:
    if row.producer_output.startswith("Ack"):
        return "mk-good"
    return "mk-warn" if "(lost)" in row.producer_output else ""


def _is_turned_away(step: Step) -> bool:
    return step.result is not None and (step.result.duplicate or step.result.error != 0)


def table(heads: Iterable[str], rows: str) -> str:
    """A table of ``rows``, which are HTML already."""
    cells = "".join(f"<th scope=col>{escape(head)}</th>" for head in heads)
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{rows}</tbody></table>"


def cell(content: str, tone: str = "") -> str:
    """One cell; ``tone`` is a class of the style sheet."""
    # Kafka's error names are long: they may be broken behind an underscore.
    text = escape(content).replace("_", "_<wbr>")
    return f"<td{f' class={tone}' if tone else ''}>{text}</td>"
