"""The parts of the panel that are redrawn: what they show, how they are marked up, and that nothing slips through."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from minikafka import Broker, Producer, Trace
from minikafka.lesson import Lab, process_table, status_tracker
from minikafka.lesson.views.narration import narrate
from minikafka.lesson.widgets.panel_html import RECORDS, ROWS, notice_line, stage_line, tables
from tests.lesson import runs
from tests.lesson.markup import Element, parsed
from tests.lesson.runs import Traced, every_trace, send


def shown(trace: Trace, position: int | None = None) -> Element:
    """All tables at a position, by default at the end."""
    return parsed(tables(trace, len(trace) - 1 if position is None else position, "topic"))


def section(trace: Trace, name: str, position: int | None = None) -> Element:
    return shown(trace, position).one("section", name)


def many(count: int) -> Trace:
    """A run of ``count`` messages, and as many steps."""
    producer = Producer(Broker())
    send(producer, *(f"m{number}" for number in range(1, count + 1)))
    return producer.trace


# The same values as in the tables of the notebook


@every_trace
def test_the_process_table_has_the_cells_of_the_notebooks(make: Callable[[], Traced]) -> None:
    trace = make().trace
    for position in range(len(trace)):
        current = trace[position].step
        rows = section(trace, "mk-process", position).one("table").rows
        cells = [[str(cell) for cell in row] for row in process_table(trace, position).itertuples(index=False)]
        reached = [row for row in rows if int(row[0]) <= current]
        assert reached == [row for row in cells if row[0] in {shown_row[0] for shown_row in reached}]


@every_trace
def test_the_status_tracker_has_the_values_of_the_notebooks(make: Callable[[], Traced]) -> None:
    trace = make().trace
    for position in range(len(trace)):
        table = section(trace, "mk-tracker", position).one("table")
        heads = [head.text for head in table.one("thead").all("th")]
        values = status_tracker(trace, position)
        for column, head in enumerate(heads):
            known = [str(value) for value in values[head]] if head in values.columns else ["…"] * 3
            assert [row[column] for row in table.rows] == known


def test_the_page_is_all_there() -> None:
    trace = runs.page().trace
    assert section(trace, "mk-process").one("table").rows == [
        ["1", "Send message1", "1", "Is seq 1 duplicate?", "No - store message", "Ack for seq 1"],
        ["2", "Retry send message1", "1", "Is seq 1 duplicate?", "Yes - ignore duplicate", "Ack for seq 1"],
        ["3", "Flush producer", "-", "-", "-", "All messages confirmed"],
    ]
    assert section(trace, "mk-tracker").one("table").rows == [
        ["sequence_number", "0", "1", "1", "1"],
        ["broker_stored_messages", "[]", "[message1]", "[message1]", "[message1]"],
        ["producer_acknowledged", "False", "True", "True", "True"],
    ]


# Steps that come later, and windows on many steps


def test_later_steps_are_there_but_muted_and_open() -> None:
    trace = runs.page().trace
    rows = section(trace, "mk-process", 5).one("tbody").all("tr")
    assert [row.classes for row in rows] == [["mk-current"], ["mk-later"], ["mk-later"]]
    assert [cell.text for cell in rows[1].all("td")] == ["2", "…", "…", "…", "…", "…"]


@every_trace
def test_stepping_changes_no_number_of_rows_or_columns(make: Callable[[], Traced]) -> None:
    trace = make().trace
    sizes = {size(trace, position) for position in range(len(trace))}
    assert sizes == {size(trace, len(trace) - 1)}


def size(trace: Trace, position: int) -> tuple[int, int]:
    rows = section(trace, "mk-process", position).one("table").rows
    columns = section(trace, "mk-tracker", position).one("thead").all("th")
    return len(rows), len(columns)


@pytest.mark.parametrize("count", [1, 3, 4, 5, 12])
def test_at_most_four_steps_are_shown_and_the_current_one_is_among_them(count: int) -> None:
    trace = many(count)
    assert ROWS == 4
    for position in range(len(trace)):
        current = trace[position].step
        numbers = [int(row[0]) for row in section(trace, "mk-process", position).one("table").rows]
        assert numbers == list(range(numbers[0], numbers[0] + min(count, 4)))
        assert current == 0 or current in numbers
        assert current == count or numbers[-1] > current  # what comes next can be seen coming
        assert marked_rows(trace, position) == ([] if current == 0 else [str(current)])


def marked_rows(trace: Trace, position: int) -> list[str]:
    rows = section(trace, "mk-process", position).all("tr", "mk-current")
    assert all(row.attributes["aria-current"] == "step" for row in rows)
    return [row.all("td")[0].text for row in rows]


@pytest.mark.parametrize("count", [1, 3, 4, 12])
def test_the_tracker_shows_the_start_and_the_current_step(count: int) -> None:
    trace = many(count)
    for position in range(len(trace)):
        current = trace[position].step
        table = section(trace, "mk-tracker", position).one("table")
        heads = [head.text for head in table.one("thead").all("th")]
        assert heads[:2] == ["Variable", "Start"]
        assert len(heads) == 2 + min(count, 3)
        assert {heads[column] for column in marked_columns(table)} == {f"After Step {current}" if current else "Start"}


def marked_columns(table: Element) -> list[int]:
    rows = [row.all("td") for row in table.one("tbody").all("tr")]
    return [1 + index for cells in rows for index, cell in enumerate(cells) if "mk-current" in cell.classes]


def test_what_is_left_out_is_told() -> None:
    assert section(many(4), "mk-process").all("small") == []
    assert section(many(12), "mk-process").one("small").text == "steps 9 to 12 of 12"
    assert section(many(12), "mk-process", 0).one("small").text == "steps 1 to 4 of 12"


def test_before_the_first_step_it_says_what_to_press() -> None:
    process = section(Lab().trace, "mk-process")
    assert process.one("table").rows == []
    assert "Press Send" in process.one("p").text
    assert section(runs.page().trace, "mk-process", 0).all("p") == []


# Inside the broker


def broker_at(trace: Trace, position: int | None = None) -> dict[str, Element]:
    """What stands beside each name."""
    listed = section(trace, "mk-broker", position).one("dl")
    return {name.text: value for name, value in zip(listed.all("dt"), listed.all("dd"), strict=True)}


def test_the_log_has_offsets_and_sequences() -> None:
    log = broker_at(runs.page().trace)["topic-0 log"]
    assert [record.text for record in log.all("li")] == ["message1offset 0 · seq 1"]


def test_without_idempotence_records_have_no_sequence() -> None:
    inside = broker_at(runs.idempotence_off().trace)
    assert [record.text for record in inside["topic-0 log"].all("li")] == ["message1offset 0", "message1offset 1"]
    assert "idempotence is off" in inside["producer"].text
    assert [place.text for place in inside["remembers"].all("li")] == ["-"] * 5


def test_the_producer_and_its_window_are_what_the_partition_remembers() -> None:
    inside = broker_at(runs.several_records().trace)
    assert inside["producer"].text == "id 0 · epoch 0 · last seq 3"
    assert [place.text for place in inside["remembers"].all("li")] == ["0-2", "3", "-", "-", "-"]
    assert inside["remembers"].one("ol").attributes["aria-label"] == "2 of 5 places for batches taken"


def test_the_window_moves_on() -> None:
    inside = broker_at(many(7))
    assert [place.text for place in inside["remembers"].all("li")] == ["2", "3", "4", "5", "6"]


def test_before_the_broker_decided_it_knows_nothing() -> None:
    inside = broker_at(runs.page().trace, 4)
    assert inside["topic-0 log"].text == "empty"
    assert inside["producer"].text == "not known here yet"


def test_a_new_epoch_is_the_producers_until_a_batch_of_it_arrives() -> None:
    trace = runs.given_up().trace
    assert trace[-1].variables.producer_epoch == 1
    assert broker_at(trace)["producer"].text == "id 0 · epoch 0 · last seq 0"


def test_the_partition_of_the_current_step_is_shown() -> None:
    trace = runs.several_partitions().trace
    ends = [trace.end_of_step(step) for step in range(1, 5)]
    assert [next(iter(broker_at(trace, end))) for end in ends] == [
        "topic-0 log",
        "topic-1 log",
        "other-0 log",
        "topic-0 log",
    ]
    assert [record.text for record in broker_at(trace)["topic-0 log"].all("li")] == [
        "aoffset 0 · seq 0",
        "doffset 1 · seq 1",
    ]


def test_before_the_first_send_it_is_the_topic_of_the_lab() -> None:
    lab = Lab(topic="orders")
    inside = parsed(tables(lab.trace, 0, lab.topic)).one("section", "mk-broker")
    assert inside.one("dl").all("dt")[0].text == "orders-0 log"


def test_of_many_records_the_last_are_shown() -> None:
    log = [record.text for record in broker_at(many(12))["topic-0 log"].all("li")]
    assert log[0] == f"{12 - RECORDS} earlier"
    assert [record.partition("offset")[0] for record in log[1:]] == [f"m{n}" for n in range(13 - RECORDS, 13)]


# The line below the chart


def test_the_line_tells_the_stage() -> None:
    trace = runs.page().trace
    told = narrate(trace, 12)
    line = parsed(stage_line(trace, 12)).one("p")
    assert line.attributes["role"] == "status"
    assert line.text == f"{told.place} · {told.stage}. {told.sentence}"


@pytest.mark.parametrize(
    ("position", "dots"),
    [
        (0, ["mk-now"]),
        (1, ["mk-now", *["mk-ahead"] * 6]),
        (5, [*["mk-done"] * 4, "mk-now", *["mk-ahead"] * 2]),
        (7, [*["mk-done"] * 6, "mk-now"]),
    ],
)
def test_dots_count_the_stages_of_a_step(position: int, dots: list[str]) -> None:
    line = parsed(stage_line(runs.page().trace, position))
    assert [dot.attributes["class"] for dot in line.all("i")] == dots
    assert line.one("span", "mk-dots").attributes["aria-hidden"] == "true"


def test_a_notice_is_announced() -> None:
    line = parsed(notice_line("Nothing to retry.")).one("p", "mk-notice")
    assert (line.attributes["role"], line.text) == ("status", "Nothing to retry.")


# Markup


@every_trace
def test_every_head_says_what_it_is_the_head_of(make: Callable[[], Traced]) -> None:
    page = shown(make().trace)
    for table in page.all("table"):
        assert all(head.attributes["scope"] == "col" for head in table.one("thead").all("th"))
        assert all(head.attributes["scope"] == "row" for head in table.one("tbody").all("th"))
    assert len(page.one("section", "mk-tracker").one("tbody").all("th")) == 3
    titles = [str(section.one("h3").content[0]).strip() for section in page.all("section")]
    assert titles == ["Process table", "Status tracker", "Inside the broker"]


def test_colour_is_never_alone() -> None:
    rows = {make.__name__: section(make().trace, "mk-process") for make in (runs.page, runs.gap, runs.ack_lost)}
    for process in rows.values():
        warned, good = process.all("td", "mk-warn"), process.all("td", "mk-good")
        assert all(re.search("ignore|refuse|lost", cell.text) for cell in warned)
        assert all(cell.text.startswith("Ack") for cell in good)
    assert [cell.text for cell in rows["page"].all("td", "mk-warn")] == ["Yes - ignore duplicate"]
    assert len(rows["gap"].all("td", "mk-warn")) == 1
    assert len(rows["ack_lost"].all("td", "mk-good")) == 1
