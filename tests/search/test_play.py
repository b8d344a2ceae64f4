"""A run that was found is made again by ordinary producers: every kind of action, and the same records in the end."""

from __future__ import annotations

from itertools import product

import pytest

from minikafka.engine.network import Fault
from minikafka.engine.sequence_check import check
from minikafka.engine.trace import Stage, Trace
from minikafka.search import ALL, Kind, Settings, World
from minikafka.search.actions import Action, all_actions, kinds_of
from minikafka.search.play import play
from tests.engine.runs import story


def runs(settings: Settings, length: int) -> list[tuple[Action, ...]]:
    """Every run of that many actions."""
    found = []
    for run in product(all_actions(kinds_of(ALL, settings), settings), repeat=length):
        world = World(settings, producers=2)
        if all(world.allows(action) and world.take(action) for action in run):
            found.append(run)
    return found


@pytest.mark.parametrize(
    "settings",
    [Settings(), Settings(idempotence=False), Settings(partitions=2, brokers=2, generation="kafka-4.5")],
    ids=repr,
)
def test_every_run_of_two_actions_leaves_what_was_predicted(settings: Settings) -> None:
    """``play`` compares the logs itself."""
    every = runs(settings, 2)
    assert {action.kind for run in every for action in run} >= set(Kind) - {
        Kind.SECOND_PRODUCER, Kind.LOSE_ACK, Kind.LOSE_REQUEST, Kind.DELIVER_LATE, Kind.DELIVER_TWICE,
        Kind.CHANGE_LEADER,
    }  # fmt: skip
    for run in every:
        play(run, settings, check)


def test_what_is_done_to_a_topic_is_a_step_of_the_trace() -> None:
    run = [Action(Kind.SEND, 0, 0), Action(Kind.DELETE_RECORDS, partition=0), Action(Kind.RECREATE_TOPIC)]
    producer = play([*run, Action(Kind.SEND, 0, 0)], Settings(), check)[0]
    stages = [event.stage for event in producer.trace]
    assert Stage.RECORDS_DELETED in stages
    assert Stage.TOPIC_RECREATED in stages
    assert [record.value for _, _, record in producer.trace.stored] == [b"A", b"B"]
    deleted = next(event for event in producer.trace if event.stage is Stage.RECORDS_DELETED)
    assert deleted.variables.state is not None
    recreated = next(event for event in producer.trace if event.stage is Stage.TOPIC_RECREATED)
    assert recreated.variables.state is None


def test_a_run_with_every_operation_is_saved_and_loaded() -> None:
    kinds = [Kind.RESTART, Kind.CRASH, Kind.DAY_PASSES, Kind.RECREATE_TOPIC]
    run = [Action(Kind.SEND, 0, 0), Action(Kind.DELETE_RECORDS, partition=0), *map(Action, kinds)]
    run += [Action(Kind.SEND, 0, 0), Action(Kind.CHANGE_LEADER, partition=0)]
    producer = play(run, Settings(brokers=2), check)[0]
    producer.send("topic", b"after")
    again = Trace.from_json(producer.trace.to_json())
    assert story(again) == story(producer.trace)


def test_a_message_is_given_up_when_its_time_is_over() -> None:
    assert not World(Settings()).allows(Action(Kind.GIVE_UP, 0, 0))
    run = [Action(Kind.SEND, 0, 0, Fault.LOSE_REQUEST), Action(Kind.GIVE_UP, 0, 0)]
    producer = play(run, Settings(), check)[0]
    assert str(producer.deliveries[0].failure) == "no ack within 120000 ms; the broker may have stored it or not"
