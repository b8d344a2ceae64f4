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


def test_what_cannot_be_done_here_keeps_its_number() -> None:
    """The first message is too large for this producer; there was no answer to it."""
    producer = Producer(Broker())
    producer.send("topic", bytes(1_000))
    producer.send("topic", b"B")
    mirror = Mirror(producer.trace, max_request_size=500)
    mirror.follow()
    assert [(action.verb, action.answers) for action in mirror.trace.actions] == [
        ("send", []),
        ("send", [("NONE", 0, False)]),
    ]
    assert mirror.trace.actions[0].arguments == producer.trace.actions[0].arguments
    assert producer.trace.actions[0].answers == [("NONE", 0, False)]


def test_a_run_that_waits_longer_goes_on_from_its_own_time() -> None:
    """A minute for an answer instead of a second: the next message is sent when that is over."""
    producer = Producer(Broker(), request_timeout_ms=1_000)
    producer.network.lose_ack()
    producer.send("topic", b"A")
    producer.flush()
    producer.send("topic", b"B")
    mirror = Mirror(producer.trace, request_timeout_ms=60_000)
    mirror.follow()
    assert [record.value for _, _, record in mirror.trace.stored] == [b"A", b"B"]
    assert mirror.trace.actions[-1].at_ms - producer.trace.actions[-1].at_ms == 59_000
