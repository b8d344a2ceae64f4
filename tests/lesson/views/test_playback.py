"""What a browser is told of a run: verdicts, ways, copies, and the sentence that a step rests on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from minikafka import Broker, Producer, Trace, WatchedBroker
from minikafka.engine.trace import Stage
from minikafka.lesson.views.flow_geometry import edges_into
from minikafka.lesson.views.narration import conclusion
from minikafka.lesson.views.playback import Playback, changes
from minikafka.lesson.views.steps import step_at, verdict
from tests.lesson import runs
from tests.lesson.widgets.pressed import merged


def end_of(trace: Trace, step: int) -> int:
    return trace.end_of_step(step)


@pytest.mark.parametrize(
    ("make", "step", "expected"),
    [
        (runs.page, 1, ""),  # stored for the first time: no news
        (runs.page, 2, "good"),  # a duplicate ignored
        (runs.page, 3, "good"),  # all confirmed
        (runs.idempotence_off, 2, "harm"),  # stored once more
        (runs.ack_lost, 1, "lost"),
    ],
)
def test_a_step_has_the_verdict_of_what_it_came_to(make: Callable[[], Producer], step: int, expected: str) -> None:
    trace = make().trace
    assert verdict(trace, step_at(trace, end_of(trace, step))) == expected


def test_a_refused_batch_is_refused_and_a_lost_request_is_lost() -> None:
    producer = Producer(Broker())
    producer.send("topic", b"a")
    producer.network.lose_request()
    producer.send("topic", b"b")
    producer.send("topic", b"c")  # a gap: OUT_OF_ORDER_SEQUENCE_NUMBER
    trace = producer.trace
    assert [verdict(trace, step_at(trace, end_of(trace, step))) for step in (1, 2, 3)] == ["", "lost", "refused"]


def test_before_the_broker_has_decided_there_is_no_verdict() -> None:
    trace = runs.page().trace
    position = end_of(trace, 1) + 4
    assert trace[position].stage is Stage.CHECK_SEQUENCE
    assert verdict(trace, step_at(trace, position)) == ""


def ways(trace: Trace) -> list[tuple[str, ...]]:
    return [edges_into(trace, step_at(trace, position)) for position in range(1, len(trace))]


def test_a_message_goes_the_numbered_way_or_round_it() -> None:
    numbered = [("start",), ("assign",), ("request",), ("check",), ("stem", "new"), ("ack-store",), ("continue",)]
    assert ways(runs.page().trace)[:7] == numbered
    assert ways(runs.page().trace)[7:14] == [
        ("loop",),
        *numbered[1:4],
        ("stem", "duplicate"),
        ("ack-ignore",),
        ("continue",),
    ]
    bare = [("bare-assign",), ("bare-request",), ("bare-check",), ("bare-store",), ("ack-store",), ("continue",)]
    assert ways(runs.idempotence_off().trace)[1:7] == bare
    assert ways(runs.page().trace)[-1] == ()  # a flush that has nothing to wait for moves nothing


def test_a_copy_is_a_message_that_was_stored_before_and_not_the_same_text_again() -> None:
    producer = Producer(Broker(), enable_idempotence=False)
    producer.send("topic", b"same")
    producer.send("topic", b"same")
    producer.retry()
    producer.retry()
    stored = Playback(producer.trace).since()["stored"]
    assert [(record["offset"], record["copy_of"], record["copy"]) for record in stored] == [
        (0, None, 1),
        (1, None, 1),
        (2, 1, 2),
        (3, 1, 3),
    ]


def test_seen_from_a_broker_the_same_numbers_are_the_same_message() -> None:
    broker = WatchedBroker()
    producer = Producer(broker)
    producer.send("topic", b"a")
    producer.send("topic", b"a")
    told = Playback(broker.trace).since()
    assert told["watched"]
    assert [record["copy"] for record in told["stored"]] == [1, 1]


@pytest.mark.parametrize(
    ("make", "step", "ending"),
    [
        (runs.page, 1, "The ack is back at the producer."),
        (runs.page, 2, "The ack carried that offset: for the producer it is a success."),
        (runs.idempotence_off, 2, "The producer saw an ack, and no error."),
        (runs.ack_lost, 1, "The ack is lost: the producer cannot know."),
    ],
)
def test_a_step_rests_on_the_decision_and_what_came_back(make: Callable[[], Producer], step: int, ending: str) -> None:
    trace = make().trace
    rest = conclusion(trace, step_at(trace, end_of(trace, step)))
    assert rest
    assert str(rest).endswith(ending)
    assert "will carry" not in str(rest)
    assert conclusion(trace, step_at(trace, end_of(trace, step) - 1)) is None


def test_what_differs_is_enough() -> None:
    events = [
        *({"a": 1, "b": {"c": [1], "d": None}}, {"a": 1, "b": {"c": [1, 2], "d": {"e": 1}}}),
        {"a": 2, "b": {"c": [1, 2], "d": {"e": 2}}},
    ]
    told = [changes(old, new) for old, new in zip([{}, *events], events, strict=False)]
    assert told[1] == {"b": {"c": [1, 2], "d": {"e": 1}}}
    again: list[dict[str, object]] = []
    for change in told:
        again.append(merged(again[-1] if again else {}, change))
    assert again == events
