"""Cases whose cause lies in the cluster: a right that is missing, a topic made again, a broker that is restored."""

from __future__ import annotations

from functools import cache

from minikafka.engine.producer import Producer
from minikafka.engine.sequence_check import Generation
from minikafka.engine.trace import Trace
from minikafka.engine.watched_broker import WatchedBroker
from minikafka.lesson.content.clinic.lines import TOPIC, batch, broker, broker_lines
from minikafka.lesson.lab.experiments import answers_in, cluster_that_grants_no_producer_id, stored_in
from minikafka.lesson.widgets.question import Option, Question
from minikafka.lesson.widgets.question_cards import ClinicCase

# 3


@cache
def without_right() -> Trace:
    """Idempotence is switched off where no producer id is granted, and an ack is lost."""
    producer = Producer(cluster_that_grants_no_producer_id(), enable_idempotence=False)
    producer.network.lose_ack()
    producer.send(TOPIC, b"order 1")
    producer.flush()
    return producer.trace


NOT_AUTHORIZED = ClinicCase(
    number=3,
    title="Not authorized after an upgrade",
    story="The client library was updated from 2.8 to 3.2, and nothing else. Since then nothing can be sent.",
    lines=lambda: (
        (
            "ERROR [Producer clientId=shop] Aborting producer batches due to fatal error "
            "(org.apache.kafka.clients.producer.internals.Sender)"
        ),
        "org.apache.kafka.common.errors.ClusterAuthorizationException: Cluster authorization failed.",
    ),
    question=Question(
        name="not-authorized",
        evidence=without_right,
        text="Somebody proposes enable.idempotence=false, until the right is granted. What happens then when an ack "
        "is lost?",
        hint="Without a producer id the batch has no numbers.",
        options=(
            Option(
                "The order is stored twice.",
                "Row 1 stores whatever has no producer id, a retry too.",
                lambda run: len(run.stored) == 2,
            ),
            Option(
                "The order is lost.",
                "The client has it still, and sends it again.",
                lambda run: len(run.stored) == 0,
            ),
            Option(
                "The order is stored once.",
                "Only with numbers can a broker recognise it.",
                lambda run: len(run.stored) == 1,
            ),
        ),
    ),
    traces=lambda: {"without idempotence, one ack lost": without_right()},
    cause="Since 3.0 a producer is idempotent by default, and asks for a producer id. Brokers before 2.8 grant it "
    "only to whoever may IDEMPOTENT_WRITE on the cluster.",
    cure=(
        "Grant IDEMPOTENT_WRITE on the cluster, or upgrade the brokers to 2.8, where WRITE on a topic is enough.",
        "Clients before 3.6 have to be started again after that.",
    ),
)


# 5


@cache
def made_again() -> tuple[Trace, ...]:
    """Three orders, then the topic is deleted and made again, and the fourth order comes: on 4.4 and on 4.5."""
    return tuple(map(_made_again, Generation))


def _made_again(generation: Generation) -> Trace:
    on = broker(generation=generation)
    producer = Producer(on)
    for number in (1, 2, 3):
        producer.send(TOPIC, b"order %d" % number)
    on.delete_topic(TOPIC)
    on.create_topic(TOPIC)
    producer.send(TOPIC, b"order 4")
    producer.flush()
    return producer.trace


def _rows(runs: tuple[Trace, ...]) -> list[str | None]:
    """The row of the table that answered the fourth order, for each of both."""
    return [answers_in(run)[3].rule for run in runs]


TOPIC_MADE_AGAIN = ClinicCase(
    number=5,
    title="A topic deleted and made again, on 4.4 and on 4.5",
    story="In the test cluster topics are deleted and made again every night. Since the upgrade to 4.5 there is a "
    "warning each morning.",
    lines=lambda: (
        (
            "WARN [Producer clientId=shop] Got error produce response with correlation id 311 on topic-partition "
            "orders-0, retrying (2147483646 attempts left). Error: OUT_OF_ORDER_SEQUENCE_NUMBER "
            "(org.apache.kafka.clients.producer.internals.Sender)"
        ),
    ),
    question=Question(
        name="made-again",
        evidence=made_again,
        text="The producer goes on with number 3 in a topic that is empty. What do brokers of 4.4 and of 4.5 answer?",
        hint="KAFKA-15591 changed one row.",
        options=(
            Option(
                "Both store it.",
                "That was so until 4.4; KAFKA-15591 ended it.",
                lambda runs: _rows(runs) == ["6", "6"],
            ),
            Option(
                "4.4 stores it, 4.5 refuses it.",
                "A log that never held a record wants 0 first since 4.5. The client begins a new epoch then.",
                lambda runs: _rows(runs) == ["6", "6 since 4.5"],
            ),
            Option(
                "Both refuse it.",
                "Until 4.4 an unknown producer was stored, whatever its number.",
                lambda runs: set(_rows(runs)) == {"6 since 4.5"},
            ),
        ),
    ),
    traces=lambda: dict(zip(("on 4.4", "on 4.5"), made_again(), strict=True)),
    cause="The new partition knows nothing of the producer. Brokers of 4.5 and newer refuse a first batch that does "
    "not begin with 0, because it may have overtaken another.",
    cure=(
        "Nothing has to be done for clients that begin a new epoch, as Java does.",
        "Start other clients again after a topic was made again.",
    ),
)


# 8


@cache
def restored() -> tuple[Trace, Trace]:
    """Five orders are acknowledged. The broker comes back with a copy that has three, and the sixth order comes."""
    orders = tuple(b"order %d" % number for number in range(1, 7))
    lost, copy = WatchedBroker(), WatchedBroker()
    for number in range(5):
        lost.produce(TOPIC, 0, batch(number, orders[number]))
    for number in (0, 1, 2, 5):
        copy.produce(TOPIC, 0, batch(number, orders[number]))
    return lost.trace, copy.trace


def _missing(runs: tuple[Trace, Trace]) -> set[bytes | None]:
    """What was stored and acknowledged before, and is not there afterwards."""
    before, after = map(stored_in, runs)
    return set(before) - set(after)


RESTORED = ClinicCase(
    number=8,
    title="The restored broker knows a lower number",
    story="A disk was lost, and the broker came back with the copy of last night. Ten producers write the same error "
    "at once.",
    lines=lambda: broker_lines(restored()[1])[:2],
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
                lambda runs: not _missing(runs),
            ),
            Option(
                "The broker: it asks for them.",
                "A broker answers requests, and never asks for a record.",
                lambda runs: b"order 6" in stored_in(runs[1]),
            ),
            Option(
                "Nobody: they are lost.",
                "The refusal is the only sign of it. A new epoch would hide it.",
                lambda runs: _missing(runs) == {b"order 4", b"order 5"},
            ),
        ),
    ),
    traces=lambda: dict(zip(("before the disk was lost", "the restored broker"), restored(), strict=True)),
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

CLUSTER_CASES = (NOT_AUTHORIZED, TOPIC_MADE_AGAIN, RESTORED)
