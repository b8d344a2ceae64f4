"""No request of any version ends in an exception: each is answered, or its connection is closed on purpose."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

from minikafka.engine.broker import Broker
from minikafka.wire.disconnect import Disconnect
from minikafka.wire.dispatch import Peer, dispatch
from minikafka.wire.node import Node
from minikafka.wire.protocol import decode_response, encode_request, response_schema
from tests.wire.edge_requests import edge_requests
from tests.wire.raw_requests import BATCH

PEER = Peer("127.0.0.1", 1, "127.0.0.1", 9092)


class _Asked:
    """A node that is asked, and the answers that it still owes."""

    def __init__(self) -> None:
        broker = Broker()
        broker.produce("topic", 0, BATCH)
        self.node = Node(broker)
        self.owed: list[tuple[Any, Awaitable[bytes]]] = []

    async def ask(self, request: Any) -> bool:
        """Whether it was answered, or will be."""
        try:
            answer = dispatch(encode_request(request, 7, "edge")[4:], PEER, self.node)
        except Disconnect:
            return False
        if isinstance(answer, bytes):
            _read(request, answer)
        elif answer is not None:
            self.owed.append((request, asyncio.ensure_future(answer)))
            await asyncio.sleep(0)
        return True

    async def close(self) -> None:
        self.node.close()
        for request, answer in self.owed:
            _read(request, await answer)


def _read(request: Any, answer: bytes) -> None:
    decode_response(answer[4:], response_schema(request.__api_key__, request.__version__))


async def _ask_all(*, on_one_node: bool) -> tuple[int, int]:
    """How many were asked, and how many answered; each on a node of its own, or all on one, whatever it is left in."""
    asked, answered, one = 0, 0, _Asked()
    for request in edge_requests():
        place = one if on_one_node else _Asked()
        asked += 1
        try:
            answered += await place.ask(request)
        except Exception as problem:
            raise AssertionError(f"{request} ends in {problem!r}") from problem
        if not on_one_node:
            await place.close()
    await one.close()
    return asked, answered


def test_each_request_on_a_node_of_its_own() -> None:
    asked, answered = asyncio.run(_ask_all(on_one_node=False))
    assert asked > 1500
    assert answered > asked * 0.95


def test_all_requests_on_one_node() -> None:
    asked, answered = asyncio.run(_ask_all(on_one_node=True))
    assert answered > asked * 0.9
