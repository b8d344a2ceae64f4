"""The messages that a broker holds, as a consumer reads them."""

from __future__ import annotations

from minikafka.engine.broker import BrokerCalls
from minikafka.lesson.views.words import message_text


def messages_in(broker: BrokerCalls, topic: str) -> list[str]:
    """The messages in partition 0 of a topic, in the order in which they are stored.

    Raises:
        KafkaError: UNKNOWN_TOPIC_OR_PARTITION.
    """
    return [message_text(record.value) for record in broker.fetch(topic, 0, offset=0)]
