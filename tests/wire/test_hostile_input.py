"""Nonsense, malice and accidents: a closed connection, one line in the log, and nobody else notices."""

from __future__ import annotations

import logging
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minikafka.engine.broker import Broker
from minikafka.engine.records import Record, RecordBatch
from minikafka.wire.answers import fill
from minikafka.wire.limits import Limits
from minikafka.wire.protocol import encode_request, request_schema
from minikafka.wire.server import serve
from tests.wire.mutated_frames import mutated, real_frames, send_and_hang_up
from tests.wire.raw_client import RawClient, raw_client

FETCH, METADATA, DESCRIBE_CLUSTER = 1, 3, 60
LIMITS = Limits(request_bytes=1 << 21, unfinished_bytes=1 << 22, connections=20, stall_seconds=1.0, items=100)


@pytest.fixture
def address(caplog: pytest.LogCaptureFixture) -> Iterator[str]:
    with serve(Broker(), limits=LIMITS) as address, raw_client(address) as bystander:
        yield address
        assert bystander.ask(DESCRIBE_CLUSTER, 0, {}).cluster_id == "minikafka"
    assert not [record for record in caplog.records if record.levelno > logging.WARNING]


def frame(content: bytes) -> bytes:
    return struct.pack(">i", len(content)) + content


def head(api_key: int, version: int) -> bytes:
    return struct.pack(">hhih", api_key, version, 1, -1)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        pytest.param(struct.pack(">i", -1), "a frame of -1 bytes", id="negative length"),
        pytest.param(struct.pack(">i", (1 << 21) + 1), "a frame of 2097153 bytes", id="beyond the bound"),
        pytest.param(b"GET / HTTP/1.1\r\n\r\n", "a frame of 1195725856 bytes", id="another protocol"),
        pytest.param(frame(b""), "too short for a request", id="empty frame"),
        pytest.param(frame(b"\x00\x12\x00"), "too short for a request", id="no header"),
        pytest.param(frame(head(999, 0)), "api key 999 is not answered here", id="unknown api key"),
        pytest.param(frame(head(-1, 0)), "api key -1 is not answered here", id="negative api key"),
        pytest.param(frame(head(4, 0)), "is not answered here", id="what only brokers ask"),
        pytest.param(frame(head(METADATA, 99)), "Metadata is not answered in version 99", id="unknown version"),
        pytest.param(frame(head(0, 2)), "Produce is not answered in version 2", id="version of the past"),
        pytest.param(frame(head(METADATA, 1)), "Metadata cannot be read", id="header without a body"),
        pytest.param(frame(head(METADATA, 1) + struct.pack(">i", 2**31 - 1)), "cannot be read", id="endless array"),
        pytest.param(frame(head(0, 9) + b"\x00" * 8 + b"\xff" * 5), "Produce cannot be read", id="endless varint"),
        pytest.param(
            frame(head(METADATA, 1) + struct.pack(">i", 0) + bytes(1 << 20)),
            "Metadata of 1048590 bytes",
            id="larger than anything but Produce is",
        ),
        pytest.param(
            frame(head(METADATA, 1) + struct.pack(">i", 20_000) + b"\x00\x01a" * 20_000),
            "it names more than 100 items",
            id="too many topics",
        ),
        pytest.param(
            frame(head(0, 3) + struct.pack(">hhii", -1, 1, 0, 10_000) + b"\x00\x00\x00\x00\x00\x00" * 10_000),
            "it names more than 100 items",
            id="too many topics to produce to",
        ),
        pytest.param(
            frame(
                head(0, 3) + struct.pack(">hhii", -1, 1, 0, 1) + b"\x00\x00" + struct.pack(">i", 9999) + bytes(8 * 9999)
            ),
            "it names more than 100 items",
            id="too many partitions to produce to",
        ),
        pytest.param(
            frame(head(0, 9) + b"\x00" + b"\x00" + bytes(6) + b"\xff\x7f" + b"\x01\x01\x00" * 16_382),
            "it names more than 100 items",
            id="too many topics in the compact form",
        ),
    ],
)
def test_the_connection_is_closed_and_one_line_says_why(
    said: bytes, why: str, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    with raw_client(address) as client:
        client.socket.sendall(said)
        assert client.is_closed()
    (line,) = [record.getMessage() for record in caplog.records]
    assert why in line
    assert line.endswith("connection closed")


def test_a_frame_that_ends_in_the_middle(address: str) -> None:
    with raw_client(address) as client:
        client.socket.sendall(frame(head(METADATA, 1))[:7])
        client.socket.shutdown(socket.SHUT_WR)
        assert client.is_closed()


def test_a_slow_sender_is_closed(address: str, caplog: pytest.LogCaptureFixture) -> None:
    with raw_client(address) as client:
        client.socket.sendall(frame(head(METADATA, 1))[:7])
        assert client.is_closed()
    assert "has not come in completely after 1 seconds" in caplog.text


def test_a_client_that_takes_no_answers_is_closed(caplog: pytest.LogCaptureFixture) -> None:
    broker = Broker()
    broker.produce("topic", 0, RecordBatch(records=(Record(value=bytes(1_000_000)),)))
    partition = {"partition": 0, "fetch_offset": 0, "partition_max_bytes": 1}
    content = {"max_wait": timedelta(0), "max_bytes": 1, "topics": [{"topic": "topic", "partitions": [partition]}]}
    with serve(broker, limits=LIMITS) as address, raw_client(address) as client:
        for _ in range(100):
            client.send(FETCH, 12, content)
        until(lambda: "the answers are not taken" in caplog.text)


def until(condition: Callable[[], bool]) -> None:
    """Wait for what another thread does."""
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_idle_connections_are_closed() -> None:
    with serve(Broker(), limits=Limits(idle_seconds=0.1, stall_seconds=0.1)) as address, raw_client(address) as client:
        assert client.is_closed()


def test_many_large_requests_that_never_end(address: str, caplog: pytest.LogCaptureFixture) -> None:
    clients = [RawClient(address) for _ in range(4)]
    for client in clients:
        with suppress(ConnectionError):
            client.socket.sendall(struct.pack(">i", 1 << 21) + bytes((1 << 21) - 1))
    closed = [client.is_closed() for client in clients]
    for client in clients:
        client.socket.close()
    assert all(closed)  # the first ones for being slow, in the end
    assert "bytes have begun and not ended" in caplog.text


def test_more_connections_than_allowed(address: str, caplog: pytest.LogCaptureFixture) -> None:
    clients = [RawClient(address) for _ in range(LIMITS.connections)]  # and the bystander's
    assert clients[-1].is_closed()
    for client in clients:
        client.socket.close()
    assert "there are 20 connections already" in caplog.text


def test_thousands_of_connections_come_and_go(address: str) -> None:
    for number in range(3000):
        with suppress(ConnectionError), raw_client(address) as client:
            client.socket.sendall(frame(head(METADATA, 1))[: number % 12])


def test_a_flood_of_requests_leaves_the_others_their_turn(address: str) -> None:
    request = fill(request_schema(METADATA, 1), {"topics": []})
    with raw_client(address) as flood, raw_client(address) as other:
        flood.socket.setblocking(False)
        with suppress(BlockingIOError):
            while True:
                flood.socket.send(encode_request(request, 1, "flood") * 100)
        assert other.ask(DESCRIBE_CLUSTER, 0, {}).cluster_id == "minikafka"


@pytest.fixture(scope="module")
def frames() -> list[bytes]:
    return real_frames()


@settings(max_examples=300, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_mutated_requests_of_real_clients(data: st.DataObject, frames: list[bytes], address: str) -> None:
    send_and_hang_up(address, data.draw(mutated(frames)))


def test_the_server_stops_and_finishes_the_answers_that_are_under_way() -> None:
    broker = Broker()
    broker.create_topic("topic")
    partition = {"partition": 0, "fetch_offset": 0, "partition_max_bytes": 1}
    topics = [{"topic": "topic", "partitions": [partition]}]
    with ExitStack() as stack:
        address = stack.enter_context(serve(broker))
        client = RawClient(address)
        client.ask(DESCRIBE_CLUSTER, 0, {})
        client.send(FETCH, 12, {"max_wait": timedelta(minutes=10), "min_bytes": 1, "topics": topics})
        with raw_client(address) as other:
            other.ask(DESCRIBE_CLUSTER, 0, {})  # by now the server has read what was sent before
    with client.socket:
        assert client.answer(FETCH, 12).responses[0].partitions[0].records == b""
        assert client.is_closed()
