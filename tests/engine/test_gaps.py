"""Gaps: a later batch is refused while an earlier one is missing or was given up; the limit of the guarantee."""

from __future__ import annotations

import pytest

from minikafka.engine.clock import ManualClock
from minikafka.engine.producer import Producer
from minikafka.engine.producer_batch import Status
from tests.engine.runs import TOPIC, ToldBroker, known, numbers, stored


@pytest.fixture
def producer(producer: Producer) -> Producer:
    """One that the broker knows on both partitions, so that only sequence 1 may follow."""
    return known(producer)


def test_a_later_batch_waits_unchanged_for_the_missing_one(producer: Producer, broker: ToldBroker) -> None:
    """kafka-rules.md §4.4, row 1; F01: refused, kept with its numbers, stored behind the one that was missing."""
    producer.network.lose_request()
    missing = producer.send(TOPIC, b"a")
    later = producer.send(TOPIC, b"b")
    assert (later.status, later.base_sequence, producer.producer_epoch) == (Status.TO_RETRY, 2, 0)
    assert stored(broker) == [b"first"]
    producer.flush()
    assert (missing.base_offset, later.base_offset) == (1, 2)
    assert numbers(broker) == [(0, 0), (0, 1), (0, 2)]


def test_nothing_new_is_sent_while_a_refused_batch_waits(producer: Producer) -> None:
    """kafka-rules.md §4.3, ``shouldStopDrainBatchesForPartition``."""
    producer.network.lose_request()
    producer.send(TOPIC, b"a")
    producer.send(TOPIC, b"b")
    assert producer.send(TOPIC, b"c").status is Status.QUEUED
    assert producer.send(TOPIC, b"elsewhere", partition=1).status is Status.ACKNOWLEDGED


def test_the_batch_after_one_that_was_given_up_begins_a_new_epoch(
    producer: Producer, broker: ToldBroker, clock: ManualClock
) -> None:
    """kafka-rules.md §4.4, ``isNextSequenceForUnresolvedPartition``: nobody waits for what was given up."""
    producer.network.lose_request()
    given_up = producer.send(TOPIC, b"a")
    clock.advance(60_000)
    behind = producer.send(TOPIC, b"b")
    clock.advance(60_000)
    producer.retry(given_up)
    assert (given_up.status, behind.status) == (Status.FAILED, Status.TO_RETRY)
    producer.retry(behind)
    assert behind.status is Status.ACKNOWLEDGED
    assert stored(broker) == [b"first", b"b"]
    assert numbers(broker) == [(0, 0), (1, 0)]


def test_two_batches_given_up_leave_one_gap(producer: Producer, broker: ToldBroker, clock: ManualClock) -> None:
    """kafka-rules.md §4.4: nothing waits for either of them, in whatever order they are given up."""
    for value in (b"a", b"b"):
        producer.network.lose_request()
        producer.send(TOPIC, value)
    clock.advance(60_000)
    behind = producer.send(TOPIC, b"c")
    clock.advance(60_000)
    for lost in reversed(producer.in_flight[:2]):
        producer.retry(lost)
    producer.flush()
    assert (behind.status, numbers(broker)) == (Status.ACKNOWLEDGED, [(0, 0), (1, 0)])


def test_a_failure_behind_what_was_given_up_delays_nothing(clock: ManualClock) -> None:
    """kafka-rules.md §4.4: what lies between a batch given up and one refused is stored in a new epoch."""
    broker = ToldBroker(clock=clock, message_max_bytes=200)
    producer = Producer(broker)
    producer.send(TOPIC, b"first")
    producer.network.lose_request()
    given_up = producer.send(TOPIC, b"a")
    clock.advance(120_000)
    producer.network.lose_request()
    between = producer.send(TOPIC, b"b")
    refused = producer.send(TOPIC, bytes(200))
    producer.flush()
    assert [each.status for each in (given_up, between, refused)] == [
        Status.FAILED,
        Status.ACKNOWLEDGED,
        Status.FAILED,
    ]
    assert numbers(broker) == [(0, 0), (1, 0)]


# The limit of the guarantee


def overtake_the_first_batch(generation: str) -> ToldBroker:
    """The first request is lost, the second arrives and its ack is lost; then the client settles both."""
    broker = ToldBroker(generation=generation)
    producer = Producer(broker)
    producer.network.lose_request()
    producer.send(TOPIC, b"a")
    producer.network.lose_ack()
    producer.send(TOPIC, b"b")
    producer.flush()
    return broker


def test_up_to_4_4_an_overtaken_first_batch_leads_to_a_duplicate() -> None:
    """C04 and kafka-rules.md §4.4, "Limits of the guarantee": 1 is stored first, 0 refused, both sent again."""
    broker = overtake_the_first_batch("kafka-2.5")
    assert stored(broker) == [b"b", b"a", b"b"]
    assert numbers(broker) == [(0, 1), (1, 0), (1, 1)]


def test_since_4_5_an_overtaken_first_batch_does_no_harm() -> None:
    """C05: sequence 1 is refused on a new partition, so it waits for 0."""
    broker = overtake_the_first_batch("kafka-4.5")
    assert stored(broker) == [b"a", b"b"]
    assert numbers(broker) == [(0, 0), (0, 1)]


def test_up_to_4_4_an_overtaken_first_batch_may_fail(producer: Producer, broker: ToldBroker) -> None:
    """C04 with the ack of the second: 0 is no longer next, and refused until its time is over. It has failed."""
    producer.network.lose_request()
    lost = producer.send("new", b"a")
    producer.send("new", b"b")
    producer.flush()
    assert (lost.status, stored(broker, 0, "new")) == (Status.FAILED, [b"b"])
    assert producer.send("new", b"c").base_sequence == 2


def test_a_broker_that_forgot_the_producer_stores_its_retry_again(clock: ManualClock) -> None:
    """J02, kafka-rules.md §4.4, "Limits of the guarantee": expired between the first attempt and the retry."""
    broker = ToldBroker(clock=clock, producer_id_expiration_ms=1000)
    producer = Producer(broker)
    producer.network.lose_ack()
    producer.send(TOPIC, b"a")
    clock.advance(1000)
    broker.expire_producers()
    producer.flush()
    assert numbers(broker) == [(0, 0), (0, 0)]
