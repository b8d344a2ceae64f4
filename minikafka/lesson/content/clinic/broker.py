"""Cases whose cause lies in the cluster: a right that is missing, a topic made again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from minikafka.engine.broker import Broker
from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.producer import Producer
from minikafka.engine.results import InitProducerIdResult
from minikafka.engine.sequence_check import Generation
from minikafka.engine.trace import Trace
from minikafka.lesson.content.clinic.runs_of_cases import TOPIC, broker, rows_of, values
from minikafka.lesson.widgets.question import Option, Question
from minikafka.lesson.widgets.question_cards import ClinicCase

# 3


class Forbidding(Broker):
    """A broker that grants no producer id, as one where the right is missing."""

    def init_producer_id(self, *_: Any, **__: Any) -> InitProducerIdResult:
        """Refuse, as ``KafkaApis.handleInitProducerIdRequest`` does."""
        return InitProducerIdResult(Error.CLUSTER_AUTHORIZATION_FAILED, -1, -1)


@dataclass(frozen=True)
class WithoutRight:
    """What a default producer is told, and what one without idempotence stores when an ack is lost."""

    refused: bool
    copies: int
    trace: Trace


@cache
def without_right() -> WithoutRight:
    """A producer of today's defaults asks for an id; then idempotence is switched off, and an ack is lost."""
    on = Forbidding()
    try:
        Producer(on)
        refused = False
    except KafkaError as answer:
        refused = answer.error is Error.CLUSTER_AUTHORIZATION_FAILED
    producer = Producer(on, enable_idempotence=False)
    producer.network.lose_ack()
    producer.send(TOPIC, b"order 1")
    producer.flush()
    return WithoutRight(refused, values(on).count(b"order 1"), producer.trace)


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
    """The row that answered the first batch after the topic was made again, by generation."""

    rows: tuple[tuple[str, str], ...]
    traces: tuple[Trace, Trace]


@cache
def made_again() -> MadeAgain:
    """Three orders, then the topic is deleted and made again, and the fourth order comes with number 3."""
    found = [_made_again(generation) for generation in Generation]
    return MadeAgain(
        tuple((generation.value, rows_of(trace)[3]) for generation, trace in zip(Generation, found, strict=True)),
        (found[0], found[1]),
    )


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
                lambda end: [row for _, row in end.rows] == ["6", "6"],
            ),
            Option(
                "4.4 stores it, 4.5 refuses it.",
                "A log that never held a record wants 0 first since 4.5. The client begins a new epoch then.",
                lambda end: [row for _, row in end.rows] == ["6", "6 since 4.5"],
            ),
            Option(
                "Both refuse it.",
                "Until 4.4 an unknown producer was stored, whatever its number.",
                lambda end: all(row == "6 since 4.5" for _, row in end.rows),
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

BROKER_CASES = (NOT_AUTHORIZED, TOPIC_MADE_AGAIN)
