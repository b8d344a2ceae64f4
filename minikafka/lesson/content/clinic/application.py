"""Cases whose cause lies in the application: two instances of one name, and a second call for one order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from minikafka.engine.producer import Producer
from minikafka.engine.producer_ids import Controller
from minikafka.engine.trace import Trace
from minikafka.engine.watched_broker import WatchedBroker
from minikafka.lesson.content.clinic.lines import broker_lines
from minikafka.lesson.content.clinic.runs_of_cases import PRODUCER_ID, TOPIC, batch, broker, values
from minikafka.lesson.widgets.question import Option, Question
from minikafka.lesson.widgets.question_cards import ClinicCase

HALF_A_MINUTE_MS = 30_000
BOTH = (0, 1)


# 4


@dataclass(frozen=True)
class Fenced:
    """In which partitions the old instance could still write."""

    trace: Trace
    open_to_the_old: frozenset[int]


@cache
def fenced() -> Fenced:
    """Two instances share a transactional id; the new one has written to partition 0, and not to partition 1."""
    on = WatchedBroker(num_partitions=len(BOTH), controller=Controller(PRODUCER_ID))
    old, new = on.init_producer_id("till-1"), on.init_producer_id("till-1")
    for partition, value in zip(BOTH, (b"old 1", b"old 2"), strict=True):
        on.produce(TOPIC, partition, batch(0, value, epoch=old.producer_epoch))
    on.produce(TOPIC, 0, batch(0, b"new 1", epoch=new.producer_epoch))
    late = {
        partition: on.produce(TOPIC, partition, batch(1, value, epoch=old.producer_epoch))
        for partition, value in zip(BOTH, (b"old 3", b"old 4"), strict=True)
    }
    return Fenced(on.trace, frozenset(partition for partition, answer in late.items() if not answer.error))


FENCED = ClinicCase(
    number=4,
    title="Fenced after a rebalance, but not everywhere",
    story="A second instance of the till was started before the first had ended. The first one got an error, and yet "
    "some of what it wrote afterwards is in the topic.",
    lines=lambda: broker_lines(fenced().trace),
    question=Question(
        name="fenced",
        evidence=fenced,
        text="The new instance has written to partition 0. Where can the old one still write?",
        hint="Each partition remembers the epoch that it has seen itself.",
        options=(
            Option(
                "Nowhere.",
                "Only partition 0 has heard of the new one.",
                lambda end: not end.open_to_the_old,
            ),
            Option(
                "In both.",
                "Partition 0 has seen a newer epoch (row 3).",
                lambda end: end.open_to_the_old == {0, 1},
            ),
            Option(
                "In partition 1.",
                "Partition 1 has not seen the new epoch. The coordinator fences by a marker only where a transaction "
                "is open.",
                lambda end: end.open_to_the_old == {1},
            ),
        ),
    ),
    traces=lambda: {"two instances, two partitions": fenced().trace},
    cause="Two running instances used one transactional.id. A partition refuses the old epoch once a batch or a "
    "marker of the new one has reached it, and not before.",
    cure=(
        "One transactional.id for each running instance, and end the old one before the new one begins.",
        "A fenced producer is closed and not used again.",
    ),
)


# 10


@dataclass(frozen=True)
class SentTwice:
    """How often the order is stored, and the numbers of both batches."""

    trace: Trace
    copies: int
    numbers: tuple[tuple[int, int], ...]


@cache
def sent_twice() -> SentTwice:
    """The acks are lost until the producer gives up; the application takes that for a failure and sends again."""
    on = broker()
    producer = Producer(on, delivery_timeout_ms=HALF_A_MINUTE_MS, request_timeout_ms=HALF_A_MINUTE_MS)
    producer.network.lose_ack()
    producer.send(TOPIC, b"order 7")
    producer.flush()
    producer.send(TOPIC, b"order 7")
    producer.flush()
    stored = on.fetch(TOPIC, 0, 0).batches
    numbers = tuple((each.batch.producer_epoch, each.batch.base_sequence) for each in stored)
    return SentTwice(producer.trace, values(on).count(b"order 7"), numbers)


SENT_TWICE = ClinicCase(
    number=10,
    title="Duplicates with every setting right",
    story="acks=all, idempotence on, five in flight, nothing changed. Order 7 is in the topic twice.",
    lines=lambda: (
        (
            "org.apache.kafka.common.errors.TimeoutException: Expiring 1 record(s) for orders-0:30000 ms has passed "
            "since batch creation"
        ),
        "INFO shop: order 7 failed, sending it again",
    ),
    question=Question(
        name="sent-twice",
        evidence=sent_twice,
        text="Why did the broker not recognise the second order 7?",
        hint="A duplicate has the producer id, the epoch and the numbers of the first.",
        options=(
            Option(
                "The broker had forgotten the first.",
                "It remembers five batches, and there was one.",
                lambda end: end.copies == 2 and len(set(end.numbers)) == 1,
            ),
            Option(
                "It was a new record, numbered anew.",
                "The application called send again. The new record got number 0 of a new epoch; a duplicate repeats "
                "both, epoch and number.",
                lambda end: end.copies == 2 and len(set(end.numbers)) == 2,
            ),
            Option(
                "It did recognise it.",
                "What is recognised is not stored, and it is there twice.",
                lambda end: end.copies == 1,
            ),
        ),
    ),
    traces=lambda: {"the shop sends again": sent_twice().trace},
    cause="The first order 7 was stored, only its acks were lost. The producer gave up, which means in doubt and not "
    "failed; the application sent it again.",
    cure=(
        (
            "Do not send again what is in doubt; look it up first, or give each order an id and let the reader ignore "
            "a second one."
        ),
        "Raise delivery.timeout.ms, so that the client goes on trying itself: its own retries are recognised.",
    ),
)

APPLICATION_CASES = (FENCED, SENT_TWICE)
