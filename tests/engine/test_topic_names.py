"""Names that differ in ``.`` and ``_`` alone collide (``Topic.hasCollision``)."""

from __future__ import annotations

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.errors import KafkaError


@pytest.mark.parametrize(("other", "topic"), [("a.b_c", "a_b.c"), ("a_b", "a.b"), ("a.b", "a_b")])
def test_names_that_metrics_cannot_tell_apart_collide(other: str, topic: str) -> None:
    broker = Broker()
    broker.create_topic("unlike")
    broker.create_topic(other)
    message = rf"^INVALID_TOPIC_EXCEPTION \(17\): '{topic}' collides with the topic '{other}'$"
    with pytest.raises(KafkaError, match=message):
        broker.create_topic(topic)


@pytest.mark.parametrize("topic", ["a-b", "ab", "a.b.c", "a__b"])
def test_other_names_stand_beside_each_other(topic: str) -> None:
    broker = Broker()
    broker.create_topic("a_b")
    broker.create_topic(topic)
    assert set(broker.topics) == {"a_b", topic}
