"""The process table: the page's rows exactly, what is open before a step is over, and how a notebook shows it."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from minikafka import Broker, Producer, Trace
from minikafka.engine.trace import Stage
from minikafka.lesson import process_table
from minikafka.lesson.views.data_frame import Table
from tests.lesson import runs
from tests.lesson.runs import Traced, every_trace, send
from tests.lesson.views.process_rows import rows, sent

# The page


def test_the_page_gets_its_table() -> None:
    table = process_table(runs.page().trace)
    assert isinstance(table, pd.DataFrame)
    assert list(table.columns) == [
        "Step",
        "Action",
        "Sequence Number",
        "Broker Check",
        "Broker Action",
        "Producer Output",
    ]
    assert rows(runs.page().trace) == [
        "1 | Send message1 | 1 | Is seq 1 duplicate? | No - store message | Ack for seq 1",
        "2 | Retry send message1 | 1 | Is seq 1 duplicate? | Yes - ignore duplicate | Ack for seq 1",
        "3 | Flush producer | - | - | - | All messages confirmed",
    ]


def test_what_is_not_known_yet_is_left_open() -> None:
    trace = runs.page().trace
    shown = {stage: rows(trace, position)[0] for position, stage in enumerate(stages_of(trace)[1:8], 1)}
    assert shown == {
        Stage.SEND_MESSAGE: "1 | Send message1 | … | … | … | …",
        Stage.ASSIGN_SEQUENCE: "1 | Send message1 | 1 | … | … | …",
        Stage.BROKER_RECEIVES: "1 | Send message1 | 1 | … | … | …",
        Stage.CHECK_SEQUENCE: "1 | Send message1 | 1 | Is seq 1 duplicate? | … | …",
        Stage.STORE: "1 | Send message1 | 1 | Is seq 1 duplicate? | No - store message | …",
        Stage.PRODUCER_RECEIVES_ACK: f"1 | {sent('message1', 1)}",
        Stage.CONTINUE_SENDING: f"1 | {sent('message1', 1)}",
    }


def stages_of(trace: Trace) -> list[Stage]:
    return [event.stage for event in trace]


def test_before_the_first_step_the_table_is_empty() -> None:
    table = process_table(runs.page().trace, 0)
    assert (len(table), len(table.columns)) == (0, 6)


def test_positions_count_from_either_end() -> None:
    trace = runs.page().trace
    assert rows(trace, -1) == rows(trace) == rows(trace, len(trace) - 1)
    assert rows(trace, -len(trace)) == []


@pytest.mark.parametrize("position", [16, -17])
def test_a_position_outside_the_run_is_refused(position: int) -> None:
    trace = runs.page().trace
    assert len(trace) == 16  # the start, twice seven stages, the flush
    with pytest.raises(IndexError, match=rf"position {position} is outside this run, which has 0 \.\. 15"):
        process_table(trace, position)


@every_trace
def test_a_cell_that_is_known_stays_as_it_is(make: Callable[[], Traced]) -> None:
    trace = make().trace
    final = [row.split(" | ") for row in rows(trace)]
    for position in range(len(trace)):
        for row, last in zip(rows(trace, position), final, strict=False):
            assert all(cell in {"…", known} for cell, known in zip(row.split(" | "), last, strict=True)), row


@every_trace
def test_at_the_end_nothing_is_left_open(make: Callable[[], Traced]) -> None:
    assert not any("…" in row for row in rows(make().trace))


def test_the_cells_come_from_the_trace_and_not_from_the_broker() -> None:
    producer = runs.page()
    before = rows(producer.trace, 7)
    send(producer, "more")
    assert rows(producer.trace, 7) == before


# How it looks in a notebook


def in_a_notebook(table: pd.DataFrame) -> str:
    assert isinstance(table, Table)
    return table._repr_html_()


def test_it_is_shown_without_counting_rows_again() -> None:
    table = process_table(runs.page().trace)
    assert [line.split()[0] for line in repr(table).splitlines()] == ["Step", "1", "2", "3"]
    assert in_a_notebook(table).count("<th ") == 6


def test_no_cell_is_cut_in_a_notebook() -> None:
    failed = "Send failed: no ack, and no retries left (retries=1)"
    table = process_table(runs.out_of_retries().trace)
    assert failed in in_a_notebook(table)
    assert failed in repr(table)


def test_a_message_is_escaped_in_a_notebook() -> None:
    producer = Producer(Broker())
    send(producer, "<script>alert(1)</script>")
    shown = in_a_notebook(process_table(producer.trace))
    assert "Send &lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<script" not in shown
