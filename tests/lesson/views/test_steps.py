"""Steps of a run, as far as a position has come."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

import pytest

from minikafka import Producer
from minikafka.engine.producer_state import ProducerState
from minikafka.engine.trace import Stage, StepKind
from minikafka.engine.watched_broker import WatchedBroker
from minikafka.lesson.views.steps import before, keeps_its_sequence, known_state, position_in, step_at, steps_at
from tests.lesson import runs
from tests.lesson.runs import Traced, every_trace


@pytest.mark.parametrize(("position", "index"), [(None, 15), (0, 0), (15, 15), (-1, 15), (-16, 0), (7, 7)])
def test_a_position_is_an_index(position: int | None, index: int) -> None:
    assert position_in(runs.page().trace, position) == index


@pytest.mark.parametrize("position", [16, 100, -17])
def test_a_position_outside_is_refused_by_name(position: int) -> None:
    with pytest.raises(IndexError, match=rf"^position {position} is outside this run, which has 0 \.\. 15$"):
        position_in(runs.page().trace, position)


def test_the_page_has_the_start_and_three_steps() -> None:
    steps = steps_at(runs.page().trace)
    assert [(step.number, step.kind, step.stage_count) for step in steps] == [
        (0, StepKind.START, 1),
        (1, StepKind.SEND, 7),
        (2, StepKind.RETRY, 7),
        (3, StepKind.FLUSH, 1),
    ]


def test_a_step_knows_how_many_stages_follow() -> None:
    step = steps_at(runs.page().trace, 10)[-1]
    assert step.stages == (Stage.SEND_MESSAGE, Stage.ASSIGN_SEQUENCE, Stage.BROKER_RECEIVES)
    assert (step.number, step.stage_count, step.is_complete) == (2, 7, False)


def test_steps_that_are_over_stay_complete() -> None:
    assert [step.is_complete for step in steps_at(runs.page().trace, 10)] == [True, True, False]


@every_trace
def test_one_step_is_the_last_of_all_steps(make: Callable[[], Traced]) -> None:
    trace = make().trace
    for position in range(len(trace)):
        assert step_at(trace, position) == steps_at(trace, position)[-1]


@every_trace
def test_every_event_is_in_one_step(make: Callable[[], Traced]) -> None:
    trace = make().trace
    steps = steps_at(trace)
    assert [event for step in steps for event in step.events] == list(trace)
    assert [(step.number, step.stage_count) for step in steps] == [
        (number, len(list(group))) for number, group in groupby(trace, lambda event: event.step)
    ]


def test_what_the_broker_decided_is_known_once_it_did() -> None:
    trace = runs.page().trace
    assert [step_at(trace, position).decision for position in range(1, 5)] == [None] * 4
    decided = step_at(trace, 5)
    assert decided.decision is trace[5]
    assert decided.decision.stage is Stage.STORE
    assert decided.result is not None
    assert decided.result.base_offset == 0
    assert step_at(trace, 7).decision is trace[5]


def test_a_retry_keeps_its_sequence() -> None:
    trace = runs.page().trace
    assert [keeps_its_sequence(trace, step) for step in steps_at(trace)] == [False, False, True, False]


def test_without_a_sequence_there_is_none_to_keep() -> None:
    trace = runs.idempotence_off().trace
    assert not any(keeps_its_sequence(trace, step) for step in steps_at(trace))


def test_in_a_new_epoch_a_retry_is_numbered_anew() -> None:
    trace = runs.newer_generation().trace
    retry = steps_at(trace)[-1]
    assert retry.kind is StepKind.RETRY
    assert not keeps_its_sequence(trace, retry)


def test_before_a_step_are_the_events_of_the_others() -> None:
    trace = runs.page().trace
    assert list(before(trace, step_at(trace, 10))) == trace[:8]


def test_what_the_broker_remembers_is_known_from_its_decision_on() -> None:
    trace = runs.page().trace
    assert known_state(trace, 4, "topic", 0) is None
    remembered = known_state(trace, 5, "topic", 0)
    assert isinstance(remembered, ProducerState)
    assert (remembered.producer_id, remembered.producer_epoch, remembered.last_sequence) == (0, 0, 1)
    assert known_state(trace, 15, "topic", 0) == remembered


def test_each_partition_remembers_for_itself() -> None:
    trace = runs.several_partitions().trace
    end = len(trace) - 1
    last = {place: known_state(trace, end, *place) for place in [("topic", 0), ("topic", 1), ("other", 0)]}
    assert [state and state.last_sequence for state in last.values()] == [1, 0, 0]
    assert known_state(trace, end, "elsewhere", 0) is None


def test_what_is_remembered_elsewhere_does_not_count() -> None:
    broker = WatchedBroker(num_partitions=2)
    producer = Producer(broker)
    producer.send("topic", b"a")
    producer.send("topic", b"b", partition=1)
    arrival = broker.trace.end_of_step(1) + 1
    assert broker.trace[arrival].stage is Stage.BROKER_RECEIVES
    assert known_state(broker.trace, arrival, "topic", 1) is None
    assert known_state(broker.trace, arrival, "topic", 0) is not None
