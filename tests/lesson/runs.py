"""Runs for the tests of the lesson: one for each thing that can happen between a producer and its broker."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import pytest

from minikafka import Broker, Error, ManualClock, Producer, Record, RecordBatch, Trace
from minikafka.engine.cluster import Cluster
from minikafka.engine.producer_state import ProducerState
from minikafka.engine.records import MAX_EPOCH, MAX_SEQUENCE
from minikafka.engine.results import InitProducerIdResult
from minikafka.engine.watched_broker import WatchedBroker

TIMEOUT_MS = 120_000  # delivery.timeout.ms, Kafka's default


def send(producer: Producer, *messages: str) -> None:
    for message in messages:
        producer.send("topic", message.encode())


def page() -> Producer:
    """The run of the lesson's page."""
    producer = Producer(Broker(), enable_idempotence=True, first_sequence=1)
    send(producer, "message1")
    producer.retry()
    producer.flush()
    return producer


def two_sends() -> Producer:
    """What the page's code does in Kafka."""
    producer = Producer(Broker())
    send(producer, "message1", "message1")
    producer.flush()
    return producer


def idempotence_off() -> Producer:
    producer = Producer(Broker(), enable_idempotence=False)
    send(producer, "message1")
    producer.retry()
    producer.flush()
    return producer


def ack_lost() -> Producer:
    producer = Producer(Broker())
    producer.network.lose_ack()
    send(producer, "a")
    producer.retry()
    return producer


def request_lost() -> Producer:
    producer = Producer(Broker())
    producer.network.lose_request()
    send(producer, "a")
    producer.flush()
    return producer


def gap() -> Producer:
    """The second of three requests is lost, so the third arrives too early."""
    producer = Producer(Broker())
    send(producer, "a")
    producer.network.lose_request()
    send(producer, "b", "c")
    producer.flush()
    return producer


def delayed() -> Producer:
    """The second of three requests is overtaken by the third."""
    producer = Producer(Broker())
    send(producer, "a")
    producer.network.delay()
    send(producer, "b", "c")
    producer.flush()
    return producer


def delivered_twice() -> Producer:
    producer = Producer(Broker())
    producer.network.deliver_twice()
    send(producer, "a")
    return producer


def late_copy() -> Producer:
    """A request arrives behind its own retry."""
    producer = Producer(Broker())
    producer.network.delay()
    send(producer, "a")
    producer.retry()
    return producer


def given_up(*, delayed: bool = False) -> Producer:
    """The second message never arrives in time; what follows needs a new epoch."""
    clock = ManualClock()
    producer = Producer(Broker(clock=clock))
    send(producer, "a")
    if delayed:
        producer.network.delay()
    else:
        producer.network.lose_request()
    send(producer, "b")
    clock.advance(TIMEOUT_MS)
    producer.flush()
    return producer


def old_epoch() -> Producer:
    """A request of the old epoch arrives behind the first one of the new epoch."""
    producer = given_up(delayed=True)
    send(producer, "c")
    return producer


def new_epoch_not_at_zero() -> Producer:
    """The first request of a new epoch is lost, so the second one arrives first."""
    producer = given_up()
    producer.network.lose_request()
    send(producer, "c", "d")
    producer.flush()
    return producer


def out_of_retries() -> Producer:
    producer = Producer(Broker(), retries=1)
    producer.network.lose_request()
    producer.network.lose_request()
    send(producer, "a")
    producer.flush()
    return producer


def expired_in_the_queue() -> Producer:
    """With one place in flight, the second message waits until its time is over."""
    clock = ManualClock()
    producer = Producer(Broker(clock=clock), max_in_flight_requests_per_connection=1)
    producer.network.lose_request()
    send(producer, "a", "b")
    clock.advance(TIMEOUT_MS)
    producer.flush()
    return producer


def waiting() -> Producer:
    """The ack of the first of six messages is lost: five batches may be under way."""
    producer = Producer(Broker())
    producer.network.lose_ack()
    send(producer, "m1", "m2", "m3", "m4", "m5", "m6")
    producer.flush()
    return producer


def waiting_without_idempotence() -> Producer:
    producer = Producer(Broker(), enable_idempotence=False, max_in_flight_requests_per_connection=1)
    producer.network.lose_ack()
    send(producer, "a", "b")
    producer.flush()
    return producer


def beyond_the_window() -> Producer:
    """The first of six batches is sent again; a partition remembers five."""
    producer = Producer(Broker())
    first = producer.send("topic", b"m1")
    send(producer, "m2", "m3", "m4", "m5", "m6")
    producer.retry(first)
    return producer


def store_for_another(producer: Producer, epoch: int, *messages: str) -> None:
    """Have somebody else write one batch under the producer's id, from sequence 0 on."""
    batch = RecordBatch(
        producer_id=producer.producer_id,
        producer_epoch=epoch,
        base_sequence=0,
        records=tuple(Record(value=message.encode(), timestamp=0) for message in messages),
    )
    assert producer.network.broker.produce("topic", 0, batch).error is Error.NONE


def stored_by_another(epoch: int, *messages: str) -> Producer:
    """Before the producer sends anything, its id was used."""
    producer = Producer(Broker())
    store_for_another(producer, epoch, *messages)
    send(producer, "a")
    return producer


def overlapping_range() -> Producer:
    """Sequences 0 to 1 were stored as one batch, and now 0 comes alone."""
    return stored_by_another(0, "x", "y")


def fenced() -> Producer:
    """The partition has seen a newer epoch of this producer id."""
    return stored_by_another(5, "x")


def newer_generation() -> Producer:
    """The page's first message at a broker of Kafka 4.5."""
    producer = Producer(Broker(generation="kafka-4.5"), first_sequence=1)
    send(producer, "message1")
    return producer


class _LastEpoch(Broker):
    """The first producer id that it grants is at its last epoch."""

    def init_producer_id(self, *arguments: Any, **more: Any) -> InitProducerIdResult:
        answer = super().init_producer_id(*arguments, **more)
        return answer if answer.producer_id else InitProducerIdResult(Error.NONE, 0, MAX_EPOCH)


def no_epoch_left() -> Producer:
    """A new epoch is needed, and there is none: the producer asks for a new id."""
    producer = Producer(_LastEpoch(generation="kafka-4.5"), first_sequence=1)
    send(producer, "a")
    return producer


def wrapped() -> Producer:
    producer = Producer(Broker(), first_sequence=MAX_SEQUENCE)
    send(producer, "a", "b")
    return producer


def only_a_marker_seen() -> Producer:
    """The partition knows the producer, but no batch of it, as after a transaction marker."""
    broker = Broker()
    producer = Producer(broker)
    broker.create_topic("topic")
    broker.partition("topic", 0).producers.update(ProducerState(producer.producer_id, producer_epoch=0))
    send(producer, "a")
    return producer


def several_records() -> Producer:
    producer = Producer(Broker())
    producer.send_batch("topic", tuple(Record(value=value) for value in (b"x", b"y", b"z")))
    producer.retry()
    send(producer, "a")
    return producer


def several_partitions() -> Producer:
    producer = Producer(Broker(num_partitions=2))
    producer.send("topic", b"a")
    producer.send("topic", b"b", partition=1)
    producer.send("other", b"c")
    producer.send("topic", b"d")
    return producer


def nothing_flushed() -> Producer:
    producer = Producer(Broker())
    producer.flush()
    return producer


def no_acks() -> Producer:
    """The producer asks for no acks, and one of its requests is lost."""
    producer = Producer(Broker(), acks=0)
    send(producer, "a")
    producer.network.lose_request()
    send(producer, "b")
    producer.flush()
    return producer


def error_lost() -> Producer:
    """A refusal that does not come back: the second request is lost, and so is the answer to the third."""
    producer = Producer(Broker())
    send(producer, "a")
    producer.network.lose_request()
    producer.network.lose_ack()
    send(producer, "b", "c")
    producer.flush()
    return producer


def restarted() -> Producer:
    """Five batches are stored; then the broker restarts, and a day goes by."""
    producer = Producer(Broker())
    send(producer, *"abcde")
    producer.operations.restart(clean=False)
    producer.retry()
    producer.operations.let_time_pass(86_400_000)
    return producer


def another_leader() -> Producer:
    """The same with two brokers; a follower leads at the end."""
    producer = Producer(two_brokers())
    send(producer, *"abcde")
    producer.operations.restart()
    producer.operations.change_leader("topic", 0)
    return producer


def taken_away() -> Producer:
    """The records of a topic are deleted, then the topic itself, and it is made again."""
    producer = Producer(Broker())
    send(producer, *"ab")
    producer.operations.delete_records("topic", 0)
    producer.operations.recreate_topic("topic")
    producer.send("topic", b"c")
    return producer


def two_brokers() -> Cluster:
    clock = ManualClock()
    return Cluster([Broker(clock=clock), Broker(clock=clock)])


def watched() -> WatchedBroker:
    """What a broker sees of three clients that it knows nothing of: a retry, a batch without numbers, and a gap."""
    broker = WatchedBroker()
    producer = Producer(broker)
    producer.network.lose_ack()
    send(producer, "a")
    producer.retry()
    send(Producer(broker, enable_idempotence=False), "x")
    producer.network.lose_request()
    send(producer, "b", "c")
    return broker


class Traced(Protocol):
    """Whatever wrote a trace."""

    @property
    def trace(self) -> Trace: ...


RUNS: tuple[Callable[[], Producer], ...] = (
    taken_away,
    page,
    two_sends,
    idempotence_off,
    ack_lost,
    request_lost,
    gap,
    delayed,
    delivered_twice,
    late_copy,
    given_up,
    old_epoch,
    new_epoch_not_at_zero,
    out_of_retries,
    expired_in_the_queue,
    waiting,
    waiting_without_idempotence,
    beyond_the_window,
    overlapping_range,
    fenced,
    newer_generation,
    wrapped,
    only_a_marker_seen,
    several_records,
    several_partitions,
    nothing_flushed,
    no_acks,
    error_lost,
    restarted,
    another_leader,
)
TRACED: tuple[Callable[[], Traced], ...] = (*RUNS, watched)
every_run = pytest.mark.parametrize("make", RUNS, ids=lambda make: make.__name__)
every_trace = pytest.mark.parametrize("make", TRACED, ids=lambda make: make.__name__)
