"""The same calls with other settings, and settings that cannot be."""

from __future__ import annotations

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.errors import ConfigException
from minikafka.engine.mirror import Mirror
from minikafka.engine.producer import Producer


def test_without_idempotence_the_same_retry_is_stored_twice() -> None:
    producer = Producer(Broker())
    producer.network.lose_ack()
    producer.send("topic", b"A")
    producer.retry()
    mirror = Mirror(producer.trace, enable_idempotence=False)
    mirror.follow()
    assert [record.value for _, _, record in mirror.trace.stored] == [b"A", b"A"]
    assert [record.value for _, _, record in producer.trace.stored] == [b"A"]


def test_settings_that_contradict_the_others_are_refused() -> None:
    """Six in flight, which only a producer without idempotence may have."""
    producer = Producer(Broker(), enable_idempotence=False, max_in_flight_requests_per_connection=6)
    with pytest.raises(ConfigException, match="must be at most 5"):
        Mirror(producer.trace, enable_idempotence=True)
