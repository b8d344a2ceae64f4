"""A broker that holds one batch, where it listens, and a raw client of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from minikafka.engine.broker import Broker
from minikafka.wire.server import serve
from minikafka.wire.shared_broker import SharedBroker
from tests.wire.raw_client import RawClient, raw_client
from tests.wire.raw_requests import BATCH


@pytest.fixture
def broker() -> SharedBroker:
    broker = SharedBroker(Broker())
    broker.produce("topic", 0, BATCH)
    return broker


@pytest.fixture
def address(broker: SharedBroker) -> Iterator[str]:
    with serve(broker) as address:
        yield address


@pytest.fixture
def client(address: str) -> Iterator[RawClient]:
    with raw_client(address) as client:
        yield client
