"""What is done to the brokers of a run: a restart, another leader, time; and what that does to a retry."""

from __future__ import annotations

import json

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.clock import ManualClock
from minikafka.engine.cluster import Cluster
from minikafka.engine.errors import CannotOperate, KafkaError
from minikafka.engine.producer import Producer
from minikafka.engine.producer_ids import Controller
from minikafka.engine.trace import Event, StepKind, Trace
from tests.engine.runs import TOPIC, numbers, steps, story

DAY_MS = 86_400_000
RESTART_IN_CLUSTER = ["Broker Stops", "New Leader", "Broker Starts", "New Leader"]


def new_cluster(count: int = 2) -> Cluster:
    clock, controller = ManualClock(), Controller()
    return Cluster([Broker(clock=clock, controller=controller) for _ in range(count)])


@pytest.fixture
def producer() -> Producer:
    """A producer of one broker, with five batches acknowledged, numbered from 0."""
    return filled(Producer(Broker()))


@pytest.fixture
def replicated() -> Producer:
    """The same with two brokers."""
    return filled(Producer(new_cluster()))


def filled(producer: Producer) -> Producer:
    for number in range(5):
        producer.send(TOPIC, b"%d" % number)
    return producer


def window(event: Event) -> list[int]:
    """The sequences that the partition remembers after an event."""
    state = event.variables.state
    return [batch.last_sequence for batch in state.batches] if state else []


def windows(trace: Trace, kind: StepKind) -> list[list[int]]:
    return [window(event) for event in trace if event.kind is kind]


def answer(producer: Producer) -> tuple[str, int, bool]:
    return producer.trace.actions[-1].answers[0]


# A restart


@pytest.mark.parametrize("clean", [True, False])
def test_five_remembered_batches_become_one(producer: Producer, clean: bool) -> None:
    """K01 and K02: a clean stop and a crash leave the same."""
    producer.operations.restart(clean=clean)
    assert windows(producer.trace, StepKind.RESTART) == [[0, 1, 2, 3, 4], [4]]
    assert steps(producer.trace)[-1] == ("restart", ["Broker Stops", "Broker Starts"])


def test_after_a_restart_only_the_last_batch_is_recognised() -> None:
    """kafka-rules.md §2.2: a retry of the second-to-last batch is OUT_OF_ORDER_SEQUENCE_NUMBER, not a duplicate."""
    producer = Producer(Broker())
    older, last = producer.send(TOPIC, b"0"), producer.send(TOPIC, b"1")
    producer.operations.restart()
    producer.retry(last)
    assert answer(producer) == ("NONE", 1, True)
    producer.retry(older)
    assert answer(producer) == ("OUT_OF_ORDER_SEQUENCE_NUMBER", -1, False)


def test_batches_in_flight_are_stored_twice_after_a_restart() -> None:
    """kafka-rules.md §4.4: the refused batch follows the last one acknowledged, so a new epoch begins with it."""
    producer = Producer(Broker())
    for number in range(2):
        producer.network.lose_ack()
        producer.send(TOPIC, b"%d" % number)
    producer.operations.restart(clean=False)
    producer.flush()
    broker = producer.network.broker
    assert isinstance(broker, Broker)
    assert numbers(broker) == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_without_idempotence_a_restart_has_nothing_to_forget() -> None:
    producer = Producer(Broker(), enable_idempotence=False)
    producer.send(TOPIC, b"a")
    producer.operations.restart()
    assert windows(producer.trace, StepKind.RESTART) == [[], []]
    producer.send(TOPIC, b"b")
    assert answer(producer) == ("NONE", 1, False)


def test_a_restart_before_the_first_message() -> None:
    untouched = Producer(new_cluster())
    untouched.operations.restart()
    assert steps(untouched.trace)[-1] == ("restart", ["Broker Stops", "Broker Starts"])
    untouched.send(TOPIC, b"a")
    assert answer(untouched) == ("NONE", 0, False)


def test_each_partition_and_each_stage_after_it_knows_what_is_left() -> None:
    """What another partition remembers is not shown as that of the message sent last."""
    producer = Producer(Broker(num_partitions=2))
    for value in (b"a", b"b"):
        producer.send(TOPIC, value)
    producer.send(TOPIC, b"c", partition=1)
    producer.operations.restart()
    memory = producer.trace[-1].memory
    assert memory is not None
    left = {place: [batch.last_sequence for batch in state.batches] for place, state in memory.items() if state}
    assert left == {(TOPIC, 0): [1], (TOPIC, 1): [0]}
    producer.send(TOPIC, b"d")
    sending = next(event for event in producer.trace if event.action == len(producer.trace.actions) - 1)
    assert window(sending) == [1]


# Several brokers


def test_a_restarted_leader_leads_again_and_remembers_one(replicated: Producer) -> None:
    """K12, then K02: the follower that leads meanwhile knows all five."""
    replicated.operations.restart(0, clean=False)
    assert steps(replicated.trace)[-1] == ("restart", RESTART_IN_CLUSTER)
    five = [0, 1, 2, 3, 4]
    assert windows(replicated.trace, StepKind.RESTART) == [five, five, five, [4]]
    assert [event.broker for event in replicated.trace if event.kind is StepKind.RESTART] == [0, 1, 0, 0]
    assert replicated.operations.leader(TOPIC, 0) == 0


def test_another_leader_still_remembers_five(replicated: Producer) -> None:
    """K12: it wrote the same batches to its own log, and was not restarted."""
    replicated.operations.restart(0)
    replicated.operations.change_leader(TOPIC, 0)
    assert windows(replicated.trace, StepKind.CHANGE_LEADER) == [[0, 1, 2, 3, 4]]
    first = next(event.delivery for event in replicated.trace if event.delivery)
    replicated.retry(first)
    assert answer(replicated) == ("NONE", 0, True)


def test_a_follower_that_restarts_changes_nothing_yet(replicated: Producer) -> None:
    replicated.operations.restart(1)
    assert steps(replicated.trace)[-1] == ("restart", ["Broker Stops", "Broker Starts"])
    assert windows(replicated.trace, StepKind.RESTART) == [[0, 1, 2, 3, 4]] * 2
    replicated.operations.change_leader(TOPIC, 0)
    assert window(replicated.trace[-1]) == [4]


def test_the_leader_changes_from_one_to_the_next_and_back(replicated: Producer) -> None:
    leaders = []
    for _ in range(3):
        replicated.operations.change_leader(TOPIC, 0)
        leaders.append(replicated.operations.leader(TOPIC, 0))
    assert leaders == [1, 0, 1]


def test_each_stage_names_the_broker_that_it_is_about(producer: Producer, replicated: Producer) -> None:
    producer.operations.restart()
    assert [event.broker for event in producer.trace if event.kind is StepKind.RESTART] == [0, 0]
    assert producer.operations.leader(TOPIC, 0) == 0
    replicated.operations.change_leader(TOPIC, 0)
    assert steps(replicated.trace)[-1] == ("change leader", ["New Leader"])
    assert replicated.trace[-1].broker == 1


def test_a_restart_is_clean_unless_it_is_a_crash(producer: Producer) -> None:
    producer.operations.restart()
    producer.operations.restart(clean=False)
    assert [action.arguments["clean"] for action in producer.trace.actions[-2:]] == [True, False]


def test_the_only_broker_of_a_cluster_restarts_as_one_alone() -> None:
    producer = filled(Producer(new_cluster(1)))
    producer.operations.restart()
    assert windows(producer.trace, StepKind.RESTART) == [[0, 1, 2, 3, 4], [4]]
    assert steps(producer.trace)[-1] == ("restart", ["Broker Stops", "Broker Starts"])


# Time


def test_a_day_later_the_producer_is_forgotten_and_a_late_retry_stored_twice(producer: Producer) -> None:
    """J01, J02."""
    producer.operations.let_time_pass(DAY_MS)
    assert windows(producer.trace, StepKind.TIME_PASSES) == [[0, 1, 2, 3, 4], []]
    assert steps(producer.trace)[-1] == ("time passes", ["Time Passes", "Producers Expire"])
    producer.retry()
    assert answer(producer) == ("NONE", 5, False)


def test_a_millisecond_less_and_nothing_is_forgotten(producer: Producer) -> None:
    """J03: the bound is inclusive, so it is not reached."""
    producer.operations.let_time_pass(DAY_MS - 1)
    assert windows(producer.trace, StepKind.TIME_PASSES) == [[0, 1, 2, 3, 4]] * 2


def test_time_does_not_run_backwards(producer: Producer) -> None:
    before = story(producer.trace)
    with pytest.raises(ValueError, match="time does not run backwards"):
        producer.operations.let_time_pass(-1)
    assert story(producer.trace) == before


def test_no_time_is_a_time_too(producer: Producer) -> None:
    before = producer.network.broker.clock.now()
    producer.operations.let_time_pass(0)
    assert producer.network.broker.clock.now() == before


# Replay


@pytest.fixture
def eventful(replicated: Producer) -> Producer:
    """Every operation, with messages in between."""
    operations = replicated.operations
    operations.restart(0, clean=False)
    replicated.network.lose_ack()
    replicated.send(TOPIC, b"lost")
    operations.change_leader(TOPIC, 0)
    operations.restart(1)
    replicated.flush()
    operations.let_time_pass(DAY_MS)
    replicated.retry()
    return replicated


def test_a_saved_run_replays_to_the_same_events(eventful: Producer) -> None:
    again = Trace.from_json(eventful.trace.to_json())
    assert story(again) == story(eventful.trace)
    assert again.setup == eventful.trace.setup
    assert again.setup.brokers == 2


def test_a_fork_at_any_position_went_through_the_same_events(eventful: Producer) -> None:
    ends = {event.action: position for position, event in enumerate(eventful.trace)}
    for end in ends.values():
        assert story(eventful.trace.fork(end).trace) == story(eventful.trace)[: end + 1]


def test_a_text_from_before_there_were_several_brokers(producer: Producer) -> None:
    document = json.loads(producer.trace.to_json())
    del document["setup"]["brokers"]
    assert story(Trace.from_json(json.dumps(document))) == story(producer.trace)


def test_the_actions_of_a_cluster_need_a_cluster(eventful: Producer) -> None:
    document = json.loads(eventful.trace.to_json())
    document["setup"]["brokers"] = 1
    with pytest.raises(ValueError, match="no other broker has a copy"):
        Trace.from_json(json.dumps(document))


# What cannot be done


def test_one_broker_has_no_other_leader(producer: Producer) -> None:
    assert producer.operations.leader_refusal == "no other broker has a copy of this partition"
    with pytest.raises(CannotOperate, match="no other broker has a copy"):
        producer.operations.change_leader(TOPIC, 0)
    assert producer.trace.steps == 5


def test_a_leader_for_a_partition_that_is_not_there(replicated: Producer) -> None:
    with pytest.raises(KafkaError, match="UNKNOWN_TOPIC_OR_PARTITION"):
        replicated.operations.change_leader("elsewhere", 0)
    assert replicated.trace.steps == 5


@pytest.mark.parametrize("broker", [-1, 2])
def test_a_broker_that_is_not_there(replicated: Producer, broker: int) -> None:
    with pytest.raises(IndexError, match=f"there is no broker {broker}: there are 2"):
        replicated.operations.restart(broker)


def test_a_restarted_broker_grants_ids_of_a_new_block() -> None:
    """kafka-rules.md §3: the rest of a block of 1000 is skipped, and a transactional id keeps its producer id."""
    broker = Broker()
    assert [broker.init_producer_id().producer_id, broker.init_producer_id("orders").producer_id] == [0, 1]
    broker.restart()
    again = broker.init_producer_id("orders")
    assert (broker.init_producer_id().producer_id, again.producer_id, again.producer_epoch) == (1000, 1, 1)
