"""Cases whose cause lies in what a partition remembers: a producer that is forgotten, a broker that is restored."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from minikafka.engine.errors import Error
from minikafka.engine.producer import Producer
from minikafka.engine.records import Record
from minikafka.engine.trace import Trace
from minikafka.engine.watched_broker import WatchedBroker
from minikafka.lesson.content.clinic.lines import broker_lines
from minikafka.lesson.content.clinic.runs_of_cases import PRODUCER_ID, TOPIC, batch, broker, values
from minikafka.lesson.widgets.question import Option, Question
from minikafka.lesson.widgets.question_cards import ClinicCase

THREE_DAYS_MS = 3 * 86_400_000
A_MINUTE_MS = 60_000
NOW_MS = 1_772_442_942_000


# 7


@dataclass(frozen=True)
class Timestamps:
    """How often the order is stored, with a time of three days ago and with the time of now."""

    old: int
    current: int
    traces: tuple[Trace, Trace]


@cache
def timestamps() -> Timestamps:
    """An order's ack is lost, a minute passes, and it is sent again: with an old time, and with the right one."""
    old, old_trace = _with_time(NOW_MS - THREE_DAYS_MS)
    current, current_trace = _with_time(NOW_MS)
    return Timestamps(old, current, (old_trace, current_trace))


def _with_time(timestamp: int) -> tuple[int, Trace]:
    on = broker()
    on.clock.sleep(NOW_MS - on.clock.now())
    producer = Producer(on)
    producer.network.lose_ack()
    producer.send_batch(TOPIC, (Record(value=b"order 1", timestamp=timestamp),))
    producer.operations.let_time_pass(A_MINUTE_MS)
    producer.flush()
    return values(on).count(b"order 1"), producer.trace


OLD_TIMESTAMPS = ClinicCase(
    number=7,
    title="Old timestamps: the producer is forgotten",
    story="An import writes orders of last year, with the time of last year. Records vanish within minutes, and some "
    "are there twice. Apache Kafka writes no line about it; Redpanda does.",
    lines=lambda: (
        (
            f"WARN  2026-03-02 09:15:42,082 [shard 0:main] tx - [{{kafka/orders/0}}] - rm_stm.cc:1040 - Accepting "
            f"batch from unknown producer that likely got evicted: {{pid: {{producer_identity: id={PRODUCER_ID}, "
            f"epoch=0}}, first_seq: 0, is_transactional: false, record_count: 1, last_seq: 0}}, term: 3"
        ),
    ),
    question=Question(
        name="old-timestamps",
        evidence=timestamps,
        text="The ack of an order is lost; a minute later the client sends it again. Its time is three days old. How "
        "often is it stored?",
        hint="A broker counts the age of a producer from the time in its last batch, and forgets it after a day.",
        options=(
            Option(
                "Once.",
                "So it would be with the time of now.",
                lambda end: end.old == 1,
            ),
            Option(
                "Twice.",
                "The producer was forgotten within the minute; with the time of now it would be stored once.",
                lambda end: (end.old, end.current) == (2, 1),
            ),
            Option(
                "Twice, and with the time of now as well.",
                "With the time of now the producer is remembered for a day.",
                lambda end: end.current == 2,
            ),
        ),
    ),
    traces=lambda: dict(zip(("a time of three days ago", "the time of now"), timestamps().traces, strict=True)),
    cause="The age of a producer (producer.id.expiration.ms) and of a record (retention.ms) are counted from the "
    "records' own time. Old records take the memory of their producer with them, and row 6 stores what row 2 would "
    "have recognised.",
    cure=(
        "Give the topic message.timestamp.type=LogAppendTime, or write the old time into the record instead.",
        "Raise retention.ms of a topic that takes old records.",
    ),
)


# 8


@dataclass(frozen=True)
class Restored:
    """Orders that were acknowledged before, and those that are stored after the broker was restored."""

    acknowledged: tuple[bytes, ...]
    stored: tuple[bytes | None, ...]
    before: Trace
    after: Trace


@cache
def restored() -> Restored:
    """Five orders are acknowledged. The broker comes back with a copy that has three, and the sixth order comes."""
    orders = tuple(b"order %d" % number for number in range(1, 7))
    lost, copy = WatchedBroker(), WatchedBroker()
    answers = [lost.produce(TOPIC, 0, batch(number, order)).error for number, order in enumerate(orders[:5])]
    for number, order in enumerate(orders[:3]):
        copy.produce(TOPIC, 0, batch(number, order))
    copy.produce(TOPIC, 0, batch(5, orders[5]))
    acknowledged = tuple(order for order, error in zip(orders, answers, strict=False) if error is Error.NONE)
    return Restored(acknowledged, tuple(values(copy)), lost.trace, copy.trace)


RESTORED = ClinicCase(
    number=8,
    title="The restored broker knows a lower number",
    story="A disk was lost, and the broker came back with the copy of last night. Ten producers write the same error "
    "at once.",
    lines=lambda: broker_lines(restored().after)[:2],
    question=Question(
        name="restored",
        evidence=restored,
        text="Orders 4 and 5 were acknowledged before the disk was lost. Order 6 is refused now. Who sends 4 and 5 "
        "again?",
        hint="A client forgets what was acknowledged.",
        options=(
            Option(
                "The client: the refusal tells it what is missing.",
                "The answer holds no number, and the client keeps no orders that were acknowledged.",
                lambda end: set(end.acknowledged) <= set(end.stored),
            ),
            Option(
                "The broker: it asks for them.",
                "A broker answers requests, and never asks for a record.",
                lambda end: b"order 6" in end.stored,
            ),
            Option(
                "Nobody: they are lost.",
                "The refusal is the only sign of it. A new epoch would hide it.",
                lambda end: set(end.acknowledged) - set(end.stored) == {b"order 4", b"order 5"},
            ),
        ),
    ),
    traces=lambda: {"before the disk was lost": restored().before, "the restored broker": restored().after},
    cause="The partition went back in time. It remembers a lower number than the producers have used, and row 10 says "
    "so.",
    cure=(
        (
            "Have three replicas, min.insync.replicas=2, and no unclean election: then no acknowledged record is lost "
            "with a disk."
        ),
        "Find out what is missing from the source of the orders: the number that is expected tells where it begins.",
    ),
)

MEMORY_CASES = (OLD_TIMESTAMPS, RESTORED)
