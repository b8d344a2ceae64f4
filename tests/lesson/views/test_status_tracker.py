"""The status tracker: the page's variables exactly, and honest values for everything else that can happen."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import given

from minikafka import Broker, Producer, Trace
from minikafka.engine.producer_batch import Status
from minikafka.lesson import status_tracker
from minikafka.lesson.views.data_frame import Table
from tests.lesson import runs
from tests.lesson.histories import any_run
from tests.lesson.runs import Traced, every_trace, send

NAMES = ("sequence_number", "broker_stored_messages", "producer_acknowledged")


def tracked(trace: Trace, position: int | None = None) -> dict[str, list[str]]:
    """The values of each variable, from the start on, as a notebook writes them."""
    table = status_tracker(trace, position)
    return {row[0]: [str(value) for value in row[1:]] for row in table.itertuples(index=False)}


def test_the_page_gets_its_table() -> None:
    table = status_tracker(runs.page().trace)
    assert isinstance(table, pd.DataFrame)
    assert list(table.columns) == ["Variable", "Start", "After Step 1", "After Step 2", "After Step 3"]
    assert list(table["Variable"]) == list(NAMES)
    assert [[str(cell) for cell in row] for row in table.itertuples(index=False)] == [
        ["sequence_number", "0", "1", "1", "1"],
        ["broker_stored_messages", "[]", "[message1]", "[message1]", "[message1]"],
        ["producer_acknowledged", "False", "True", "True", "True"],
    ]


def test_the_variables_change_at_the_stage_that_changes_them() -> None:
    trace = runs.page().trace
    after_step_1 = [[values[1] for values in tracked(trace, position).values()] for position in range(1, 8)]
    assert after_step_1 == [
        ["0", "[]", "False"],  # Send Message
        ["1", "[]", "False"],  # Assign Sequence Number
        ["1", "[]", "False"],  # Broker Receives
        ["1", "[]", "False"],  # Check Sequence Number
        ["1", "[message1]", "False"],  # Store
        ["1", "[message1]", "True"],  # Producer Receives Ack
        ["1", "[message1]", "True"],  # Continue Sending
    ]


def test_at_the_start_there_is_one_column() -> None:
    assert tracked(runs.page().trace, 0) == dict(zip(NAMES, [["0"], ["[]"], ["False"]], strict=True))


def test_a_producer_that_starts_at_zero_has_assigned_nothing_before() -> None:
    assert tracked(runs.two_sends().trace)["sequence_number"] == ["-1", "0", "1", "1"]


def test_a_second_send_is_stored_as_well() -> None:
    assert tracked(runs.two_sends().trace)["broker_stored_messages"][2] == "[message1, message1]"


def test_without_idempotence_nothing_is_numbered_and_the_retry_is_stored_again() -> None:
    assert tracked(runs.idempotence_off().trace) == {
        "sequence_number": ["-", "-", "-", "-"],
        "broker_stored_messages": ["[]", "[message1]", "[message1, message1]", "[message1, message1]"],
        "producer_acknowledged": ["False", "True", "True", "True"],
    }


def test_a_lost_ack_leaves_the_message_stored_and_unacknowledged() -> None:
    assert tracked(runs.ack_lost().trace) == {
        "sequence_number": ["-1", "0", "0"],
        "broker_stored_messages": ["[]", "[a]", "[a]"],
        "producer_acknowledged": ["False", "False", "True"],
    }


def test_a_lost_request_leaves_nothing() -> None:
    assert tracked(runs.request_lost().trace) == {
        "sequence_number": ["-1", "0", "0", "0"],
        "broker_stored_messages": ["[]", "[]", "[a]", "[a]"],
        "producer_acknowledged": ["False", "False", "True", "True"],
    }


def test_a_refused_batch_is_not_stored() -> None:
    assert tracked(runs.gap().trace) == {
        "sequence_number": ["-1", "0", "1", "2", "2", "2", "2"],
        "broker_stored_messages": ["[]", "[a]", "[a]", "[a]", "[a, b]", "[a, b, c]", "[a, b, c]"],
        "producer_acknowledged": ["False", "True", "False", "False", "False", "True", "True"],
    }


def test_a_new_epoch_numbers_from_zero_again() -> None:
    assert tracked(runs.newer_generation().trace) == {
        "sequence_number": ["0", "1", "0", "0"],
        "broker_stored_messages": ["[]", "[]", "[]", "[message1]"],
        "producer_acknowledged": ["False", "False", "False", "True"],
    }


def test_a_message_that_was_given_up_is_never_acknowledged() -> None:
    assert tracked(runs.old_epoch().trace)["producer_acknowledged"] == ["False", "True", *["False"] * 6]


def test_a_message_that_waits_has_no_number_yet() -> None:
    sequence_numbers = tracked(runs.waiting().trace)["sequence_number"]
    assert sequence_numbers == ["-1", "0", "1", "2", "3", "4", "4", "4", "5", "5"]


def test_a_batch_of_three_records_takes_three_numbers() -> None:
    assert tracked(runs.several_records().trace) == {
        "sequence_number": ["-1", "2", "2", "3"],
        "broker_stored_messages": ["[]", "[x, y, z]", "[x, y, z]", "[x, y, z, a]"],
        "producer_acknowledged": ["False", "True", "True", "True"],
    }


def test_each_partition_has_numbers_of_its_own() -> None:
    assert tracked(runs.several_partitions().trace)["sequence_number"] == ["-1", "0", "0", "0", "1"]


def test_a_flush_with_nothing_sent_changes_nothing() -> None:
    assert tracked(runs.nothing_flushed().trace) == {
        "sequence_number": ["-1", "-1"],
        "broker_stored_messages": ["[]", "[]"],
        "producer_acknowledged": ["False", "False"],
    }


def test_sequences_wrap() -> None:
    assert tracked(runs.wrapped().trace)["sequence_number"] == ["2147483646", "2147483647", "0"]


def test_of_many_messages_the_last_are_shown() -> None:
    producer = Producer(Broker())
    send(producer, *(f"m{number}" for number in range(1, 13)))
    shown = tracked(producer.trace)["broker_stored_messages"]
    assert shown[8] == "[m1, m2, m3, m4, m5, m6, m7, m8]"
    assert shown[12] == "[4 more, m5, m6, m7, m8, m9, m10, m11, m12]"


def test_no_cell_is_cut_in_a_notebook() -> None:
    producer = Producer(Broker())
    send(producer, *["a message that is long"] * 4)
    whole = f"[{', '.join(['a message that is long'] * 4)}]"
    table = status_tracker(producer.trace)
    assert isinstance(table, Table)
    assert whole in table._repr_html_()
    assert whole in repr(table)


def test_a_message_is_escaped_in_a_notebook() -> None:
    producer = Producer(Broker())
    send(producer, '"><img onerror>')
    table = status_tracker(producer.trace)
    assert isinstance(table, Table)
    assert "<img" not in table._repr_html_()
    assert "&gt;&lt;img onerror&gt;" in table._repr_html_()


@pytest.mark.parametrize("position", [16, -17])
def test_a_position_outside_the_run_is_refused(position: int) -> None:
    with pytest.raises(IndexError, match=f"position {position} is outside this run"):
        status_tracker(runs.page().trace, position)


@every_trace
def test_columns_of_steps_that_are_over_stay_as_they_are(make: Callable[[], Traced]) -> None:
    trace = make().trace
    final = tracked(trace)
    for position in range(len(trace)):
        over = trace[position].step  # the columns of the start and of the steps before this one
        assert all(values[:over] == final[name][:over] for name, values in tracked(trace, position).items())


@given(any_run())
def test_it_agrees_with_the_broker_and_with_the_producer(producer: Producer) -> None:
    trace, broker = producer.trace, producer.network.broker
    log_end_offsets = [broker.log_end_offset("topic", partition) for partition in (0, 1)]
    table = status_tracker(trace)
    _, stored, acknowledged = table[table.columns[-1]]
    assert len(words_in(stored)) == min(sum(log_end_offsets), 8) + (sum(log_end_offsets) > 8)
    deliveries = {event.delivery for event in trace if event.delivery}
    everyone = bool(deliveries) and all(delivery.status is Status.ACKNOWLEDGED for delivery in deliveries)
    assert acknowledged is everyone


def words_in(listed: str) -> list[str]:
    return [word for word in listed.strip("[]").split(", ") if word]
