"""The engine's own ``Producer`` on ``connect(...)``: what a lesson does, in front of a broker over TCP."""

from __future__ import annotations

from dataclasses import replace

from minikafka.engine.broker import Broker
from minikafka.engine.broker_calls import BrokerCalls
from minikafka.engine.network import Network
from minikafka.engine.producer import Producer
from minikafka.engine.producer_batch import Status
from minikafka.engine.trace import Event
from minikafka.wire.client import connect
from minikafka.wire.proxy import Proxy
from minikafka.wire.proxy_faults import LOSE_ACK, LOSE_REQUEST, AtRequest, LoseAcks
from minikafka.wire.server import serve


def values_in(broker: Broker) -> list[bytes | None]:
    return [record.value for record in broker.fetch("topic", 0, 0)]


def the_page(broker: BrokerCalls) -> Producer:
    producer = Producer(broker, enable_idempotence=True, first_sequence=1)
    producer.send("topic", b"message1")
    producer.retry()
    producer.flush()
    return producer


def as_seen_from_outside(event: Event) -> tuple[object, ...]:
    """An event without what the wire does not show, the rule and the broker's state, and without times."""
    variables = replace(event.variables, state=None)
    result = event.result and replace(event.result, rule=None, log_append_time=-1)
    return event.step, event.kind, event.stage, event.action, variables, result


def test_the_pages_run_takes_the_same_steps_as_in_memory() -> None:
    in_memory = the_page(Broker())
    with serve(Broker()) as address, connect(address) as remote:
        over_tcp = the_page(remote)
        assert list(map(as_seen_from_outside, over_tcp.trace)) == list(map(as_seen_from_outside, in_memory.trace))
        assert len(remote.fetch("topic", 0, 0).records) == 1


def test_an_ack_that_the_engines_network_loses_is_got_by_flush() -> None:
    broker = Broker()
    with serve(broker) as address, connect(address) as remote:
        network = Network(remote)
        producer = Producer(network, request_timeout_ms=10)
        network.lose_ack()
        lost = producer.send("topic", b"message1")
        assert lost.status is Status.IN_FLIGHT
        producer.flush()
    assert (lost.status, lost.base_offset) == (Status.ACKNOWLEDGED, 0)
    assert values_in(broker) == [b"message1"]


def test_an_ack_that_is_lost_on_the_wire_is_got_by_a_retry() -> None:
    broker = Broker()
    loss = AtRequest(1, LOSE_ACK)
    with serve(broker) as upstream, Proxy(upstream, [loss]) as address, connect(address) as remote:
        producer = Producer(remote)
        delivery = producer.send("topic", b"message1")
        assert (delivery.status, values_in(broker)) == (Status.TO_RETRY, [b"message1"])
        producer.retry()
        assert (delivery.status, delivery.base_offset, delivery.attempts) == (Status.ACKNOWLEDGED, 0, 2)
    assert values_in(broker) == [b"message1"]


def test_a_request_that_is_lost_on_the_wire_is_stored_by_a_retry() -> None:
    broker = Broker()
    with (
        serve(broker) as upstream,
        Proxy(upstream, [AtRequest(1, LOSE_REQUEST)]) as address,
        connect(address) as remote,
    ):
        producer = Producer(remote)
        delivery = producer.send("topic", b"message1")
        assert (delivery.status, values_in(broker)) == (Status.TO_RETRY, [])
        producer.retry()
    assert (delivery.status, values_in(broker)) == (Status.ACKNOWLEDGED, [b"message1"])


def send_through_losses(*, enable_idempotence: bool) -> tuple[list[bytes], Broker, int]:
    """What was sent, where it went, and how many acks were lost on the way."""
    broker = Broker()
    sent = [b"message%d" % number for number in range(30)]
    with serve(broker) as upstream:
        proxy = Proxy(upstream, [LoseAcks(probability=0.2, seed=7)])
        with proxy as address, connect(address) as remote:
            producer = Producer(remote, enable_idempotence=enable_idempotence)
            for value in sent:
                producer.send("topic", value)
                producer.flush()
    return sent, broker, proxy.counters.acks_lost


def test_with_idempotence_all_is_stored_once_and_in_order() -> None:
    sent, broker, acks_lost = send_through_losses(enable_idempotence=True)
    assert acks_lost > 0
    assert values_in(broker) == sent


def test_without_idempotence_every_lost_ack_stores_a_duplicate() -> None:
    sent, broker, acks_lost = send_through_losses(enable_idempotence=False)
    assert acks_lost > 0
    assert len(values_in(broker)) == len(sent) + acks_lost
    assert list(dict.fromkeys(values_in(broker))) == sent
