"""The trace of a run: the page's own, positions in it, what is stored, its actions."""

from __future__ import annotations

import sys
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.clock import START_MS
from minikafka.engine.errors import Error
from minikafka.engine.producer import Producer
from minikafka.engine.trace import Event, Stage, StepKind, Trace
from tests.engine.runs import ACKED, TO_THE_CHECK, TOPIC, ToldBroker, steps


@pytest.fixture
def page() -> Trace:
    """The run of the lesson's page: the same message sent and retried, then a flush, numbered from 1."""
    producer = Producer(Broker(), enable_idempotence=True, first_sequence=1)
    producer.send(TOPIC, b"message1")
    producer.retry()
    producer.flush()
    return producer.trace


# The page's run


def test_the_page_has_three_steps(page: Trace) -> None:
    """As the page has it: stored once, ignored once, flushed."""
    assert steps(page) == [
        ("start", ["Start Producer"]),
        ("send", [*TO_THE_CHECK, "Store", *ACKED]),
        ("retry", [*TO_THE_CHECK, "Ignore", *ACKED]),
        ("flush", ["Producer Receives Ack"]),
    ]


def test_the_variables_of_the_page(page: Trace) -> None:
    """The page's status tracker: 0 1 1 1; [] [message1] [message1] [message1]; False True True True."""
    ends = [page.end_of_step(step) for step in range(4)]
    assert [page[end].variables.sequence_number for end in ends] == [0, 1, 1, 1]
    assert [[record.value for _, _, record in page.stored_at(end)] for end in ends] == [[], *[[b"message1"]] * 3]
    assert [page[end].variables.acknowledged for end in ends] == [False, True, True, True]


def test_the_variables_at_each_stage_of_the_page(page: Trace) -> None:
    """The number is there from Assign on, the message from Store on, the ack from its arrival on."""
    seen = [
        (event.stage.value, v.sequence_number, v.stored_count, v.acknowledged, v.in_flight)
        for event in page
        for v in [event.variables]
    ]
    assert seen == [
        ("Start Producer", 0, 0, False, 0),
        ("Send Message", 0, 0, False, 0),
        ("Assign Sequence Number", 1, 0, False, 1),
        ("Broker Receives", 1, 0, False, 1),
        ("Check Sequence Number", 1, 0, False, 1),
        ("Store", 1, 1, False, 1),
        ("Producer Receives Ack", 1, 1, True, 0),
        ("Continue Sending", 1, 1, True, 0),
        ("Send Message", 1, 1, True, 0),
        ("Assign Sequence Number", 1, 1, True, 0),
        ("Broker Receives", 1, 1, True, 0),
        ("Check Sequence Number", 1, 1, True, 0),
        ("Ignore", 1, 1, True, 0),
        ("Producer Receives Ack", 1, 1, True, 0),
        ("Continue Sending", 1, 1, True, 0),
        ("Producer Receives Ack", 1, 1, True, 0),
    ]


def test_the_two_acks_of_the_page_name_the_same_offset(page: Trace) -> None:
    """A05, kafka-rules.md §7 row 9: the duplicate is answered with the original offset."""
    results = [page[page.end_of_step(step)].result for step in (1, 2)]
    assert [(result.error, result.base_offset, result.duplicate) for result in results if result] == [
        (Error.NONE, 0, False),
        (Error.NONE, 0, True),
    ]


def test_kafkas_own_clients_start_at_0(producer: Producer) -> None:
    """kafka-rules.md §7 row 3: no sequence was assigned yet, so the last one is -1."""
    assert producer.trace[0].variables.sequence_number == -1
    producer.send(TOPIC, b"message1")
    assert producer.trace[-1].variables.sequence_number == 0


# Positions


def test_a_position_is_an_index(page: Trace) -> None:
    assert len(page) == 16
    assert page[0].stage is Stage.START_PRODUCER
    assert page[-1].kind is StepKind.FLUSH
    assert [event.step for event in page[7:9]] == [1, 2]
    assert list(page) == page[:]
    assert page.steps == 3
    assert repr(page) == "Trace(3 steps, 16 stages)"


@pytest.mark.parametrize(("step", "position"), [(0, 0), (1, 7), (2, 14), (3, 15)])
def test_the_end_of_a_step(page: Trace, step: int, position: int) -> None:
    assert page.end_of_step(step) == position


@pytest.mark.parametrize("step", [-1, 4])
def test_a_step_that_is_not_there(page: Trace, step: int) -> None:
    with pytest.raises(IndexError, match=f"there is no step {step}: this run has 3"):
        page.end_of_step(step)


@pytest.mark.parametrize("position", [16, -17])
def test_a_position_that_is_not_there(page: Trace, position: int) -> None:
    with pytest.raises(IndexError):
        page.stored_at(position)


def test_stored_at_each_position(page: Trace) -> None:
    assert [len(page.stored_at(position)) for position in range(len(page))] == [0] * 5 + [1] * 11
    ((topic, partition, record),) = page.stored_at(-1)
    assert (topic, partition, record.value, record.sequence, record.offset) == (TOPIC, 0, b"message1", 1, 0)


def test_an_event_cannot_be_changed(page: Trace) -> None:
    event: Any = page[0]
    with pytest.raises(AttributeError):
        event.step = 7
    assert isinstance(event, Event)


def test_reading_a_trace_does_not_ask_the_broker(producer: Producer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stepping back and forth never touches the broker."""
    producer.send(TOPIC, b"message1")
    for call in ("produce", "fetch", "producer_state", "init_producer_id", "log_end_offset"):
        monkeypatch.delattr(Broker, call)
        monkeypatch.delattr(ToldBroker, call, raising=False)
    trace = producer.trace
    assert [trace.stored_at(position) for position in range(len(trace))][-1] == trace.stored


# Several writers


def values(trace: Trace) -> list[bytes | None]:
    return [record.value for _, _, record in trace.stored]


def test_producers_see_each_others_records_where_they_send(broker: ToldBroker) -> None:
    """The log is one; a producer reads it up to its end whenever the broker decides about a batch of its own."""
    first, second = Producer(broker), Producer(broker)
    first.send(TOPIC, b"a")
    second.send(TOPIC, b"b")
    second.send(TOPIC, b"elsewhere", partition=1)
    assert (values(first.trace), values(second.trace)) == ([b"a"], [b"a", b"b", b"elsewhere"])
    first.send(TOPIC, b"c")
    assert values(first.trace) == [b"a", b"b", b"c"]
    assert [record.producer_id for _, _, record in first.trace.stored] == [0, 1, 0]


def test_what_is_stored_stays_in_the_trace_when_the_broker_deletes_it(producer: Producer, broker: ToldBroker) -> None:
    producer.send(TOPIC, b"a")
    Producer(broker).send(TOPIC, b"never seen")
    broker.delete_records(TOPIC, 0, 2)
    producer.send(TOPIC, b"b")
    assert values(producer.trace) == [b"a", b"b"]


def test_a_long_log_is_read_to_its_end(producer: Producer, broker: ToldBroker, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fetch may bring one batch at a time."""
    other = Producer(broker)
    for value in (b"a", b"b", b"c"):
        other.send(TOPIC, value)
    monkeypatch.setattr(broker, "fetch", partial(broker.fetch, max_bytes=1))
    producer.send(TOPIC, b"d")
    assert values(producer.trace) == [b"a", b"b", b"c", b"d"]


# Actions


def test_the_actions_are_the_calls_and_what_they_found(producer: Producer, broker: ToldBroker) -> None:
    """They are enough to make the run again."""
    producer.network.lose_ack()
    delivery = producer.send(TOPIC, b"a", partition=1, key=b"k")
    broker.clock.sleep(7)
    producer.retry()
    producer.flush()
    send, retry, flush = producer.trace.actions
    assert (send.verb, send.at_ms, send.faults, send.answers) == (
        "send",
        START_MS,
        ("lose the ack",),
        [("NONE", 0, False)],
    )
    assert (send.arguments["topic"], send.arguments["partition"], send.arguments["records"][0].key) == (TOPIC, 1, b"k")
    assert (retry.verb, retry.at_ms, retry.arguments) == ("retry", START_MS + 7, {"delivery": delivery.number})
    assert (retry.faults, retry.answers) == ((), [("NONE", 0, True)])
    assert (flush.verb, flush.at_ms, flush.arguments, flush.answers) == ("flush", START_MS + 30_000, {}, [])


def test_each_event_knows_its_action(page: Trace) -> None:
    assert [page[page.end_of_step(step)].action for step in range(4)] == [-1, 0, 1, 2]


# Saved as a page


def test_whatever_draws_is_asked_for_the_page(page: Trace, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Any, ...]] = []
    lesson = SimpleNamespace(save_html=lambda *given: asked.append(given))
    monkeypatch.setitem(sys.modules, "minikafka.lesson", lesson)
    page.save_html("page.html")
    assert asked == [(page, "page.html")]
