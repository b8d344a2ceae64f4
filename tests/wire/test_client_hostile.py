"""Answers that no broker means: the client says what was wrong, and is as good as before."""

from __future__ import annotations

import random
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.errors import KafkaError
from minikafka.wire.address import Address
from minikafka.wire.client import RemoteBroker, connect
from minikafka.wire.protocol import LENGTH
from minikafka.wire.server import serve
from tests.wire.batches import batch

API_VERSIONS = 18
CASES = 60
AFTER_THE_CORRELATION_ID = 4

CALLS: dict[str, Callable[[RemoteBroker], object]] = {
    "topics": lambda remote: remote.topics,
    "settings": lambda remote: remote.settings,
    "create_topic": lambda remote: remote.create_topic("there"),
    "init_producer_id": lambda remote: remote.init_producer_id("me"),
    "produce": lambda remote: remote.produce("there", 0, batch(7, 0)),
    "fetch": lambda remote: remote.fetch("there", 0, 0).records,
    "log_end_offset": lambda remote: remote.log_end_offset("there", 0),
    "describe_producers": lambda remote: remote.describe_producers("there", 0),
}


def mangled(answer: bytes, dice: random.Random) -> bytes:
    """One or a few bytes changed, cut off or put in; the correlation id stays."""
    changed = bytearray(answer)
    for _ in range(dice.choice((1, 1, 3))):
        place = dice.randrange(AFTER_THE_CORRELATION_ID, len(changed) + 1)
        match dice.randrange(4):
            case 0:
                del changed[place:]
            case 1:
                changed[place:place] = dice.randbytes(dice.choice((1, 4, 8)))
            case _:
                changed[place : place + 1] = dice.choice((b"\x00", b"\x7f", b"\x80", b"\xff", dice.randbytes(1)))
    return bytes(changed)


def frames(connection: socket.socket) -> Iterator[bytes]:
    with connection.makefile("rb") as stream:
        while prefix := stream.read(LENGTH.size):
            yield stream.read(int.from_bytes(prefix, "big"))


def relay(client: socket.socket, upstream: str, dice: random.Random) -> None:
    """One client's requests, answered by ``upstream`` with mangled answers; those about versions stay whole."""
    with client, socket.create_connection(Address.parse(upstream)) as broker, suppress(OSError):
        answers = frames(broker)
        for request in frames(client):
            broker.sendall(LENGTH.pack(len(request)) + request)
            answer = next(answers)
            if int.from_bytes(request[:2], "big") != API_VERSIONS:
                answer = mangled(answer, dice)
            client.sendall(LENGTH.pack(len(answer)) + answer)


@contextmanager
def mangling(upstream: str, dice: random.Random) -> Iterator[str]:
    threads: list[threading.Thread] = []

    def accept() -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                threads.append(threading.Thread(target=relay, args=(client, upstream, dice)))
                threads[-1].start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        accepting = threading.Thread(target=accept)
        accepting.start()
        try:
            yield f"127.0.0.1:{listener.getsockname()[1]}"
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            for thread in (accepting, *threads):
                thread.join()


@pytest.mark.parametrize("call", CALLS)
def test_a_call_answers_or_is_refused_in_kafkas_terms(call: str) -> None:
    broker = Broker()
    broker.create_topic("there")
    broker.produce("there", 0, batch(6, 0))
    dice = random.Random(call)  # noqa: S311 - a seed, so that each run is the same run
    with serve(broker) as upstream, mangling(upstream, dice) as address:
        for _ in range(CASES):
            with suppress(KafkaError), connect(address, request_timeout_ms=500) as remote:
                CALLS[call](remote)
        with connect(upstream) as remote:
            assert remote.topics.keys() == {"there"}
