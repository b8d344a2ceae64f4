"""Three Kafka clients that nobody here wrote, each with the two calls that the tests need."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Protocol

import aiokafka
import confluent_kafka
import kafka

SECONDS = 60


class KafkaClient(Protocol):
    """Produces to chosen partitions, and consumes from all of a topic."""

    def produce(self, address: str, topic: str, values: Sequence[bytes], partitions: int, **options: object) -> None:
        """Send value number i to partition i modulo ``partitions``, in small batches, and wait for every ack."""

    def consume(self, address: str, topic: str, partitions: int, count: int) -> list[list[bytes]]:
        """The first ``count`` records of the topic, partition by partition."""


class KafkaPython:
    """kafka-python, in pure Python."""

    def produce(self, address: str, topic: str, values: Sequence[bytes], partitions: int, **options: object) -> None:
        logging.getLogger("kafka").setLevel(logging.CRITICAL)  # it reports each lost connection
        settings = {"enable_idempotence": True, "batch_size": 800, "linger_ms": 5, "reconnect_backoff_ms": 1}
        producer = kafka.KafkaProducer(bootstrap_servers=address, **{**settings, **options})
        sent = [producer.send(topic, value, partition=i % partitions) for i, value in enumerate(values)]
        producer.flush(SECONDS)
        for future in sent:
            future.get(SECONDS)
        producer.close()

    def consume(self, address: str, topic: str, partitions: int, count: int) -> list[list[bytes]]:
        found: list[list[bytes]] = [[] for _ in range(partitions)]
        consumer = kafka.KafkaConsumer(bootstrap_servers=address, consumer_timeout_ms=SECONDS * 1000)
        consumer.assign([kafka.TopicPartition(topic, number) for number in range(partitions)])
        consumer.seek_to_beginning()
        for _, message in zip(range(count), consumer, strict=False):
            found[message.partition].append(message.value)
        consumer.close()
        return found


class ConfluentKafka:
    """confluent-kafka, which is librdkafka in C."""

    def produce(self, address: str, topic: str, values: Sequence[bytes], partitions: int, **options: object) -> None:
        settings = {"enable.idempotence": True, "batch.num.messages": 30, "linger.ms": 5, "max.in.flight": 5}
        chosen = {name.replace("_", "."): value for name, value in options.items()}
        quiet = {
            "log_level": 0,
            "bootstrap.servers": address,
            "reconnect.backoff.ms": 1,
            "reconnect.backoff.max.ms": 10,  # it doubles with each lost connection, by default up to 10 s
            "retry.backoff.ms": 1,
            "retry.backoff.max.ms": 10,
        }
        producer = confluent_kafka.Producer({**quiet, **settings, **chosen})
        errors: list[object] = []
        for i, value in enumerate(values):
            producer.produce(topic, value, partition=i % partitions, on_delivery=lambda error, _: errors.append(error))
        assert producer.flush(SECONDS) == 0
        assert errors == [None] * len(values)

    def consume(self, address: str, topic: str, partitions: int, count: int) -> list[list[bytes]]:
        found: list[list[bytes]] = [[] for _ in range(partitions)]
        consumer = confluent_kafka.Consumer({"bootstrap.servers": address, "group.id": "unused", "log_level": 0})
        consumer.assign([confluent_kafka.TopicPartition(topic, number, 0) for number in range(partitions)])
        while sum(map(len, found)) < count:
            messages = consumer.consume(count - sum(map(len, found)), SECONDS)
            assert messages, "nothing came within a minute"
            for message in messages:
                assert message.error() is None
                partition, value = message.partition(), message.value()
                assert partition is not None
                assert value is not None
                found[partition].append(value)
        consumer.close()
        return found


class AioKafka:
    """aiokafka, on asyncio."""

    def produce(self, address: str, topic: str, values: Sequence[bytes], partitions: int, **options: object) -> None:
        logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # it reports each lost connection
        asyncio.run(self._produce(address, topic, values, partitions, options))

    async def _produce(
        self, address: str, topic: str, values: Sequence[bytes], partitions: int, options: dict[str, object]
    ) -> None:
        settings = {"enable_idempotence": True, "max_batch_size": 800, "linger_ms": 5, "retry_backoff_ms": 1}
        async with aiokafka.AIOKafkaProducer(bootstrap_servers=address, **{**settings, **options}) as producer:
            sent = [await producer.send(topic, value, partition=i % partitions) for i, value in enumerate(values)]
            async with asyncio.timeout(SECONDS):
                await asyncio.gather(*sent)

    def consume(self, address: str, topic: str, partitions: int, count: int) -> list[list[bytes]]:
        return asyncio.run(self._consume(address, topic, partitions, count))

    async def _consume(self, address: str, topic: str, partitions: int, count: int) -> list[list[bytes]]:
        found: list[list[bytes]] = [[] for _ in range(partitions)]
        async with aiokafka.AIOKafkaConsumer(bootstrap_servers=address, auto_offset_reset="earliest") as consumer:
            consumer.assign([aiokafka.TopicPartition(topic, number) for number in range(partitions)])
            async with asyncio.timeout(SECONDS):
                for _ in range(count):
                    message = await consumer.getone()
                    found[message.partition].append(message.value)
        return found


CLIENTS: dict[str, KafkaClient] = {
    "kafka-python": KafkaPython(),
    "confluent-kafka": ConfluentKafka(),
    "aiokafka": AioKafka(),
}
