"""The proxy between a client and a broker: what gets lost, and what the client sees of it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from kio.schema.api_versions.v0.request import ApiVersionsRequest

from minikafka.engine.broker import Broker
from minikafka.engine.errors import Error
from minikafka.engine.network import Fault
from minikafka.engine.results import ProduceResult
from minikafka.storage.record_batch import encode
from minikafka.wire import client_requests as requests
from minikafka.wire.address import Address
from minikafka.wire.client import connect
from minikafka.wire.protocol import encode_request
from minikafka.wire.proxy import Proxy
from minikafka.wire.proxy_faults import (
    CUT,
    LOSE_ACK,
    LOSE_REQUEST,
    AtRandom,
    AtRequest,
    LoseAcks,
    LoseRequests,
    Plan,
    ProxyFault,
    delay,
)
from minikafka.wire.server import serve
from tests.wire.batches import batch, free_port, something_else

NOT_ANSWERED = ProduceResult(error=Error.NETWORK_EXCEPTION)


@pytest.fixture
def broker() -> Broker:
    broker = Broker()
    broker.create_topic("t")
    return broker


# Whole requests, by the client


def test_without_faults_everything_passes(broker: Broker) -> None:
    with serve(broker) as upstream:
        proxy = Proxy(upstream)
        with proxy as address, connect(address) as remote:
            assert remote.produce("t", 0, batch(7, 0)).base_offset == 0
            assert remote.produce("t", 0, batch(7, 0)).duplicate
            assert [record.value for record in remote.fetch("t", 0, 0)] == [b"message1"]
    assert proxy.counters.requests["Produce"] == 2
    assert proxy.counters.requests["Fetch"] == 1
    assert proxy.counters.requests.total() == sum(proxy.counters.requests.values()) > 5
    assert (proxy.counters.acks_lost, proxy.counters.requests_lost, proxy.counters.in_doubt) == (0, 0, 0)


def test_a_lost_ack_is_a_batch_that_is_stored_and_not_acknowledged(broker: Broker) -> None:
    with serve(broker) as upstream:
        proxy = Proxy(upstream, AtRequest(2, LOSE_ACK))
        with proxy as address, connect(address) as remote:
            assert remote.produce("t", 0, batch(7, 0)).base_offset == 0
            assert remote.produce("t", 0, batch(7, 1)) == NOT_ANSWERED
            assert broker.log_end_offset("t", 0) == 2
            again = remote.produce("t", 0, batch(7, 1))
            assert (again.base_offset, again.duplicate) == (1, True)
    assert proxy.counters.acks_lost == 1


@pytest.mark.parametrize("fault", [LOSE_REQUEST, CUT])
def test_a_lost_request_is_a_batch_that_is_not_stored(broker: Broker, fault: ProxyFault) -> None:
    with serve(broker) as upstream:
        proxy = Proxy(upstream, [AtRequest(1, fault)])
        with proxy as address, connect(address) as remote:
            assert remote.produce("t", 0, batch(7, 0)) == NOT_ANSWERED
            assert broker.log_end_offset("t", 0) == 0
            again = remote.produce("t", 0, batch(7, 0))
            assert (again.base_offset, again.duplicate) == (0, False)
    assert (proxy.counters.requests_lost, proxy.counters.connections_cut) == (
        (1, 0) if fault is LOSE_REQUEST else (0, 1)
    )


def test_a_delayed_request_arrives_after_its_client_gave_up(broker: Broker) -> None:
    with serve(broker) as upstream:
        proxy = Proxy(upstream, [AtRequest(1, delay(1000))])
        with proxy as address, connect(address, request_timeout_ms=200) as remote, connect(upstream) as direct:
            assert remote.produce("t", 0, batch(7, 0)) == ProduceResult(error=Error.REQUEST_TIMED_OUT)
            assert direct.log_end_offset("t", 0) == 0
            while direct.log_end_offset("t", 0) == 0:
                pass
            assert remote.produce("t", 0, batch(7, 0)).duplicate
    assert proxy.counters.delayed == 1


def test_faults_befall_the_api_that_they_are_for(broker: Broker) -> None:
    plan = AtRequest(1, CUT, api="InitProducerId")
    with serve(broker) as upstream, Proxy(upstream, [plan]) as address, connect(address) as remote:
        assert remote.produce("t", 0, batch(7, 0)).error is Error.NONE
        assert remote.init_producer_id().error is Error.NETWORK_EXCEPTION
        assert remote.init_producer_id().error is Error.NONE


def test_the_first_plan_with_a_fault_decides_and_all_of_them_count(broker: Broker) -> None:
    plans = [AtRequest(1, LOSE_ACK), AtRequest(1, LOSE_REQUEST), AtRequest(2, LOSE_REQUEST)]
    with serve(broker) as upstream:
        proxy = Proxy(upstream, plans)
        with proxy as address, connect(address) as remote:
            answers = [remote.produce("t", 0, batch(7, 0)) for _ in range(3)]
    assert [answer.error for answer in answers] == [Error.NETWORK_EXCEPTION, Error.NETWORK_EXCEPTION, Error.NONE]
    assert (proxy.counters.acks_lost, proxy.counters.requests_lost) == (1, 1)


# Several requests on their way at once, by a socket


@contextmanager
def pipeline(address: str) -> Iterator[socket.socket]:
    with socket.create_connection(Address.parse(address), timeout=10) as connection:
        yield connection


def produce(correlation_id: int, sequence: int, acks: int = -1) -> bytes:
    request = requests.produce("t", 0, encode(batch(7, sequence)), acks, 1000)
    return encode_request(request, correlation_id, "test")


def answered(connection: socket.socket) -> list[int]:
    """The correlation ids of the answers until the connection ends."""
    data = b""
    try:
        while received := connection.recv(4096):
            data += received
    except ConnectionResetError:
        pass
    ids = []
    while data:
        length = int.from_bytes(data[:4], "big")
        ids.append(int.from_bytes(data[4:8], "big"))
        data = data[4 + length :]
    return ids


def test_answers_before_a_lost_ack_arrive_and_none_after_it(broker: Broker) -> None:
    with serve(broker) as upstream:
        proxy = Proxy(upstream, [AtRequest(2, LOSE_ACK)])
        with proxy as address, pipeline(address) as connection:
            connection.sendall(produce(11, 0) + produce(12, 1) + produce(13, 2))
            assert answered(connection) == [11]
    stored = broker.log_end_offset("t", 0)
    assert stored in {2, 3}
    assert (proxy.counters.acks_lost, proxy.counters.requests["Produce"]) in {(1, 2), (1, 3)}


def test_answers_before_a_lost_request_arrive_and_what_follows_it_is_lost_too(broker: Broker) -> None:
    plan = AtRequest(3, LOSE_REQUEST)
    with serve(broker) as upstream, Proxy(upstream, [plan]) as address, pipeline(address) as connection:
        connection.sendall(b"".join(produce(10 + number, number) for number in range(5)))
        assert answered(connection) == [10, 11]
    assert broker.log_end_offset("t", 0) == 2


def test_a_request_without_an_answer_leaves_the_others_theirs(broker: Broker) -> None:
    plan = AtRequest(3, LOSE_REQUEST)
    with serve(broker) as upstream, Proxy(upstream, [plan]) as address, pipeline(address) as connection:
        connection.sendall(produce(10, 0, acks=0) + produce(11, 1) + produce(12, 2))
        assert answered(connection) == [11]
    assert broker.log_end_offset("t", 0) == 2


def test_an_ack_that_never_was_cannot_be_lost(broker: Broker) -> None:
    with serve(broker) as upstream:
        proxy = Proxy(upstream, [AtRequest(1, LOSE_ACK), AtRequest(3, LOSE_ACK)])
        with proxy as address, pipeline(address) as connection:
            connection.sendall(produce(10, 0, acks=0) + produce(11, 1) + produce(12, 2))
            assert answered(connection) == [11]
    assert (proxy.counters.acks_lost, broker.log_end_offset("t", 0)) == (1, 3)


# Plans


def strikes(plan: Plan, number: int = 1000) -> list[bool]:
    return [plan.fault_for("Produce") is not None for _ in range(number)]


def test_the_same_seed_chooses_the_same_requests() -> None:
    chosen = strikes(LoseAcks(probability=0.05, seed=7))
    assert chosen == strikes(LoseAcks(probability=0.05, seed=7))
    assert chosen != strikes(LoseAcks(probability=0.05, seed=8))
    assert 20 <= sum(chosen) <= 80


@pytest.mark.parametrize(("probability", "struck"), [(0.0, 0), (1.0, 1000)])
def test_never_and_always(probability: float, struck: int) -> None:
    assert sum(strikes(LoseRequests(probability))) == struck


def test_requests_of_other_apis_are_not_counted() -> None:
    plan = AtRequest(2, LOSE_ACK)
    assert [plan.fault_for(api) for api in ("Produce", "Fetch", "Produce", "Produce")] == [
        None,
        None,
        LOSE_ACK,
        None,
    ]


def test_what_no_plan_can_mean() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        AtRandom(LOSE_ACK, 1.5)
    with pytest.raises(ValueError, match="counted from 1"):
        AtRequest(0, LOSE_ACK)
    with pytest.raises(ValueError, match="not by -1"):
        delay(-1)
    with pytest.raises(ValueError, match="write host:port"):
        Proxy("nowhere")


# Who is at the other end


def test_a_frame_that_no_client_means_ends_its_connection_only(
    broker: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    with serve(broker) as upstream, Proxy(upstream) as address, connect(address) as remote:
        for frame in (b"GET / HTTP/1.1\r\n\r\n", b"\xff\xff\xff\xff", b"\x00\x00\x00\x02\x00\x00"):
            with pipeline(address) as connection:
                connection.sendall(frame)
                assert answered(connection) == []
        assert remote.produce("t", 0, batch(7, 0)).base_offset == 0
    assert len([record for record in caplog.records if "closed the connection" in record.message]) == 3


def test_a_broker_that_is_not_there_ends_the_clients_connection(caplog: pytest.LogCaptureFixture) -> None:
    upstream = f"127.0.0.1:{free_port()}"
    with Proxy(upstream) as address, pipeline(address) as connection:
        assert answered(connection) == []
    assert upstream in caplog.text


def test_an_answer_that_nobody_asked_for_ends_the_connection(caplog: pytest.LogCaptureFixture) -> None:
    says = b"\x00\x00\x00\x04\x00\x00\x00\x63"
    with something_else(says) as upstream, Proxy(upstream) as address, pipeline(address) as connection:
        connection.sendall(encode_request(ApiVersionsRequest(), 1, None))
        assert answered(connection) == []
    assert "answers no request that waits" in caplog.text


def test_the_address_is_on_this_machine_only_and_taken_once() -> None:
    with Proxy("localhost:9092") as address:
        host, _, port = address.rpartition(":")
        assert host == "127.0.0.1"
        with pytest.raises(OSError, match="address already in use"):
            Proxy("localhost:9092", port=int(port)).__enter__()


def test_a_proxy_speaks_of_faults_as_the_engine_does() -> None:
    assert (LOSE_ACK.fault, LOSE_REQUEST.fault, CUT.fault, delay(1).fault) == (
        Fault.LOSE_ACK,
        Fault.LOSE_REQUEST,
        Fault.LOSE_REQUEST,
        Fault.DELAY,
    )
    with pytest.raises(ValueError, match="nothing twice"):
        ProxyFault(Fault.DELIVER_TWICE)
