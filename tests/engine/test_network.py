"""What lies between producer and broker: each fault does what it says, to one request, in order."""

from __future__ import annotations

from typing import Any

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.clock import ManualClock
from minikafka.engine.errors import Error
from minikafka.engine.network import Fault, Network
from minikafka.engine.producer import Producer
from minikafka.engine.producer_batch import Fate, Passage, ProducerBatch, Request, Status
from minikafka.engine.records import RecordBatch
from minikafka.engine.trace import Trace
from tests.engine.runs import TOPIC, ToldBroker, numbers, records, steps, stored, story

ACKS = -1


@pytest.fixture
def broker() -> ToldBroker:
    broker = ToldBroker(clock=ManualClock())
    broker.create_topic(TOPIC, 2)
    return broker


@pytest.fixture
def network(broker: ToldBroker) -> Network:
    return Network(broker)


@pytest.fixture
def producer(network: Network) -> Producer:
    """One that the broker knows on partition 0, so that only sequence 1 may follow."""
    producer = Producer(network)
    producer.send(TOPIC, b"first")
    return producer


def request(value: bytes) -> Request:
    """An unnumbered batch, which the broker stores whenever it comes."""
    delivery = ProducerBatch(0, TOPIC, 0, records(value), created_ms=0)
    return Request(delivery, RecordBatch(records=delivery.records))


def carry(network: Network, value: bytes) -> list[Passage]:
    return list(network.carry(request(value), ACKS))


# One request


def test_without_faults_a_request_is_answered(network: Network, broker: ToldBroker) -> None:
    (passage,) = carry(network, b"a")
    assert (passage.fate, passage.is_copy) == (Fate.ANSWERED, False)
    assert passage.result is not None
    assert (passage.result.error, passage.result.base_offset) == (Error.NONE, 0)
    assert stored(broker) == [b"a"]


def test_a_lost_request_never_reaches_the_broker(network: Network, broker: ToldBroker) -> None:
    network.lose_request()
    (passage,) = carry(network, b"a")
    assert (passage.fate, passage.result, passage.is_copy) == (Fate.REQUEST_LOST, None, False)
    assert broker.received == []


def test_a_lost_ack_comes_after_the_broker_has_stored(network: Network, broker: ToldBroker) -> None:
    network.lose_ack()
    (passage,) = carry(network, b"a")
    assert (passage.fate, passage.is_copy) == (Fate.ACK_LOST, False)
    assert passage.result is not None
    assert stored(broker) == [b"a"]


def test_a_request_delivered_twice_has_two_answers(network: Network, broker: ToldBroker) -> None:
    network.deliver_twice()
    once, again = carry(network, b"a")
    assert [(each.fate, each.is_copy) for each in (once, again)] == [(Fate.ANSWERED, False), (Fate.ANSWERED, True)]
    assert stored(broker) == [b"a", b"a"]


def test_a_delayed_request_arrives_behind_the_next(network: Network, broker: ToldBroker) -> None:
    network.delay()
    (held,) = carry(network, b"a")
    assert (held.fate, held.result, broker.received) == (Fate.REQUEST_DELAYED, None, [])
    overtaking, late = carry(network, b"b")
    assert [(each.fate, each.is_copy) for each in (overtaking, late)] == [
        (Fate.ANSWERED, False),
        (Fate.ANSWERED, True),
    ]
    assert late.request is held.request
    assert stored(broker) == [b"b", b"a"]
    assert len(carry(network, b"c")) == 1


@pytest.mark.parametrize("fault", [Network.lose_request, Network.delay])
def test_a_delayed_request_arrives_even_if_the_next_does_not(network: Network, broker: ToldBroker, fault: Any) -> None:
    """It is overtaken by whatever is sent next, and waits for nothing else."""
    network.delay()
    carry(network, b"a")
    fault(network)
    carry(network, b"b")
    assert stored(broker) == [b"a"]


# In order


def test_each_fault_befalls_one_request_in_order(network: Network, broker: ToldBroker) -> None:
    network.lose_ack()
    network.lose_request()
    network.deliver_twice()
    fates = [[passage.fate for passage in carry(network, value)] for value in (b"a", b"b", b"c", b"d")]
    assert fates == [[Fate.ACK_LOST], [Fate.REQUEST_LOST], [Fate.ANSWERED, Fate.ANSWERED], [Fate.ANSWERED]]
    assert stored(broker) == [b"a", b"c", b"c", b"d"]


def test_a_fault_waits_for_its_request(network: Network) -> None:
    network.lose_ack()
    network.delay()
    assert list(network.faults) == [Fault.LOSE_ACK, Fault.DELAY]
    carry(network, b"a")
    assert list(network.faults) == [Fault.DELAY]


def test_it_says_what_will_go_wrong(network: Network) -> None:
    assert repr(network) == "Network(faults=[])"
    network.lose_request()
    network.deliver_twice()
    assert repr(network) == "Network(faults=['lose the request', 'deliver twice'])"


# With an idempotent producer


def test_delivered_twice_is_stored_once(producer: Producer, network: Network, broker: ToldBroker) -> None:
    """A05: the second copy is a duplicate; the producer takes the first answer."""
    network.deliver_twice()
    delivery = producer.send(TOPIC, b"a")
    assert broker.received[1:] == [delivery.batch, delivery.batch]
    assert (delivery.status, delivery.base_offset, delivery.attempts) == (Status.ACKNOWLEDGED, 1, 1)
    assert stored(broker) == [b"first", b"a"]


def test_a_batch_that_overtakes_waits_for_the_one_before(
    producer: Producer, network: Network, broker: ToldBroker
) -> None:
    """F04: the later batch arrives first and is refused, the earlier is stored, a retry brings the later one."""
    network.delay()
    delayed = producer.send(TOPIC, b"a")
    overtaking = producer.send(TOPIC, b"b")
    assert (delayed.status, overtaking.status) == (Status.ACKNOWLEDGED, Status.TO_RETRY)
    producer.flush()
    assert numbers(broker) == [(0, 0), (0, 1), (0, 2)]
    assert stored(broker) == [b"first", b"a", b"b"]


def test_a_late_original_is_one_more_duplicate(producer: Producer, network: Network, broker: ToldBroker) -> None:
    """F05: the retry is stored, then the first attempt arrives."""
    network.delay()
    delivery = producer.send(TOPIC, b"a")
    producer.retry()
    assert stored(broker) == [b"first", b"a"]
    assert delivery.status is Status.ACKNOWLEDGED
    late = producer.trace[-1]
    assert (late.kind.value, late.delivery, late.result and late.result.duplicate) == ("copy", delivery, True)


def test_without_idempotence_a_late_original_is_stored_again(network: Network, broker: ToldBroker) -> None:
    """A16."""
    producer = Producer(network, enable_idempotence=False)
    network.delay()
    producer.send(TOPIC, b"a")
    producer.retry()
    assert stored(broker) == [b"a", b"a"]


def test_a_request_may_be_overtaken_by_one_for_another_partition(
    producer: Producer, network: Network, broker: ToldBroker
) -> None:
    network.delay()
    delayed = producer.send(TOPIC, b"a")
    producer.send(TOPIC, b"elsewhere", partition=1)
    assert delayed.status is Status.ACKNOWLEDGED
    assert (stored(broker, 0), stored(broker, 1)) == ([b"first", b"a"], [b"elsewhere"])


def test_a_request_that_comes_after_it_was_given_up(producer: Producer, network: Network, broker: ToldBroker) -> None:
    """kafka-rules.md §4.4: a failed send may have been written, even afterwards; the send stays failed."""
    network.delay()
    failed = producer.send(TOPIC, b"a")
    broker.clock.sleep(120_000)
    producer.flush()
    producer.send(TOPIC, b"elsewhere", partition=1)
    assert failed.status is Status.FAILED
    assert stored(broker) == [b"first", b"a"]
    producer.send(TOPIC, b"b")
    assert numbers(broker) == [(0, 0), (0, 1), (1, 0)]


def test_every_fault_at_once(producer: Producer, network: Network, broker: ToldBroker) -> None:
    """F02, F05: whatever the order, each message is stored once, and in order."""
    for fault in (*Fault, *reversed(Fault)):
        network.faults.append(fault)
        producer.send(TOPIC, fault.encode())
    producer.flush()
    assert stored(broker) == [b"first", *(fault.encode() for fault in (*Fault, *reversed(Fault)))]


# Determinism


def a_run() -> Trace:
    producer = Producer(ToldBroker(clock=ManualClock(), num_partitions=2))
    for fault in (Fault.LOSE_ACK, Fault.DELAY, Fault.DELIVER_TWICE, Fault.LOSE_REQUEST):
        producer.network.faults.append(fault)
        producer.send(TOPIC, fault.encode())
        producer.send(TOPIC, fault.encode(), partition=1)
    producer.retry()
    producer.flush()
    return producer.trace


def test_the_same_calls_give_the_same_run() -> None:
    first, second = a_run(), a_run()
    assert story(first) == story(second)
    assert first.stored == second.stored
    assert {kind for kind, _ in steps(first)} >= {"send", "retry", "copy", "flush"}


# What the broker is handed


def test_the_broker_hears_which_acks_are_asked_for() -> None:
    broker = Broker(min_insync_replicas=2)  # and one alone is in sync, which acks -1 minds
    (passage,) = Network(broker).carry(request(b"a"), acks=1)
    assert passage.result is not None
    assert passage.result.error is Error.NONE


def test_a_second_copy_without_an_answer_is_still_a_copy(network: Network, broker: ToldBroker) -> None:
    network.deliver_twice()
    broker.refuse(Error.NETWORK_EXCEPTION, Error.REQUEST_TIMED_OUT)
    passages = carry(network, b"a")
    assert [(passage.fate, passage.is_copy) for passage in passages] == [
        (Fate.DISCONNECTED, False),
        (Fate.DISCONNECTED, True),
    ]


def test_what_a_copy_of_the_network_holds_belongs_to_the_copy_of_its_producer(network: Network) -> None:
    """What another producer sent, which shares the network, stays that producer's."""
    own, foreign = request(b"own").delivery, request(b"foreign").delivery
    for delivery in (own, foreign):
        network.held.append((Request(delivery, RecordBatch(records=delivery.records)), ACKS))
    copied = own.copy()
    held = network.copy(network.broker, {own: copied}).held
    assert [waiting.delivery for waiting, _ in held] == [copied, foreign]
