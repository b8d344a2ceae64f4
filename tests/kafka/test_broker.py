"""Apache Kafka as ``make kafka`` starts it."""

from __future__ import annotations

import pytest

from minikafka.engine.producer import Producer
from minikafka.wire.client import connect
from tools.kafka.broker import running_kafka
from tools.kafka.jars import KafkaUnavailable


def test_kafka_answers_and_stores_a_retried_batch_once(kafka_address: str) -> None:
    with connect(kafka_address) as kafka:
        producer = Producer(kafka)
        producer.send("tried", b"message1")
        producer.retry()
        stored = [record.value for record in kafka.fetch("tried", 0, 0)]
        kafka.delete_topic("tried")
    assert stored == [b"message1"]


def test_a_broker_that_does_not_start_says_why(kafka_address: str) -> None:
    with pytest.raises(KafkaUnavailable, match=r"num\.io\.threads"), running_kafka(settings={"num.io.threads": "none"}):
        pass
