"""A run made again from its actions, as far as one likes: forked."""

from __future__ import annotations

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.clock import ManualClock
from minikafka.engine.network import Fault
from minikafka.engine.producer import Producer
from minikafka.engine.producer_batch import Status
from minikafka.engine.replay import ReplayDiverged, with_faults
from minikafka.engine.trace import Trace
from tests.engine.runs import TOPIC, described, numbers, stored, story


def memory(producer: Producer) -> Broker:
    """The broker of a fork, which is always one in memory."""
    broker = producer.network.broker
    assert isinstance(broker, Broker)
    return broker


def test_the_run_has_every_kind_of_step(run: Producer) -> None:
    kinds = {event.kind.value for event in run.trace}
    assert kinds == {
        "start",
        "send",
        "retry",
        "copy",
        "wait",
        "bump epoch",
        "give up",
        "flush",
        "restart",
        "time passes",
        "delete records",
        "recreate topic",
    }


# Fork


def test_a_fork_at_any_position_went_through_the_same_events(run: Producer) -> None:
    """Up to the end of the action that the position belongs to."""
    ends = {event.action: position for position, event in enumerate(run.trace)}
    for action, end in ends.items():
        fork = run.trace.fork(end)
        assert story(fork.trace) == story(run.trace)[: end + 1]
        assert fork.trace.stored == run.trace.stored_at(end)
        assert len(fork.trace.actions) == action + 1


@pytest.mark.parametrize("position", range(6))
def test_a_fork_does_not_stop_within_an_action(producer: Producer, position: int) -> None:
    producer.send(TOPIC, b"a")
    fork = producer.trace.fork(position)
    assert len(fork.trace) == (8 if position else 1)


def test_a_fork_at_the_start_has_stored_nothing(producer: Producer) -> None:
    producer.send(TOPIC, b"a")
    fork = producer.trace.fork(0)
    assert (len(fork.trace), fork.trace.actions, memory(fork).log_end_offset(TOPIC, 0)) == (1, [], 0)


def test_going_on_after_a_fork_leaves_the_original_as_it_was(run: Producer) -> None:
    before = story(run.trace), list(run.trace.stored), len(run.trace.actions), memory(run).log_end_offset(TOPIC, 0)
    fork = run.trace.fork()
    fork.send(TOPIC, b"another end")
    fork.network.lose_ack()
    fork.retry()
    fork.flush()
    after = story(run.trace), list(run.trace.stored), len(run.trace.actions), memory(run).log_end_offset(TOPIC, 0)
    assert after == before
    assert len(fork.trace) > len(run.trace)


def test_a_fork_goes_on_with_the_numbers_of_the_run(producer: Producer) -> None:
    """kafka-rules.md §4.1: the next sequence, and a retry that the broker of the fork recognises."""
    producer.send(TOPIC, b"a")
    producer.network.lose_ack()
    producer.send(TOPIC, b"b")
    fork = producer.trace.fork()
    fork.send(TOPIC, b"c")
    fork.flush()
    assert numbers(memory(fork)) == [(0, 0), (0, 1), (0, 2)]
    assert stored(memory(producer)) == [b"a", b"b"]


def test_a_fork_has_messages_of_its_own(producer: Producer) -> None:
    producer.network.lose_ack()
    original = producer.send(TOPIC, b"a")
    fork = producer.trace.fork()
    fork.flush()
    assert original.status is Status.IN_FLIGHT
    assert fork.trace[1].delivery is not original


def test_a_fork_starts_with_the_faults_that_were_left(producer: Producer) -> None:
    producer.network.lose_ack()
    producer.network.lose_request()
    producer.send(TOPIC, b"a")
    assert list(producer.trace.fork().network.faults) == [Fault.LOSE_REQUEST]


def test_a_fork_knows_the_requests_to_which_nothing_happened(producer: Producer) -> None:
    """The second of two requests loses its ack; a saved run knows it as well."""
    producer.network.faults.extend([None, Fault.LOSE_ACK])
    producer.send(TOPIC, b"a")
    producer.send(TOPIC, b"b")
    assert story(producer.trace.fork().trace) == story(producer.trace)
    assert story(Trace.from_json(producer.trace.to_json())) == story(producer.trace)


def test_a_fork_of_a_fork(run: Producer) -> None:
    fork = run.trace.fork(40)
    fork.send(TOPIC, b"another end")
    assert story(fork.trace.fork().trace) == story(fork.trace)


@pytest.mark.parametrize("position", [16, -17])
def test_a_position_that_is_not_there(position: int) -> None:
    producer = Producer(Broker())
    producer.send(TOPIC, b"a")
    producer.retry()
    producer.flush()
    with pytest.raises(IndexError):
        producer.trace.fork(position)


def test_topics_that_others_created_are_there_again() -> None:
    """Before the producer began, and while it lived."""
    broker = Broker()
    broker.create_topic("before", 3)
    producer = Producer(broker)
    broker.create_topic("meanwhile", 4)
    producer.send("before", b"a", partition=2)
    producer.send("meanwhile", b"b", partition=3)
    producer.send("own", b"c")
    fork = producer.trace.fork()
    assert story(fork.trace) == story(producer.trace)
    assert memory(fork).topics == {"before": 3, "meanwhile": 4, "own": 1}


def test_a_second_producer_keeps_its_producer_id() -> None:
    """L03: it has 1 because another has 0; its fork is alone, and has 1 all the same."""
    broker = Broker()
    Producer(broker).send("elsewhere", b"a")
    second = Producer(broker)
    second.send(TOPIC, b"b")
    fork = second.trace.fork()
    assert fork.producer_id == second.producer_id == 1
    assert story(fork.trace) == story(second.trace)


def test_faults_and_time_before_the_first_action_are_kept() -> None:
    clock = ManualClock(5)
    producer = Producer(Broker(clock=clock))
    clock.advance(7)
    producer.network.lose_ack()
    producer.send(TOPIC, b"a")
    assert story(producer.trace.fork().trace) == story(producer.trace)
    assert [record.timestamp for record in memory(producer.trace.fork()).fetch(TOPIC, 0, 0)] == [12]


# Other faults


def test_the_last_action_with_other_faults(producer: Producer) -> None:
    """All before it is as it was."""
    producer.send(TOPIC, b"a")
    producer.send(TOPIC, b"b")
    other = with_faults(producer.trace, ["lose the request", "lose the ack"])
    assert story(other.trace)[:8] == story(producer.trace)[:8]
    assert [action.faults for action in other.trace.actions] == [(), ("lose the request", "lose the ack")]
    assert stored(memory(other)) == [b"a"]
    assert list(other.network.faults) == [Fault.LOSE_ACK]
    assert stored(memory(producer)) == [b"a", b"b"]


def test_other_faults_of_nothing(producer: Producer) -> None:
    with pytest.raises(ValueError, match=r"^nothing was done in this run yet$"):
        with_faults(producer.trace, ["lose the ack"])


# Other writers


def test_a_run_that_others_wrote_into_diverges() -> None:
    """The offset of the second message was 2; a broker that only this producer writes to says 1."""
    broker = Broker()
    producer = Producer(broker)
    producer.send(TOPIC, b"a")
    Producer(broker).send(TOPIC, b"between")
    producer.send(TOPIC, b"b")
    with pytest.raises(ReplayDiverged, match=r"action 1 \(send\) was answered .*2.*, and is now answered .*1.*"):
        producer.trace.fork()
    with pytest.raises(ReplayDiverged, match=r": something besides this producer had written to its broker$"):
        Trace.from_json(producer.trace.to_json())
    assert stored(memory(producer.trace.fork(producer.trace.end_of_step(1)))) == [b"a"]


def test_what_others_wrote_afterwards_does_not_matter() -> None:
    broker = Broker()
    producer = Producer(broker)
    producer.send(TOPIC, b"a")
    Producer(broker).send(TOPIC, b"after")
    assert stored(memory(producer.trace.fork())) == [b"a"]


def test_an_event_described() -> None:
    """The comparison of two stories sees every field of an event but the message itself, which has its number."""
    (event,) = Producer(Broker()).trace
    assert len(described(event)) == len(event.__dataclass_fields__)
