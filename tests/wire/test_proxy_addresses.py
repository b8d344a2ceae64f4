"""Clients behind the proxy hear the proxy's addresses, whichever way they ask."""

from __future__ import annotations

import asyncio
import logging
import socket
from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest
from confluent_kafka import Producer as LibrdkafkaProducer
from kio.schema.api_versions.v3.response import ApiVersion, ApiVersionsResponse
from kio.schema.errors import ErrorCode
from kio.schema.fetch.v16.response import FetchResponse
from kio.schema.fetch.v16.response import NodeEndpoint as FetchNodeEndpoint
from kio.schema.find_coordinator.v2.response import FindCoordinatorResponse
from kio.schema.produce.v10.response import NodeEndpoint, ProduceResponse
from kio.schema.types import BrokerId
from kio.static.primitive import i8, i16, i32, i32Timedelta
from kio.static.protocol import ResponsePayload

from minikafka.engine.broker import Broker
from minikafka.engine.errors import Error
from minikafka.wire.address import Address
from minikafka.wire.client import connect
from minikafka.wire.client_connection import Connection
from minikafka.wire.protocol import LENGTH, decode_response, encode_response, newest_version, request_schema
from minikafka.wire.proxy import Proxy
from minikafka.wire.proxy_addresses import not_read_here, readdressed
from minikafka.wire.server import serve
from tests.wire.batches import batch

METADATA, FIND_COORDINATOR, DESCRIBE_CLUSTER = 3, 10, 60
ASKED = {
    "topics": (),
    "key": "group",
    "key_type": i8(0),
    "coordinator_keys": ("group", "another"),
    "allow_auto_topic_creation": False,
    "include_cluster_authorized_operations": False,
    "include_topic_authorized_operations": False,
    "include_fenced_brokers": False,
    "endpoint_type": i8(1),
}
NO_TIME = i32Timedelta.parse(timedelta(0))


def every_way_to_ask() -> list[tuple[int, int]]:
    """The requests for addresses, in every version that our own broker answers and kio knows."""
    with serve(Broker()) as address:
        connection = Connection(Address.parse(address), "test", 10_000)
        offered = connection.ask(request_schema(18, 0)()).api_keys
        connection.close()
    return [
        (offer.api_key, version)
        for offer in offered
        if offer.api_key in {METADATA, FIND_COORDINATOR, DESCRIBE_CLUSTER}
        for version in range(offer.min_version, offer.max_version + 1)
    ]


def addresses_in(response: Any) -> set[str]:
    nodes = [response] if hasattr(response, "host") else []
    for name in ("brokers", "coordinators", "node_endpoints"):
        nodes += getattr(response, name, ())
    return {f"{node.host}:{node.port}" for node in nodes}


def test_every_answer_with_an_address_has_the_proxys() -> None:
    asked = every_way_to_ask()
    assert {api_key for api_key, _ in asked} == {METADATA, FIND_COORDINATOR, DESCRIBE_CLUSTER}
    with serve(Broker()) as upstream, Proxy(upstream) as address:
        connection = Connection(Address.parse(address), "test", 10_000)
        for api_key, version in asked:
            schema = request_schema(api_key, version)
            request = schema(**{field.name: ASKED[field.name] for field in fields(schema)})
            assert addresses_in(connection.ask(request)) == {address}, schema
        connection.close()


def test_each_broker_of_a_cluster_has_a_port_of_its_own() -> None:
    owner = LibrdkafkaProducer({"bootstrap.servers": "none", "test.mock.num.brokers": 3, "log_level": 0})
    brokers = owner.list_topics("t", timeout=10).brokers
    proxy = Proxy(f"{brokers[1].host}:{brokers[1].port}")
    with proxy as address, connect(address) as remote:
        client = LibrdkafkaProducer({"bootstrap.servers": address, "log_level": 0})
        heard = {f"{broker.host}:{broker.port}" for broker in client.list_topics(timeout=10).brokers.values()}
        for partition in range(4):
            assert remote.produce("t", partition, batch(7, 0)).error is Error.NONE
    assert len(heard) == 3
    assert address in heard
    assert not heard & {f"{broker.host}:{broker.port}" for broker in brokers.values()}
    assert proxy.counters.requests["Produce"] == 4


# Answers that our own broker never gives


def through_the_proxy(response: ResponsePayload) -> Any:
    """What becomes of an answer where every broker is replaced by proxy:1."""

    async def stand_in(_: Address) -> Address:
        return Address("proxy", 1)

    frame = encode_response(response, 5)[LENGTH.size :]
    changed = asyncio.run(readdressed(frame, response.__api_key__, response.__version__, stand_in))
    header, decoded = decode_response(changed, type(response))
    assert header.correlation_id == 5
    return decoded


def test_the_address_of_a_new_leader_is_replaced() -> None:
    produced = ProduceResponse(
        responses=(), node_endpoints=(NodeEndpoint(node_id=BrokerId(2), host="real", port=i32(9092)),)
    )
    assert addresses_in(through_the_proxy(produced)) == {"proxy:1"}
    fetched = FetchResponse(
        throttle_time=NO_TIME,
        error_code=ErrorCode.none,
        responses=(),
        node_endpoints=(FetchNodeEndpoint(node_id=BrokerId(2), host="real", port=i32(9092)),),
    )
    assert addresses_in(through_the_proxy(fetched)) == {"proxy:1"}


def test_an_error_has_no_address_to_replace() -> None:
    error = FindCoordinatorResponse(
        throttle_time=NO_TIME,
        error_code=ErrorCode.coordinator_not_available,
        error_message=None,
        node_id=BrokerId(-1),
        host="",
        port=i32(-1),
    )
    assert through_the_proxy(error) == error


def test_no_version_is_offered_whose_addresses_could_not_be_read() -> None:
    offered = ApiVersionsResponse(
        error_code=ErrorCode.none,
        api_keys=tuple(ApiVersion(api_key=i16(key), min_version=i16(0), max_version=i16(99)) for key in (0, 3, 8)),
        throttle_time=NO_TIME,
    )
    kept = {offer.api_key: offer.max_version for offer in through_the_proxy(offered).api_keys}
    assert kept == {0: newest_version(0), 3: newest_version(3), 8: 99}
    assert newest_version(3) < 99


@pytest.mark.parametrize("api_key", [METADATA, 18])
def test_an_answer_that_cannot_be_read_is_passed_on_and_logged(api_key: int, caplog: pytest.LogCaptureFixture) -> None:
    async def stand_in(_: Address) -> Address:
        raise AssertionError("there is no address in it")

    frame = b"\x00\x00\x00\x05\x00\x00\x7f\xff"
    with caplog.at_level(logging.WARNING):
        assert asyncio.run(readdressed(frame, api_key, 3, stand_in)) == frame
    assert "passed on unread" in caplog.text


def ask_bytes(address: str, request: bytes) -> bytes:
    """The answer to a request's frame, both without their length."""
    with (
        socket.create_connection(Address.parse(address), timeout=10) as connection,
        connection.makefile("rb") as answers,
    ):
        connection.sendall(LENGTH.pack(len(request)) + request)
        return answers.read(int.from_bytes(answers.read(LENGTH.size), "big"))


def test_an_unsupported_version_is_answered_in_the_layout_of_version_0() -> None:
    api_versions_v99 = bytes.fromhex("0012 0063 00000009 ffff 00")
    with serve(Broker()) as upstream, Proxy(upstream) as address:
        answer = ask_bytes(address, api_versions_v99)
        assert answer == ask_bytes(upstream, api_versions_v99)
    assert int.from_bytes(answer[4:6], "big") == Error.UNSUPPORTED_VERSION


def test_a_newer_request_for_versions_is_answered_as_an_older_broker_does() -> None:
    """The Java client of Kafka 4.4 asks in version 5 first; kio reads up to 4."""
    newest = newest_version(18)
    assert not_read_here(18, newest, 7) is None
    assert not_read_here(3, 999, 7) is None
    answer = not_read_here(18, newest + 1, 7)
    assert answer == bytes.fromhex("0000000700230000000100120000") + newest.to_bytes(2, "big")
