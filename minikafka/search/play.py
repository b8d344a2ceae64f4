"""A run that was found, made again by ordinary producers, with their traces."""

from __future__ import annotations

from collections.abc import Sequence

from minikafka.engine.broker_calls import BrokerCalls
from minikafka.engine.clock import ManualClock
from minikafka.engine.network import Network
from minikafka.engine.producer import Producer
from minikafka.engine.producer_ids import Controller
from minikafka.engine.sequence_check import Check, check
from minikafka.search.actions import Action, Kind
from minikafka.search.settings import Settings
from minikafka.search.world import DAY_MS, TOPIC, World, new_broker


class PlayedDifferently(AssertionError):
    """A broker stored something else than the search had said."""

    def __init__(self, run: Sequence[Action], predicted: list[bytes | None], stored: list[bytes | None]) -> None:
        actions = "; ".join(map(str, run))
        super().__init__(f"after {actions} the log holds {stored}, and not {predicted}")


def play(run: Sequence[Action], settings: Settings, decide: Check = check) -> tuple[Producer, ...]:
    """The producers of every session, those of the first application first, on brokers in memory."""
    broker = new_broker(settings, ManualClock(), Controller(), decide)
    return play_on(broker, run, settings, TOPIC, decide)


def names_of(run: Sequence[Action]) -> list[str]:
    """What the producers of ``play`` are called, in the same order."""
    names = []
    for number in range(1 + max([0, *(action.producer for action in run)])):
        sessions = 1 + sum(action.kind is Kind.NEW_SESSION and action.producer == number for action in run)
        told = [f", session {session}" for session in range(1, sessions + 1)] if sessions > 1 else [""]
        names += [f"producer {number + 1}{each}" for each in told]
    return names


def play_on(
    broker: BrokerCalls, run: Sequence[Action], settings: Settings, topic: str, decide: Check = check
) -> tuple[Producer, ...]:
    """The same in front of any broker, which has ``topic`` already: one at the other end of a wire, too.

    A world goes along, and says what there is to send, to retry and to wait for. In the end both must have stored the
    same: what is shown is what was found.

    Raises:
        PlayedDifferently: the broker has stored something else.
    """
    count = 1 + max([0, *(action.producer for action in run)])
    world = World(settings, decide, producers=count)
    sessions = [[Producer.with_config(Network(broker), settings.producer)] for _ in range(count)]
    for action in run:
        _do(action, world, sessions, topic)
        world.take(action)
    for number in world.partitions:
        start = broker.log_start_offset(topic, number)
        stored = [record.value for record in broker.fetch(topic, number, start)]
        if stored != world.stored(number):
            raise PlayedDifferently(run, world.stored(number), stored)
    return tuple(producer for session in sessions for producer in session)


def _do(action: Action, world: World, sessions: list[list[Producer]], topic: str) -> None:
    """Do one action with ordinary producers, as ``world`` would do it next."""
    session = sessions[max(0, action.producer)]
    producer, operations = session[-1], session[-1].operations
    if action.fault:
        producer.network.faults.append(action.fault)
    match action.kind:
        case Kind.SEND | Kind.SEND_TOO_LARGE | Kind.SEND_AGAIN:
            value = world.copy().applications[action.producer].next_value(action)
            producer.send(topic, value, partition=action.partition)
        case Kind.RETRY | Kind.GIVE_UP:
            _resend(action, world, producer)
        case Kind.NEW_SESSION:
            session.append(Producer.with_config(producer.network, producer.config))
        case Kind.RESTART | Kind.CRASH:
            leader = operations.leader(topic, 0)
            operations.restart(leader, clean=action.kind is Kind.RESTART)
        case Kind.CHANGE_LEADER:
            operations.change_leader(topic, action.partition)
        case Kind.DAY_PASSES:
            operations.let_time_pass(DAY_MS)
        case Kind.RECREATE_TOPIC:
            operations.recreate_topic(topic)
        case Kind.DELETE_RECORDS:
            operations.delete_records(topic, action.partition)


def _resend(action: Action, world: World, producer: Producer) -> None:
    found = world.applications[action.producer].to_retry(action.partition)
    assert found is not None, "the run was found"
    if action.kind is Kind.GIVE_UP:
        producer.operations.let_time_pass(world.time_left(found))
    producer.retry(producer.deliveries[found.number])
