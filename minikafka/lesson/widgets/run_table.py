"""Tables for a card: the process table of a whole run, and whatever else is a table."""

from __future__ import annotations

from markupsafe import Markup

from minikafka.engine.errors import Error
from minikafka.engine.trace import Stage, Trace
from minikafka.lesson.views.plain_table import PlainTable
from minikafka.lesson.views.process_table import COLUMNS, row_of
from minikafka.lesson.views.steps import Step, steps_at
from minikafka.lesson.widgets import card_words as words

MOST_STEPS = 16  # of a longer run the last two and those before
_TABLE = Markup('<div class="mk-run"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>')
_HEAD, _CELL = Markup('<th scope="col">{}</th>'), Markup('<td class="{}">{}</td>')
_ROW = Markup("<tr>{}</tr>")
_LEFT_OUT = Markup('<tr><td class="mk-muted" colspan="{}">{}</td></tr>')


def run_table(trace: Trace) -> Markup:
    """One row for each step; of a run that is too long, the middle is only counted."""
    rows = [_row(trace, step) for step in steps_at(trace)[1:]]
    between = len(rows) - MOST_STEPS
    if between > 0:
        rows[-2 - between : -2] = [_LEFT_OUT.format(len(COLUMNS), words.number(between, words.MORE_STEPS))]
    return _TABLE.format(Markup().join(map(_HEAD.format, COLUMNS)), Markup().join(rows))


def plain_table(table: PlainTable) -> Markup:
    """The cells of a table as they are."""
    rows = (Markup().join(_CELL.format("", breakable(str(cell))) for cell in row) for row in table.rows)
    body = Markup().join(map(_ROW.format, rows))
    return _TABLE.format(Markup().join(map(_HEAD.format, table.columns)), body)


def breakable(name: str) -> Markup:
    """One of Kafka's long names, which may be broken behind an underscore."""
    return Markup("_<wbr>").join(name.split("_"))


def _row(trace: Trace, step: Step) -> Markup:
    cells = row_of(trace, step)._asdict()
    tones = {"broker_action": _broker_tone(step), "producer_output": _output_tone(step)}
    shown = (_CELL.format(tones.get(name, ""), breakable(str(content))) for name, content in cells.items())
    return _ROW.format(Markup().join(shown))


def _broker_tone(step: Step) -> str:
    """Rust for what the broker never saw, or turned away."""
    result = step.result
    turned_away = result is not None and (result.duplicate or result.error is not Error.NONE)
    return "mk-warn" if turned_away or Stage.REQUEST_LOST in step.stages else ""


def _output_tone(step: Step) -> str:
    """Green for an ack that arrived, rust for one that did not."""
    if Stage.ACK_LOST in step.stages:
        return "mk-warn"
    acked = step.result is not None and step.result.error is Error.NONE
    return "mk-good" if acked and Stage.PRODUCER_RECEIVES_ACK in step.stages else ""
