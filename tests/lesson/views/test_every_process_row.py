"""No step, rule or reason is without its words, and the table agrees with the broker and with the producer."""

from __future__ import annotations

import pytest
from hypothesis import given

from minikafka import Broker, Producer, Trace
from minikafka.engine.producer_batch import ProducerBatch, Status
from minikafka.engine.producer_state import BatchMetadata, ProducerState
from minikafka.engine.sequence_check import RULES, Branch
from minikafka.engine.trace import StepKind
from minikafka.lesson import process_table
from minikafka.lesson.views.run_tables import why_refused
from minikafka.lesson.views.steps import Step, steps_at
from tests.lesson import runs
from tests.lesson.histories import any_run
from tests.lesson.runs import send
from tests.lesson.views.process_rows import rows


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
