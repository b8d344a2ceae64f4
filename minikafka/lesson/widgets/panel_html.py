"""The parts of the panel that are redrawn at each press, as HTML text. Whatever a learner typed is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from minikafka.engine.producer_state import NUM_BATCHES_TO_RETAIN, DescribedState, ProducerState
from minikafka.engine.trace import Trace
from minikafka.lesson.views.narration import narrate
from minikafka.lesson.views.operation_words import OPERATIONS, leader_at, state_before
from minikafka.lesson.views.process_table import COLUMNS, row_of
from minikafka.lesson.views.status_tracker import VARIABLES, heading, values
from minikafka.lesson.views.steps import Step, known_state, step_at, steps_at
from minikafka.lesson.views.words import UNKNOWN, counted, message_text

ROWS = 4  # steps shown at once in the process table; its height never changes
MOST_STEPS = 16  # steps shown of a whole run; of a longer one the last two and those before
TRACKED = 4  # columns shown at once in the status tracker
RECORDS = 4  # records shown at once of the log


def stage_line(trace: Trace, position: int) -> str:
    """The dots of the current step, and the sentence that says what happens."""
    told = narrate(trace, position)
    step = step_at(trace, position)
    reached = len(step.events)
    dots = "".join(f'<i class="{_dot(index, reached)}"></i>' for index in range(1, step.stage_count + 1))
    return (
        f'<div class="mk-stage"><span class="mk-dots" aria-hidden="true">{dots}</span>'
        f'<p role="status"><b>{escape(told.place)} · {escape(told.stage)}.</b> {escape(told.sentence)}</p></div>'
    )


def notice_line(text: str) -> str:
    """A refusal, or what a switch did."""
    return f'<p class="mk-notice" role="status">{escape(text)}</p>'


def tables(trace: Trace, position: int, topic: str) -> str:
    """The process table, the status tracker, and what is inside the broker: of ``topic`` before the first send."""
    return (
        f'<div class="mk-tables">{_process(trace, position)}'
        f'<div class="mk-pair">{_tracker(trace, position)}{_broker(trace, position, topic)}</div></div>'
    )


def run_table(trace: Trace) -> str:
    """The process table of a whole run; of a run that is too long, the middle is only counted."""
    steps = steps_at(trace)[1:]
    rows = [_process_row(trace, step.number, step, current=0) for step in steps]
    between = len(rows) - MOST_STEPS
    if between > 0:
        left_out = f'<tr><td class="mk-muted" colspan="{len(COLUMNS)}">{counted(between, "more step")}</td></tr>'
        rows[-2 - between : -2] = [left_out]
    return f'<div class="mk-run">{table(COLUMNS, "".join(rows))}</div>'


def _dot(index: int, reached: int) -> str:
    return "mk-now" if index == reached else "mk-done" if index < reached else "mk-ahead"


def _process(trace: Trace, position: int) -> str:
    current = trace[position].step
    shown = _window(current, trace.steps, ROWS)
    steps = {step.number: step for step in steps_at(trace, position)}
    rows = "".join(_process_row(trace, number, steps.get(number), current) for number in shown)
    hint = "" if trace.steps else '<p class="mk-empty">Press Send: each step becomes a row here.</p>'
    return _section("Process table", "mk-process", table(COLUMNS, rows) + hint, _left_out(shown, trace.steps))


def _process_row(trace: Trace, number: int, step: Step | None, current: int) -> str:
    if step is None:
        return f'<tr class="mk-later"><td>{number}</td>{f"<td>{UNKNOWN}</td>" * (len(COLUMNS) - 1)}</tr>'
    row = row_of(trace, step)
    tones = {
        4: "mk-warn" if _is_turned_away(step) or row.broker_action == "Request lost" else "",
        5: "mk-good" if row.producer_output.startswith("Ack") else "mk-warn" if "(lost)" in row.producer_output else "",
    }
    cells = "".join(cell(str(content), tones.get(index, "")) for index, content in enumerate(row))
    return f"<tr{' class=mk-current aria-current=step' if number == current else ''}>{cells}</tr>"


def _is_turned_away(step: Step) -> bool:
    return step.result is not None and (step.result.duplicate or step.result.error != 0)


def _tracker(trace: Trace, position: int) -> str:
    current = trace[position].step
    shown = [0, *_window(current, trace.steps, TRACKED - 1)]
    steps = {step.number: step for step in steps_at(trace, position)}
    columns = [values(trace, steps[number]) if number in steps else (UNKNOWN,) * 3 for number in shown]
    heads = ["Variable", *(heading(steps[number]) if number in steps else f"After Step {number}" for number in shown)]
    marked = shown.index(current) + 1
    rows = "".join(
        f"<tr><th scope=row><code>{name}</code></th>"
        + "".join(
            cell(str(column[row]), "mk-current" if index == marked else "") for index, column in enumerate(columns, 1)
        )
        + "</tr>"
        for row, name in enumerate(VARIABLES)
    )
    return _section("Status tracker", "mk-tracker", table(heads, rows), _left_out(shown[1:], trace.steps))


def _broker(trace: Trace, position: int, topic: str) -> str:
    event = next((event for event in reversed(trace[: position + 1]) if event.delivery), None)
    topic, partition = (event.delivery.topic, event.delivery.partition) if event and event.delivery else (topic, 0)
    state = known_state(trace, position, topic, partition)
    rows = [
        (f"{topic}-{partition} log", _log(trace, position, topic, partition)),
        ("producer", _producer(trace, position, state)),
        *_remembered_before(trace, position),
        ("remembers", _remembered(state)),
    ]
    body = "".join(f"<dt>{escape(name)}</dt><dd>{content}</dd>" for name, content in rows)
    remark = f"broker {leader_at(trace, position)} leads" if trace.setup.brokers > 1 else ""
    if isinstance(state, DescribedState):
        remark = "as the cluster tells it; ? cannot be seen from outside"
    return _section("Inside the broker", "mk-broker", f"<dl>{body}</dl>", remark)


def _remembered_before(trace: Trace, position: int) -> list[tuple[str, str]]:
    """What was remembered before something was done to the broker, to be compared with what is left."""
    step = step_at(trace, position)
    return [("before", _remembered(state_before(trace, step)))] if step.kind in OPERATIONS else []


def _log(trace: Trace, position: int, topic: str, partition: int) -> str:
    records = [record for *place, record in trace.stored_at(position) if place == [topic, partition]]
    if not records:
        return '<span class="mk-muted">empty</span>'
    cards = "".join(
        f"<li>{escape(message_text(record.value))}<small>offset {record.offset}"
        f"{f' · seq {record.sequence}' if record.sequence >= 0 else ''}</small></li>"
        for record in records[-RECORDS:]
    )
    earlier = len(records) - RECORDS
    return f'<ol class="mk-log">{f"<li class=mk-muted>{earlier} earlier</li>" if earlier > 0 else ""}{cards}</ol>'


def _producer(trace: Trace, position: int, state: ProducerState | None) -> str:
    if state:
        return f"id {state.producer_id} · epoch {state.producer_epoch} · last seq {state.last_sequence}"
    if trace.is_watched:
        words = "no batch has come yet" if position == 0 else "the batch has no producer id"
    else:
        unnumbered = trace[position].variables.producer_epoch < 0
        words = "no producer id: idempotence is off" if unnumbered else "not known here yet"
    return f'<span class="mk-muted">{words}</span>'


def _remembered(state: ProducerState | None) -> str:
    if isinstance(state, DescribedState):
        unknown = '<li class="mk-free">?</li>' * NUM_BATCHES_TO_RETAIN
        return f'<ol class="mk-window" aria-label="cannot be seen from outside the cluster">{unknown}</ol>'
    batches = state.batches if state else ()
    full = [_range(batch.first_sequence, batch.last_sequence) for batch in batches]
    boxes = [f"<li>{text}</li>" for text in full]
    empty = ['<li class="mk-free">-</li>'] * (NUM_BATCHES_TO_RETAIN - len(full))
    label = f"{len(full)} of {NUM_BATCHES_TO_RETAIN} places for batches taken"
    return f'<ol class="mk-window" aria-label="{label}">{"".join(boxes + empty)}</ol>'


def _range(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


def _window(current: int, last: int, size: int) -> range:
    """The numbers of the steps to show: at most ``size``, the current one among them, the later ones rather."""
    stop = min(last, max(current + size // 2, size))
    return range(max(1, stop - size + 1), stop + 1)


def _left_out(shown: Sequence[int], last: int) -> str:
    return f"steps {shown[0]} to {shown[-1]} of {last}" if shown and len(shown) < last else ""


def _section(title: str, name: str, body: str, remark: str = "") -> str:
    return f'<section class="{name}"><h3>{title}{f" <small>{remark}</small>" if remark else ""}</h3>{body}</section>'


def table(heads: Iterable[str], rows: str) -> str:
    """A table of ``rows``, which are HTML already."""
    cells = "".join(f"<th scope=col>{escape(head)}</th>" for head in heads)
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{rows}</tbody></table>"


def cell(content: str, tone: str = "") -> str:
    """One cell; ``tone`` is a class of the style sheet."""
    # Kafka's error names are long: they may be broken behind an underscore.
    text = escape(content).replace("_", "_<wbr>")
    return f"<td{f' class={tone}' if tone else ''}>{text}</td>"
