"""The messages that a broker holds."""

from __future__ import annotations

import pytest

from minikafka import Broker, KafkaError, Producer
from minikafka.lesson.content.learn import messages_in


def test_they_come_in_the_order_in_which_they_are_stored() -> None:
    producer = Producer(broker := Broker(), enable_idempotence=False)
    producer.network.lose_request()
    producer.send("payments", b"first sent")
    producer.send("payments", b"second sent")
    assert messages_in(broker, "payments") == ["second sent"]
    producer.flush()
    assert messages_in(broker, "payments") == ["second sent", "first sent"]


def test_a_topic_that_nobody_wrote_to_is_refused() -> None:
    with pytest.raises(KafkaError, match="UNKNOWN_TOPIC_OR_PARTITION"):
        messages_in(Broker(), "payments")
