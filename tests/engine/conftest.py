"""A producer, its broker, and the clock that both look at."""

from __future__ import annotations

import pytest

from minikafka.engine.clock import ManualClock
from minikafka.engine.producer import Producer
from tests.engine.runs import TOPIC, ToldBroker, eventful


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def broker(clock: ManualClock) -> ToldBroker:
    broker = ToldBroker(clock=clock)
    broker.create_topic(TOPIC, 2)
    return broker


@pytest.fixture
def producer(broker: ToldBroker) -> Producer:
    return Producer(broker, enable_idempotence=True)


@pytest.fixture(scope="module")
def run() -> Producer:
    """For a whole file: it is looked at, and nothing more is sent."""
    return eventful()
