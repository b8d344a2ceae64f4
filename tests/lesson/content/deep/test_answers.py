"""The table of answers: what arrived, which row answered, and what was said.

Expected values are those of sequence-check-scenarios.yaml, named by their ids.
"""

from __future__ import annotations

import pytest

from minikafka import Broker, ManualClock
from minikafka.engine.clock import START_MS
from minikafka.lesson.content.deep import Answers, answers, batch, commit_marker, unnumbered, without_repeats
from minikafka.lesson.views.data_frame import Table

HEADS = ["Producer id", "Epoch", "Sequence", "Row", "Answer", "Error", "Log end offset"]
GAP = "OUT_OF_ORDER_SEQUENCE_NUMBER (45)"


def rows(seen: Answers) -> list[list[object]]:
    assert list(seen.table.columns) == HEADS
    return seen.table.to_numpy().tolist()


def test_a_stored_batch_a_duplicate_and_a_gap() -> None:
    """A01, A05, B01."""
    assert rows(answers(Broker(), batch(0), batch(0), batch(2))) == [
        [1000, 0, "0", "6", "stored at offset 0", "NONE (0)", 1],
        [1000, 0, "0", "2", "duplicate of offset 0", "NONE (0)", 1],
        [1000, 0, "2", "10", "refused", GAP, 1],
    ]


def test_a_batch_of_several_records() -> None:
    """A03, A09."""
    assert rows(answers(Broker(), batch(0, 3), batch(3, 2), batch(3, 2))) == [
        [1000, 0, "0 to 2", "6", "stored at offset 0", "NONE (0)", 3],
        [1000, 0, "3 to 4", "7", "stored at offset 3", "NONE (0)", 5],
        [1000, 0, "3 to 4", "2", "duplicate of offset 3", "NONE (0)", 5],
    ]


def test_a_batch_without_a_producer_id_has_no_number() -> None:
    """A16."""
    nothing = ["-", "-", "-", "1"]
    assert rows(answers(Broker(), unnumbered(), unnumbered())) == [
        [*nothing, "stored at offset 0", "NONE (0)", 1],
        [*nothing, "stored at offset 1", "NONE (0)", 2],
    ]


def test_a_marker_takes_an_offset_and_no_sequence() -> None:
    """I03: the marker lies at offset 0; then only sequence 0 of its epoch follows."""
    assert rows(answers(Broker(), commit_marker(epoch=2), batch(17, epoch=2), batch(0, epoch=2))) == [
        [1000, 2, "marker", "-", "stored at offset 0", "NONE (0)", 1],
        [1000, 2, "17", "10", "refused", GAP, 1],
        [1000, 2, "0", "9", "stored at offset 1", "NONE (0)", 2],
    ]


def test_a_batch_outside_an_open_transaction() -> None:
    """I04."""
    first, second = rows(answers(Broker(), batch(0, is_transactional=True), batch(1)))
    assert first[2] == "0 in a transaction"
    assert second[3:6] == ["11", "refused", "INVALID_TXN_STATE (48)"]


def test_each_partition_answers_for_itself() -> None:
    """E03."""
    broker = Broker(num_partitions=2)
    seen = answers(broker, batch(0)).followed_by(answers(broker, batch(0), partition=1))
    assert [row[4] for row in rows(seen)] == ["stored at offset 0", "stored at offset 0"]


def test_acks_are_handed_on() -> None:
    """H03 for acks 1; acks 2 is none of -1, 0 and 1 (kafka-rules.md §1.2, check 2)."""
    assert rows(answers(Broker(), batch(0), batch(0), acks=1))[1][4] == "duplicate of offset 0"
    assert rows(answers(Broker(), batch(0), acks=2))[0][3:6] == ["-", "refused", "INVALID_REQUIRED_ACKS (21)"]


def test_records_carry_the_time_of_the_broker_s_clock() -> None:
    clock = ManualClock()
    broker = Broker(clock=clock)
    answers(broker, batch(0))
    clock.advance(7)
    answers(broker, batch(1))
    assert [record.timestamp for record in broker.fetch("topic", 0, 0)] == [START_MS, START_MS + 7]


def test_an_arrival_is_what_was_known_before() -> None:
    first, again = answers(Broker(), batch(0), batch(0))
    assert (first.arrival.state, first.arrival.log_end_offset) == (None, 0)
    assert (again.arrival.last_stored, again.arrival.log_end_offset) == (0, 1)


@pytest.mark.parametrize(
    ("sent", "story"),
    [
        ((batch(0),), "seq 0"),
        ((batch(0, 3), batch(3)), "seq 0 to 2, then seq 3"),
        ((batch(0), batch(1), batch(0)), "seq 0, seq 1, then seq 0"),
        ((batch(0), batch(0, epoch=1)), "seq 0 of epoch 0, then seq 0 of epoch 1"),
        ((unnumbered(),), "a batch without a producer id"),
        ((commit_marker(), batch(0)), "a commit marker, then seq 0"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_run_is_told_in_a_few_words(sent: tuple[object, ...], story: str) -> None:
    assert answers(Broker(), *sent).story == story  # type: ignore[arg-type]


def test_a_notebook_shows_a_table_and_its_text() -> None:
    seen = answers(Broker(), batch(0))
    assert repr(seen) == repr(seen.table)
    assert seen._repr_html_() == seen.table._repr_html_()
    assert "stored at offset 0" in repr(seen)


# A process table in which repetitions stand once


def table(*actions: str) -> Table:
    return Table([{"Step": number, "Action": action} for number, action in enumerate(actions, 1)])


def test_rows_that_differ_only_in_their_step_become_one() -> None:
    merged = without_repeats(table("Send", "Retry", "Retry", "Retry", "Flush"))
    assert merged.to_numpy().tolist() == [[1, "Send"], ["2 to 4", "Retry"], [5, "Flush"]]


def test_rows_that_are_apart_stay_apart() -> None:
    assert without_repeats(table("Send", "Retry", "Send")).to_numpy().tolist() == [
        [1, "Send"],
        [2, "Retry"],
        [3, "Send"],
    ]


def test_what_it_returns_is_shown_like_what_it_got() -> None:
    assert repr(without_repeats(table("Send", "Retry"))) == repr(table("Send", "Retry"))
