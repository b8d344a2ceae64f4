"""Cases whose cause lies in the cluster: a right that is missing, a topic made again, a broker that is restored."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.producer import Producer
from minikafka.engine.sequence_check import Generation
from minikafka.engine.trace import Trace
from minikafka.engine.watched_broker import WatchedBroker
from minikafka.lesson.content.clinic.lines import TOPIC, batch, broker, broker_lines
from minikafka.lesson.lab.experiments import answers_in, cluster_that_grants_no_producer_id, values_in
from minikafka.lesson.widgets.question import Option, Question
from minikafka.lesson.widgets.question_cards import ClinicCase

# 3


@dataclass(frozen=True)
class WithoutRight:
    """What a default producer is told, and what one without idempotence stores when an ack is lost."""

    refused: bool
    copies: int
    trace: Trace


@cache
def without_right() -> WithoutRight:
    """A producer of today's defaults asks for an id; then idempotence is switched off, and an ack is lost."""
    on = cluster_that_grants_no_producer_id()
    try:
        Producer(on)
        refused = False
    except KafkaError as answer:
        refused = answer.error is Error.CLUSTER_AUTHORIZATION_FAILED
    producer = Producer(on, enable_idempotence=False)
    producer.network.lose_ack()
    producer.send(TOPIC, b"order 1")
    producer.flush()
    return WithoutRight(refused, values_in(on, TOPIC).count(b"order 1"), producer.trace)


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
                lambda end: end.copies == 2,
            ),
            Option(
                "The order is lost.",
                "The client has it still, and sends it again.",
                lambda end: end.copies == 0,
            ),
            Option(
                "The order is stored once.",
                "Only with numbers can a broker recognise it.",
                lambda end: end.copies == 1,
            ),
        ),
    ),
    traces=lambda: {"without idempotence, one ack lost": without_right().trace},
    cause="Since 3.0 a producer is idempotent by default, and asks for a producer id. Brokers before 2.8 grant it "
    "only to whoever may IDEMPOTENT_WRITE on the cluster.",
    cure=(
        "Grant IDEMPOTENT_WRITE on the cluster, or upgrade the brokers to 2.8, where WRITE on a topic is enough.",
        "Clients before 3.6 have to be started again after that.",
    ),
)


# 5


@dataclass(frozen=True)
class MadeAgain:
    """The row that answered the first batch after the topic was made again: of Kafka 4.4, and of 4.5."""

    rows: tuple[str | None, str | None]
    traces: tuple[Trace, Trace]


@cache
def made_again() -> MadeAgain:
    """Three orders, then the topic is deleted and made again, and the fourth order comes with number 3."""
    old, new = (_made_again(generation) for generation in Generation)
    return MadeAgain((answers_in(old)[3].rule, answers_in(new)[3].rule), (old, new))


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
                lambda end: end.rows == ("6", "6"),
            ),
            Option(
                "4.4 stores it, 4.5 refuses it.",
                "A log that never held a record wants 0 first since 4.5. The client begins a new epoch then.",
                lambda end: end.rows == ("6", "6 since 4.5"),
            ),
            Option(
                "Both refuse it.",
                "Until 4.4 an unknown producer was stored, whatever its number.",
                lambda end: set(end.rows) == {"6 since 4.5"},
            ),
        ),
    ),
    traces=lambda: dict(zip(("on 4.4", "on 4.5"), made_again().traces, strict=True)),
    cause="The new partition knows nothing of the producer. Brokers of 4.5 and newer refuse a first batch that does "
    "not begin with 0, because it may have overtaken another.",
    cure=(
        "Nothing has to be done for clients that begin a new epoch, as Java does.",
        "Start other clients again after a topic was made again.",
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
    return Restored(acknowledged, tuple(values_in(copy, TOPIC)), lost.trace, copy.trace)


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

CLUSTER_CASES = (NOT_AUTHORIZED, TOPIC_MADE_AGAIN, RESTORED)
