"""Brokers that nobody operates from here: their clock is the machine's, or they restart in a way of their own."""

from __future__ import annotations

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.clock import Clock
from minikafka.engine.errors import CannotOperate
from minikafka.engine.producer import Producer
from tests.engine.runs import TOPIC


class RealTime:
    """A clock that nobody can move."""

    def now(self) -> int:
        return 0

    def sleep(self, duration_ms: int) -> None:
        raise AssertionError(f"nobody waits {duration_ms} ms")


def test_a_clock_that_nobody_moves() -> None:
    clock: Clock = RealTime()
    producer = Producer(Broker(clock=clock))
    with pytest.raises(CannotOperate, match="this broker's clock is the machine's own"):
        producer.operations.let_time_pass(1)


def test_a_broker_that_restarts_otherwise_is_left_alone() -> None:
    """As one with files does."""

    class OtherBroker(Broker):
        def restart(self) -> None:
            raise AssertionError("not called")

    operations = Producer(OtherBroker()).operations
    with pytest.raises(CannotOperate, match="only a broker in memory"):
        operations.restart()
    with pytest.raises(CannotOperate, match="only a broker in memory"):
        operations.recreate_topic(TOPIC)
