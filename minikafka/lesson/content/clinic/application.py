"""Cases whose cause lies in the application: one name twice, old timestamps, and a second call for one order."""

from __future__ import annotations

from functools import cache

from minikafka.engine.producer import Producer
from minikafka.engine.producer_ids import Controller
from minikafka.engine.records import Record
from minikafka.engine.trace import Trace
from minikafka.engine.watched_broker import WatchedBroker
from minikafka.lesson.content.clinic.lines import PRODUCER_ID, TOPIC, batch, broker, broker_lines
from minikafka.lesson.lab.experiments import answers_in
from minikafka.lesson.widgets.question import Option, Question
from minikafka.lesson.widgets.question_cards import ClinicCase

HALF_A_MINUTE_MS = 30_000
A_MINUTE_MS = 60_000
THREE_DAYS_MS = 3 * 86_400_000
NOW_MS = 1_772_442_942_000
BOTH = (0, 1)


# 4


@cache
def fenced() -> Trace:
    """Two instances share a transactional id; the new one has written to partition 0, and not to partition 1."""
    on = WatchedBroker(num_partitions=len(BOTH), controller=Controller(PRODUCER_ID))
    old, new = on.init_producer_id("till-1"), on.init_producer_id("till-1")
    for partition, value in zip(BOTH, (b"old 1", b"old 2"), strict=True):
        on.produce(TOPIC, partition, batch(0, value, epoch=old.producer_epoch))
    on.produce(TOPIC, 0, batch(0, b"new 1", epoch=new.producer_epoch))
    for partition, value in zip(BOTH, (b"old 3", b"old 4"), strict=True):
        on.produce(TOPIC, partition, batch(1, value, epoch=old.producer_epoch))
    return on.trace


def _open_to_the_old(run: Trace) -> list[int]:
    """The partitions in which the old instance could still write."""
    return [partition for partition, answer in zip(BOTH, answers_in(run)[-2:], strict=True) if not answer.error]


FENCED = ClinicCase(
    number=4,
    title="Fenced after a rebalance, but not everywhere",
    story="A second instance of the till was started before the first had ended. The first one got an error, and yet "
    "some of what it wrote afterwards is in the topic.",
    lines=lambda: broker_lines(fenced()),
    question=Question(
        name="fenced",
        evidence=fenced,
        text="The new instance has written to partition 0. Where can the old one still write?",
        hint="Each partition remembers the epoch that it has seen itself.",
        options=(
            Option(
                "Nowhere.",
                "Only partition 0 has heard of the new one.",
                lambda run: not _open_to_the_old(run),
            ),
            Option(
                "In both.",
                "Partition 0 has seen a newer epoch (row 3).",
                lambda run: _open_to_the_old(run) == [0, 1],
            ),
            Option(
                "In partition 1.",
                "Partition 1 has not seen the new epoch. The coordinator fences by a marker only where a transaction "
                "is open.",
                lambda run: _open_to_the_old(run) == [1],
            ),
        ),
    ),
    traces=lambda: {"two instances, two partitions": fenced()},
    cause="Two running instances used one transactional.id. A partition refuses the old epoch once a batch or a "
    "marker of the new one has reached it, and not before.",
    cure=(
        "One transactional.id for each running instance, and end the old one before the new one begins.",
        "A fenced producer is closed and not used again.",
    ),
)


# 7


@cache
def timestamps() -> tuple[Trace, Trace]:
    """An order's ack is lost, a minute passes, and it is sent again: with an old time, and with the right one."""
    return _with_time(NOW_MS - THREE_DAYS_MS), _with_time(NOW_MS)


def _with_time(timestamp: int) -> Trace:
    on = broker()
    on.clock.sleep(NOW_MS - on.clock.now())
    producer = Producer(on)
    producer.network.lose_ack()
    producer.send_batch(TOPIC, (Record(value=b"order 1", timestamp=timestamp),))
    producer.operations.let_time_pass(A_MINUTE_MS)
    producer.flush()
    return producer.trace


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
                lambda runs: len(runs[0].stored) == 1,
            ),
            Option(
                "Twice.",
                "The producer was forgotten within the minute; with the time of now it would be stored once.",
                lambda runs: [len(run.stored) for run in runs] == [2, 1],
            ),
            Option(
                "Twice, and with the time of now as well.",
                "With the time of now the producer is remembered for a day.",
                lambda runs: len(runs[1].stored) == 2,
            ),
        ),
    ),
    traces=lambda: dict(zip(("a time of three days ago", "the time of now"), timestamps(), strict=True)),
    cause="The age of a producer (producer.id.expiration.ms) and of a record (retention.ms) are counted from the "
    "records' own time. Old records take the memory of their producer with them, and row 6 stores what row 2 would "
    "have recognised.",
    cure=(
        "Give the topic message.timestamp.type=LogAppendTime, or write the old time into the record instead.",
        "Raise retention.ms of a topic that takes old records.",
    ),
)


# 10


@cache
def sent_twice() -> Trace:
    """The acks are lost until the producer gives up; the application takes that for a failure and sends again."""
    producer = Producer(broker(), delivery_timeout_ms=HALF_A_MINUTE_MS, request_timeout_ms=HALF_A_MINUTE_MS)
    producer.network.lose_ack()
    producer.send(TOPIC, b"order 7")
    producer.flush()
    producer.send(TOPIC, b"order 7")
    producer.flush()
    return producer.trace


def _numbers(run: Trace) -> list[tuple[int, int]]:
    """Epoch and sequence of each record that is stored."""
    return [(record.producer_epoch, record.sequence) for _, _, record in run.stored]


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
                lambda run: len(_numbers(run)) == 2 and len(set(_numbers(run))) == 1,
            ),
            Option(
                "It was a new record, numbered anew.",
                "The application called send again. The new record got number 0 of a new epoch; a duplicate repeats "
                "both, epoch and number.",
                lambda run: len(set(_numbers(run))) == 2,
            ),
            Option(
                "It did recognise it.",
                "What is recognised is not stored, and it is there twice.",
                lambda run: len(_numbers(run)) == 1,
            ),
        ),
    ),
    traces=lambda: {"the shop sends again": sent_twice()},
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

APPLICATION_CASES = (FENCED, OLD_TIMESTAMPS, SENT_TWICE)
