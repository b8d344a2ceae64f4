"""Real consumers share a topic, commit how far they read, and go on from there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from threading import Event

import confluent_kafka
import kafka
import pytest
from confluent_kafka import TopicPartition

from minikafka.engine.broker import Broker
from minikafka.engine.records import Record, RecordBatch
from minikafka.wire.shared_broker import SharedBroker

PARTITIONS = 3
SECONDS = 30
VALUES = [f"message {number}".encode() for number in range(300)]


@pytest.fixture
def broker() -> SharedBroker:
    broker = SharedBroker(Broker(num_partitions=PARTITIONS))
    write(broker, VALUES)
    return broker


def write(broker: SharedBroker, values: list[bytes]) -> None:
    for number in range(PARTITIONS):
        records = tuple(Record(value=value, timestamp=1) for value in values[number::PARTITIONS])
        assert broker.produce("topic", number, RecordBatch(records=records)).base_offset >= 0


def kafka_python(address: str) -> kafka.KafkaConsumer:
    return kafka.KafkaConsumer(
        "topic",
        bootstrap_servers=address,
        group_id="group",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        consumer_timeout_ms=SECONDS * 1000,
    )


def librdkafka(address: str, **settings: object) -> confluent_kafka.Consumer:
    consumer = confluent_kafka.Consumer(
        {
            "bootstrap.servers": address,
            "group.id": "group",
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "heartbeat.interval.ms": 100,
            "log_level": 0,
            **settings,
        }
    )
    consumer.subscribe(["topic"])
    return consumer


def poll_until(done: Callable[[], bool], *polls: Callable[[], object]) -> None:
    """Let the consumers poll in turn, as they must to join and to rebalance, until ``done``."""
    deadline = time.monotonic() + SECONDS
    while not done():
        assert time.monotonic() < deadline, "the group did not settle"
        for poll in polls:
            poll()


def read(consumer: confluent_kafka.Consumer, count: int) -> list[bytes]:
    found: list[bytes] = []
    while len(found) < count:
        messages = consumer.consume(count - len(found), SECONDS)
        assert messages, f"nothing after {len(found)} records"
        assert not [message.error() for message in messages if message.error()]
        found += [message.value() or b"" for message in messages]
    return found


def test_kafka_python_subscribes_commits_and_goes_on(broker: SharedBroker, address: str) -> None:
    first = kafka_python(address)
    found = {message.value for _, message in zip(range(len(VALUES)), first, strict=False)}
    assert found == set(VALUES)
    first.commit()
    first.close()
    write(broker, [b"more 0", b"more 1", b"more 2"])
    second = kafka_python(address)
    assert {message.value for _, message in zip(range(3), second, strict=False)} == {b"more 0", b"more 1", b"more 2"}
    second.close()


def test_librdkafka_subscribes_commits_and_goes_on(broker: SharedBroker, address: str) -> None:
    first = librdkafka(address)
    assert set(read(first, len(VALUES))) == set(VALUES)
    first.commit(asynchronous=False)
    first.close()
    write(broker, [b"more 0", b"more 1", b"more 2"])
    second = librdkafka(address)
    assert set(read(second, 3)) == {b"more 0", b"more 1", b"more 2"}
    committed = second.committed([TopicPartition("topic", number) for number in range(PARTITIONS)], SECONDS)
    assert [partition.offset for partition in committed] == [100, 100, 100]
    second.close()


@pytest.mark.parametrize("assignor", ["range", "roundrobin", "cooperative-sticky"])
def test_two_consumers_share_and_one_takes_over(assignor: str, address: str) -> None:
    one, two = (librdkafka(address, **{"partition.assignment.strategy": assignor}) for _ in range(2))
    shares = share_out(one, two)
    assert sorted(partition for share in shares for partition in share) == [0, 1, 2]
    two.close()
    poll_until(lambda: len(one.assignment()) == PARTITIONS, lambda: one.poll(0.1))
    one.close()


def share_out(one: confluent_kafka.Consumer, two: confluent_kafka.Consumer) -> list[list[int]]:
    """Poll both until each has something and together they have all."""

    def shares() -> list[list[int]]:
        return [[partition.partition for partition in consumer.assignment()] for consumer in (one, two)]

    poll_until(
        lambda: all(shares()) and sum(map(len, shares())) == PARTITIONS,
        lambda: one.poll(0.05),
        lambda: two.poll(0.05),
    )
    return shares()


def test_a_static_member_returns_to_its_partitions_without_a_rebalance(address: str) -> None:
    first = librdkafka(address, **{"group.instance.id": "a"})
    assert len(read(first, len(VALUES))) == len(VALUES)
    first.commit(asynchronous=False)
    first.close()  # a static member does not leave
    second = librdkafka(address, **{"group.instance.id": "a"})
    poll_until(lambda: len(second.assignment()) == PARTITIONS, lambda: second.poll(0.1))
    second.close()


def test_two_clients_of_different_make_in_one_group(address: str) -> None:
    """kafka-python and librdkafka agree on the range assignor.

    kafka-python 3.0 can lose its assignment when a poll times out while it joins, so it joins in one long poll, which
    ends with its first records. librdkafka makes way for it only while it is polled itself.
    """
    two = librdkafka(address, **{"partition.assignment.strategy": "range,roundrobin"})
    poll_until(lambda: len(two.assignment()) == PARTITIONS, lambda: two.poll(0.05))
    with closing(kafka_python(address)) as one:
        with polled(two):
            assert one.poll(SECONDS * 1000), "the group did not settle"
        poll_until(lambda: bool(two.assignment()), lambda: two.poll(0.05))
        numbers = [partition.partition for consumer in (one, two) for partition in consumer.assignment()]
    assert sorted(numbers) == [0, 1, 2]
    two.close()


@contextmanager
def polled(consumer: confluent_kafka.Consumer) -> Iterator[None]:
    """Beside what is done here, the consumer polls in a thread of its own."""
    over = Event()

    def poll() -> None:
        while not over.is_set():
            consumer.poll(0.05)

    with ThreadPoolExecutor(1) as thread:
        polling = thread.submit(poll)
        try:
            yield
        finally:
            over.set()
        polling.result()
