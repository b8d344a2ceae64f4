"""The rows of everything that can happen besides the page's run: honest, and in the page's words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from minikafka import Broker, Producer, Trace
from minikafka.engine.errors import Error
from minikafka.engine.producer_batch import ProducerBatch, Status
from minikafka.engine.producer_state import BatchMetadata, ProducerState
from minikafka.engine.results import InitProducerIdResult
from minikafka.engine.sequence_check import RULES, Branch
from minikafka.engine.trace import StepKind
from minikafka.lesson import process_table
from minikafka.lesson.views.run_tables import why_refused
from minikafka.lesson.views.steps import Step, steps_at
from tests.lesson import runs
from tests.lesson.histories import any_run
from tests.lesson.runs import send

FLUSHED = "Flush producer | - | - | - | All messages confirmed"


def rows(trace: Trace, position: int | None = None) -> list[str]:
    """Each row of the table as one line."""
    cells = process_table(trace, position).itertuples(index=False)
    return [" | ".join(str(cell) for cell in row) for row in cells]


def numbered(*lines: str) -> list[str]:
    return [f"{number} | {line}" for number, line in enumerate(lines, 1)]


def sent(message: str, sequence: int) -> str:
    return f"Send {message} | {sequence} | Is seq {sequence} duplicate? | No - store message | Ack for seq {sequence}"


def resent(message: str, sequence: int) -> str:
    return f"Retry {sent(message, sequence).replace('Send', 'send', 1)}"


def test_a_second_send_is_a_new_record() -> None:
    assert rows(runs.two_sends().trace) == numbered(sent("message1", 0), sent("message1", 1), FLUSHED)


def test_without_idempotence_a_retry_is_stored_again() -> None:
    assert rows(runs.idempotence_off().trace) == numbered(
        "Send message1 | - | None without producer id | Store message | Ack",
        "Retry send message1 | - | None without producer id | Store message | Ack",
        FLUSHED,
    )


def test_a_lost_ack() -> None:
    assert rows(runs.ack_lost().trace) == numbered(
        "Send a | 0 | Is seq 0 duplicate? | No - store message | No ack (lost)",
        "Retry send a | 0 | Is seq 0 duplicate? | Yes - ignore duplicate | Ack for seq 0",
    )


def test_a_lost_request() -> None:
    lost = "Send a | 0 | - | Request lost | No ack yet"
    assert rows(runs.request_lost().trace) == numbered(lost, resent("a", 0), FLUSHED)


def test_a_gap() -> None:
    assert rows(runs.gap().trace) == numbered(
        sent("a", 0),
        "Send b | 1 | - | Request lost | No ack yet",
        "Send c | 2 | Is seq 2 duplicate? | No - refuse, seq 1 expected | Error OUT_OF_ORDER_SEQUENCE_NUMBER",
        resent("b", 1),
        resent("c", 2),
        FLUSHED,
    )


def test_a_delayed_request() -> None:
    assert rows(runs.delayed().trace) == numbered(
        sent("a", 0),
        "Send b | 1 | - | Request delayed | No ack yet",
        "Send c | 2 | Is seq 2 duplicate? | No - refuse, seq 1 expected | Error OUT_OF_ORDER_SEQUENCE_NUMBER",
        "Late copy of b | 1 | Is seq 1 duplicate? | No - store message | Ack for seq 1",
        resent("c", 2),
        FLUSHED,
    )


def test_a_second_copy() -> None:
    copy = "Late copy of a | 0 | Is seq 0 duplicate? | Yes - ignore duplicate | Ack for seq 0"
    assert rows(runs.delivered_twice().trace) == numbered(sent("a", 0), copy)


def test_a_late_copy() -> None:
    assert rows(runs.late_copy().trace) == numbered(
        "Send a | 0 | - | Request delayed | No ack yet",
        resent("a", 0),
        "Late copy of a | 0 | Is seq 0 duplicate? | Yes - ignore duplicate | Ack for seq 0",
    )


GIVEN_UP = (
    "Give up b | 1 | - | - | Send failed: no ack within 120000 ms",
    "Bump epoch to 1 | - | - | - | Sequences restart at 0",
    "Flush producer | - | - | - | 1 batch failed, no other waits",
)


def test_a_message_is_given_up_and_an_epoch_begins() -> None:
    lost = "Send b | 1 | - | Request lost | No ack yet"
    assert rows(runs.given_up().trace) == numbered(sent("a", 0), lost, *GIVEN_UP)


def test_an_old_epoch_is_refused() -> None:
    refused = "No - refuse, epoch 0 is older than 1"
    assert rows(runs.old_epoch().trace) == numbered(
        sent("a", 0),
        "Send b | 1 | - | Request delayed | No ack yet",
        *GIVEN_UP,
        sent("c", 0),
        f"Late copy of b | 1 | Is seq 1 duplicate? | {refused} | Error INVALID_PRODUCER_EPOCH",
    )


def test_a_new_epoch_must_start_at_zero() -> None:
    refused = "No - refuse, epoch 1 must start at seq 0"
    assert rows(runs.new_epoch_not_at_zero().trace) == numbered(
        sent("a", 0),
        "Send b | 1 | - | Request lost | No ack yet",
        *GIVEN_UP,
        "Send c | 0 | - | Request lost | No ack yet",
        f"Send d | 1 | Is seq 1 duplicate? | {refused} | Error OUT_OF_ORDER_SEQUENCE_NUMBER",
        resent("c", 0),
        resent("d", 1),
        GIVEN_UP[-1],
    )


def test_retries_run_out() -> None:
    lost = "a | 0 | - | Request lost | No ack yet"
    failed = "Give up a | 0 | - | - | Send failed: no ack, and no retries left (retries=1)"
    assert rows(runs.out_of_retries().trace)[:3] == numbered(f"Send {lost}", f"Retry send {lost}", failed)


def test_a_message_that_was_never_sent_fails_without_a_sequence() -> None:
    shown = rows(runs.expired_in_the_queue().trace)
    assert shown[1] == "2 | Hold back b | - | - | - | Waits for an earlier ack"
    (expired,) = (row.partition(" | ")[2] for row in shown if "Give up b" in row)
    assert expired == "Give up b | - | - | - | Send failed: not sent within 120000 ms"
    assert shown[-1].endswith("2 batches failed, no other waits")


def test_a_sixth_batch_waits_until_the_first_is_settled() -> None:
    assert rows(runs.waiting().trace) == numbered(
        "Send m1 | 0 | Is seq 0 duplicate? | No - store message | No ack (lost)",
        *(sent(f"m{number + 1}", number) for number in range(1, 5)),
        "Hold back m6 | - | - | - | Waits for an earlier ack",
        "Retry send m1 | 0 | Is seq 0 duplicate? | Yes - ignore duplicate | Ack for seq 0",
        sent("m6", 5),
        FLUSHED,
    )


def test_the_sixth_batch_back_is_no_longer_known() -> None:
    retried = "Retry send m1 | 0 | Is seq 0 duplicate?"
    refused = "No - refuse, older than the 5 batches remembered | Error OUT_OF_ORDER_SEQUENCE_NUMBER"
    assert rows(runs.beyond_the_window().trace)[-1] == f"7 | {retried} | {refused}"


def test_a_range_that_was_cut_differently_is_refused() -> None:
    refused = "No - refuse, no batch with exactly this range"
    assert rows(runs.overlapping_range().trace) == numbered(
        f"Send a | 0 | Is seq 0 duplicate? | {refused} | Error OUT_OF_ORDER_SEQUENCE_NUMBER",
        "Bump epoch to 1 | - | - | - | Sequences restart at 0",
        resent("a", 0),
    )


def test_a_newer_broker_wants_a_new_partition_to_start_at_zero() -> None:
    refused = "No - refuse, a new partition starts at seq 0"
    assert rows(runs.newer_generation().trace) == numbered(
        f"Send message1 | 1 | Is seq 1 duplicate? | {refused} | Error OUT_OF_ORDER_SEQUENCE_NUMBER",
        "Bump epoch to 1 | - | - | - | Sequences restart at 0",
        resent("message1", 0),
    )


def test_sequences_wrap() -> None:
    assert rows(runs.wrapped().trace) == numbered(sent("a", 2147483647), sent("b", 0))


def test_a_batch_of_several_records_has_a_range() -> None:
    batch = "x and 2 more | 0-2 | Is seq 0-2 duplicate?"
    assert rows(runs.several_records().trace) == numbered(
        f"Send {batch} | No - store 3 messages | Ack for seq 0-2",
        f"Retry send {batch} | Yes - ignore duplicate | Ack for seq 0-2",
        sent("a", 3),
    )


def test_another_place_than_the_first_is_named() -> None:
    assert rows(runs.several_partitions().trace) == numbered(
        sent("a", 0), sent("b to topic-1", 0), sent("c to other-0", 0), sent("d", 1)
    )


def test_a_flush_with_nothing_sent() -> None:
    assert rows(runs.nothing_flushed().trace) == numbered("Flush producer | - | - | - | Nothing to confirm")


def test_without_acks_nothing_is_confirmed() -> None:
    assert rows(runs.no_acks().trace) == numbered(
        "Send a | - | None without producer id | Store message | No ack asked for",
        "Send b | - | - | Request lost | No ack asked for",
        "Flush producer | - | - | - | No acks asked for",
    )


def test_when_epochs_run_out_there_is_a_new_producer_id() -> None:
    class OldCluster(Broker):
        def init_producer_id(self, *arguments: Any, **more: Any) -> InitProducerIdResult:
            answer = super().init_producer_id(*arguments, **more)
            return answer if answer.producer_id else InitProducerIdResult(Error.NONE, 0, 32767)

    producer = Producer(OldCluster(generation="kafka-4.5"), first_sequence=1)
    send(producer, "a")
    assert rows(producer.trace)[1] == "2 | Take new producer id | - | - | - | Sequences restart at 0"
    assert (producer.producer_id, producer.producer_epoch) == (1, 0)


def test_a_broker_that_is_watched_tells_what_it_saw() -> None:
    assert [row.rpartition(" | ")[0] for row in rows(runs.watched().trace)] == numbered(
        "Client sends a | 0 | Is seq 0 duplicate? | No - store message",
        "Client sends again a | 0 | Is seq 0 duplicate? | Yes - ignore duplicate",
        "Client sends x | - | None without producer id | Store message",
        "Client sends c | 2 | Is seq 2 duplicate? | No - refuse, seq 1 expected",
    )


# Nothing is missing


def test_every_kind_of_step_has_a_row() -> None:
    shown = {step.kind: row for make in runs.TRACED for step, row in steps_and_rows(make().trace)}
    actions = {
        StepKind.SEND: "Send ",
        StepKind.RETRY: "Retry send ",
        StepKind.COPY: "Late copy of ",
        StepKind.WAIT: "Hold back ",
        StepKind.BUMP_EPOCH: "Bump epoch to ",
        StepKind.GIVE_UP: "Give up ",
        StepKind.FLUSH: "Flush producer",
        StepKind.RESTART: "Restart broker",
        StepKind.CHANGE_LEADER: "Change leader to broker ",
        StepKind.TIME_PASSES: "Let 1 day pass",
        StepKind.RECREATE_TOPIC: "Delete topic topic and create it again",
        StepKind.DELETE_RECORDS: "Delete the records of topic-0",
        StepKind.ARRIVE: "Client sends ",
        StepKind.ARRIVE_AGAIN: "Client sends again ",
    }
    assert {*shown, StepKind.START} == {*actions, StepKind.START} == set(StepKind)
    assert all(row.split(" | ")[1].startswith(actions[kind]) for kind, row in shown.items())


def steps_and_rows(trace: Trace) -> list[tuple[Step, str]]:
    return list(zip(steps_at(trace)[1:], rows(trace), strict=True))


def test_every_rule_of_the_check_is_shown_in_words() -> None:
    decided = [
        (step, row) for make in runs.RUNS for step, row in steps_and_rows(make().trace) if step.result is not None
    ]
    for rule in RULES:
        found = [(step, row.split(" | ")[4]) for step, row in decided if step.result and step.result.rule == rule.row]
        assert found, f"no run shows rule {rule.row}"
        for step, cell in found:
            assert cell.startswith(expected_beginning(rule.branch, rule.row)), cell
            if rule.branch is Branch.REFUSED:
                assert rule.error.name not in cell
                assert why_refused(step) in cell


def expected_beginning(branch: Branch, row: str) -> str:
    if row == "1":
        return "Store message"
    return {Branch.NEW: "No - store ", Branch.DUPLICATE: "Yes - ignore duplicate", Branch.REFUSED: "No - refuse, "}[
        branch
    ]


# Why a batch is out of order: no row names a number that is not expected


def batches(*ranges: tuple[int, int]) -> tuple[BatchMetadata, ...]:
    """What is remembered of batches with these first and last sequences."""
    return tuple(BatchMetadata(last, last, (last - first) & 0x7FFFFFFF, 0) for first, last in ranges)


@pytest.mark.parametrize(
    ("remembered", "first", "words"),
    [
        (batches((0, 0)), 2, "seq 1 expected"),
        (batches((0, 4)), 4, "no batch with exactly this range"),
        (batches((5, 5), (6, 8)), 6, "no batch with exactly this range"),
        (batches((5, 5), (6, 8)), 4, "older than the 2 batches remembered"),
        (batches((7, 7)), 0, "older than the 1 batch remembered"),
        (batches((2147483647, 2147483647)), 5, "seq 0 expected"),
        (batches((2147483646, 1)), 2147483647, "no batch with exactly this range"),
        (batches((1, 1)), 2147483647, "older than the 1 batch remembered"),
        ((), 2147483647, "seq 0 expected"),
        ((), 3, "seq 0 expected"),
    ],
)
def test_the_reason_for_out_of_order(remembered: tuple[BatchMetadata, ...], first: int, words: str) -> None:
    broker = Broker()
    producer = Producer(broker, first_sequence=first)
    broker.create_topic("topic")
    broker.partition("topic", 0).producers.update(ProducerState(producer.producer_id, 0, remembered))
    send(producer, "a")
    assert rows(producer.trace)[0].split(" | ")[4] == f"No - refuse, {words}"


# Whatever happens, the table agrees with the broker and with the producer


@given(any_run())
def test_the_table_agrees_with_the_broker(producer: Producer) -> None:
    table = process_table(producer.trace)
    stored = sum(number_stored(cell) for cell in table["Broker Action"])
    broker = producer.network.broker
    assert stored == sum(broker.log_end_offset("topic", partition) for partition in (0, 1))


def number_stored(cell: str) -> int:
    words = cell.lower().removeprefix("no - ").split()
    if words[0] != "store":
        return 0
    return 1 if words[1] == "message" else int(words[1])


@given(any_run())
def test_the_table_agrees_with_the_producer(producer: Producer) -> None:
    shown = steps_and_rows(producer.trace)
    everyone = {step.last.delivery for step, _ in shown if step.last.delivery}
    acked = {step.last.delivery for step, row in shown if " | Ack" in row}
    assert {delivery for delivery in everyone if delivery.status is Status.ACKNOWLEDGED} <= acked
    assert all(step.last.delivery in failed(everyone) for step, row in shown if "Send failed" in row)
    if shown and shown[-1][0].kind is StepKind.FLUSH:
        confirmed = bool(everyone) and all(delivery.status is Status.ACKNOWLEDGED for delivery in everyone)
        assert shown[-1][1].endswith("All messages confirmed") is confirmed


def failed(deliveries: set[ProducerBatch]) -> set[ProducerBatch]:
    return {delivery for delivery in deliveries if delivery.status is Status.FAILED}
