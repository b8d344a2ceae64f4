"""Makes a run again from its actions: to fork it, and to load it from a file.

The engine is deterministic, so the actions are enough: the same calls, at the same times, on a fresh broker give
the same events. Each action carries the answers that it got; a replay that gets others stops and says so. That
happens when something else had written to the broker: another producer, or a direct call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from minikafka.engine.broker import Broker
from minikafka.engine.clock import ManualClock
from minikafka.engine.cluster import Cluster
from minikafka.engine.errors import CannotOperate, KafkaError, NothingToRetry
from minikafka.engine.network import Fault
from minikafka.engine.producer import Producer
from minikafka.engine.producer_batch import ProducerBatch
from minikafka.engine.producer_ids import Controller
from minikafka.engine.trace import Action, Setup, Trace
from minikafka.engine.trace_text import MAX_TEXT_BYTES, TraceFormatError, read_json, to_json


class ReplayDiverged(RuntimeError):
    """A replay got other answers than the run that was recorded."""


def fork(trace: Trace, position: int) -> Producer:
    """A producer on a fresh broker that went through the actions up to the one of ``position``.

    Raises:
        IndexError: there is no such position.
        ReplayDiverged: the broker had been written to by others.
    """
    return _replay(trace.setup, trace.actions[: trace[position].action + 1])


def with_faults(trace: Trace, faults: Sequence[str]) -> Producer:
    """A producer that went through the same actions, the last of them with these faults on the network.

    Raises:
        ValueError: nothing was done in this run yet, or there is no such fault.
        ReplayDiverged: as for ``fork``.
    """
    if not trace.actions:
        raise ValueError("nothing was done in this run yet")
    *before, last = trace.actions
    producer = _replay(trace.setup, before)
    act(producer, replace(last, faults=tuple(faults)))
    return producer


def from_json(text: str) -> Producer:
    """Make the saved run again.

    Raises:
        TraceFormatError: this is not a saved trace.
        ReplayDiverged: the engine now answers differently.
    """
    return _replay(*read_json(text))


def save(trace: Trace, path: Path) -> None:
    """Write the text beside ``path``, then move it there, so that a full disk leaves the old file as it was."""
    unfinished = path.with_name(path.name + ".part")
    try:
        unfinished.write_text(to_json(trace), encoding="utf-8")
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def load(path: Path) -> Producer:
    """Read what ``save`` wrote; errors as for ``from_json``, and for a file over 64 MiB."""
    size = path.stat().st_size
    if size > MAX_TEXT_BYTES:
        raise TraceFormatError(f"{path.name} has {size} bytes; a trace has at most {MAX_TEXT_BYTES}")
    try:
        return from_json(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise TraceFormatError(f"{path.name} is not text: {error}") from error


def _replay(setup: Setup, actions: list[Action]) -> Producer:
    producer = begin(setup)
    for number, action in enumerate(actions):
        try:
            act(producer, action)
        except (KafkaError, NothingToRetry, CannotOperate, IndexError, ValueError) as error:
            raise TraceFormatError(f"action {number} ({action.verb}) cannot be made: {error}") from error
        _compare(number, action, producer.trace.actions[-1].answers)
    return producer


def begin(setup: Setup) -> Producer:
    """A new producer on a new broker, as they were before the first action."""
    try:
        broker = _new_broker(setup)
        for topic, partitions in setup.topics.items():
            broker.create_topic(topic, partitions)
        return Producer(broker, **setup.producer)
    except (KafkaError, ValueError) as error:
        raise TraceFormatError(f"the setup cannot be made: {error}") from error


def _new_broker(setup: Setup) -> Broker | Cluster:
    clock, controller = ManualClock(setup.start_ms), Controller(max(0, setup.producer_id))
    brokers = [Broker(clock=clock, controller=controller, **setup.broker) for _ in range(setup.brokers)]
    return brokers[0] if len(brokers) == 1 else Cluster(brokers)


def act(producer: Producer, action: Action) -> None:
    """Do what an action did, as the world was then."""
    _set_the_scene(producer, action)
    match action.verb:
        case "send":
            producer.send_batch(**action.arguments)
        case "retry":
            producer.retry(_delivery(producer.deliveries, action.arguments["delivery"]))
        case "flush":
            producer.flush()
        case "restart":
            producer.operations.restart(**action.arguments)
        case "change leader":
            producer.operations.change_leader(**action.arguments)
        case "recreate topic":
            producer.operations.recreate_topic(**action.arguments)
        case "delete records":
            producer.operations.delete_records(**action.arguments)
        case "let time pass":
            producer.operations.let_time_pass(**action.arguments)


def _set_the_scene(producer: Producer, action: Action) -> None:
    """Bring the clock and the network to what the action found."""
    clock: Any = producer.network.broker.clock
    clock.advance(action.at_ms - clock.now())
    producer.network.faults.clear()
    producer.network.faults.extend(Fault(fault) if fault else None for fault in action.faults)


def _delivery(deliveries: tuple[ProducerBatch, ...], number: int) -> ProducerBatch:
    if not 0 <= number < len(deliveries):
        raise ValueError(f"there is no message {number}, of {len(deliveries)}")
    return deliveries[number]


def _compare(number: int, action: Action, answers: list[tuple[str, int, bool]]) -> None:
    if answers != action.answers:
        raise ReplayDiverged(
            f"action {number} ({action.verb}) was answered {action.answers}, and is now answered {answers}: "
            "something besides this producer had written to its broker"
        )
