"""A class on a broker of minikafka, and learners of it, each with a file of their own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from minikafka.classroom.class_topics import ClassTopics
from minikafka.classroom.member import Member
from minikafka.classroom.membership import Membership
from minikafka.engine.broker import Broker
from minikafka.storage.clock import SystemClock
from minikafka.wire.client import connect
from minikafka.wire.server import serve
from minikafka.wire.shared_broker import SharedBroker

SECONDS = 20


@pytest.fixture
def topics() -> ClassTopics:
    return ClassTopics("monday")


@pytest.fixture
def broker() -> SharedBroker:
    return SharedBroker(Broker(clock=SystemClock()))


@pytest.fixture
def address(broker: SharedBroker) -> Iterator[str]:
    with serve(broker) as address:
        yield address


NewMember = Callable[..., Member]


@pytest.fixture
def new_member(topics: ClassTopics, tmp_path: Path) -> Iterator[NewMember]:
    """Return a function that makes a learner of the class at an address; each ends with the test."""
    with ExitStack() as ending:

        def make(address: str, name: str = "ana", **more: object) -> Member:
            member = Member(Membership(topics, address, tmp_path / f"{name}.json"), **more)  # type: ignore[arg-type]
            ending.callback(member.courier.close, 0.0)
            return member

        yield make


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.01)


def values(address: str, topic: str) -> list[bytes | None]:
    """Everything that is stored in a topic."""
    with connect(address) as remote:
        return [record.value for record in remote.fetch(topic, 0, 0)]
