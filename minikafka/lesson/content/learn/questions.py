"""What Learn reads from a broker, and five questions on the idea: loss, retry, number, setting, and an upgrade."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from minikafka.engine.broker import Broker
from minikafka.engine.broker_calls import BrokerCalls
from minikafka.engine.configuration import ProducerConfig
from minikafka.engine.errors import ConfigException, Error, KafkaError
from minikafka.engine.network import Network
from minikafka.engine.producer import Producer
from minikafka.engine.producer_batch import Status
from minikafka.engine.results import ProduceResult
from minikafka.engine.trace import Stage, Trace
from minikafka.lesson.lab.experiments import answers_in, cluster_that_grants_no_producer_id, config_of, values_in
from minikafka.lesson.views.words import message_text
from minikafka.lesson.widgets.question import Option, Question

TOPIC = "payments"


def messages_in(broker: BrokerCalls, topic: str) -> list[str]:
    """The messages in partition 0 of a topic, in the order in which they are stored.

    Raises:
        KafkaError: UNKNOWN_TOPIC_OR_PARTITION.
    """
    return [message_text(value) for value in values_in(broker, topic)]


@dataclass(frozen=True, slots=True)
class Settled:
    """A message that met one fault and was then flushed.

    ``waiting`` is how its delivery looked before the flush; ``sequences`` and ``answers`` are those of its attempts.
    """

    waiting: Status
    stored: int
    sequences: tuple[int, ...]
    answers: tuple[ProduceResult, ...]


@dataclass(frozen=True, slots=True)
class Upgraded:
    """A cluster that grants no producer id: what a producer hears, and how much it stores all the same."""

    refusal: Error | None
    stored: int


def settled(fault: Callable[[Network], None], *, enable_idempotence: bool) -> Settled:
    """Send a message that meets ``fault``, flush, and look."""
    broker = Broker()
    producer = Producer(broker, enable_idempotence=enable_idempotence)
    fault(producer.network)
    delivery = producer.send(TOPIC, b"10 euro")
    waiting = delivery.status
    producer.flush()
    return Settled(waiting, broker.log_end_offset(TOPIC, 0), _sequences(producer.trace), answers_in(producer.trace))


@cache
def request_lost() -> Settled:
    """Without idempotence, the request is lost."""
    return settled(Network.lose_request, enable_idempotence=False)


@cache
def either_lost() -> tuple[Settled, Settled]:
    """Without idempotence: the request is lost, and the ack is lost."""
    return request_lost(), settled(Network.lose_ack, enable_idempotence=False)


@cache
def retried() -> Settled:
    """With idempotence, the ack is lost."""
    return settled(Network.lose_ack, enable_idempotence=True)


@cache
def acks_of_one() -> ProducerConfig | ConfigException:
    """``acks=1``; idempotence is not mentioned."""
    return config_of(acks=1)


@cache
def upgraded() -> Upgraded:
    """With the default settings, and with idempotence off, as before the upgrade."""
    cluster = cluster_that_grants_no_producer_id()
    Producer(cluster, enable_idempotence=False).send(TOPIC, b"10 euro")
    stored = cluster.log_end_offset(TOPIC, 0)
    try:
        Producer(cluster)
    except KafkaError as refusal:
        return Upgraded(refusal.error, stored)
    return Upgraded(None, stored)


def _sequences(trace: Trace) -> tuple[int, ...]:
    sent = (event.batch for event in trace if event.stage is Stage.ASSIGN_SEQUENCE)
    return tuple(batch.base_sequence for batch in sent if batch)


QUESTIONS = (
    Question(
        "request-lost",
        request_lost,
        "Idempotence is off. A message is lost on its way to the broker. After a while the producer sends it again and "
        "gets an ack. How many copies does the broker hold?",
        "What did the broker see of the first attempt?",
        (
            Option(
                "None",
                "Lost on the way does not mean lost for good: the producer sends again what gets no ack.",
                lambda seen: seen.stored == 0,
            ),
            Option(
                "One",
                "The first attempt never arrived, so it stored nothing. The retry is the first that the broker sees.",
                lambda seen: seen.stored == 1,
            ),
            Option(
                "Two",
                "Two requests were sent, but one of them never arrived, and a broker stores only what arrives.",
                lambda seen: seen.stored == 2,
            ),
        ),
    ),
    Question(
        "no-ack",
        either_lost,
        "A producer has sent a message, and no ack comes. Can it tell whether the message was lost or the ack?",
        "Compare what “send” returned in the two cases.",
        (
            Option(
                "Yes: if the message was lost, the send fails with an error.",
                "An error would have to come from somebody who noticed. A broker knows nothing of what never arrived.",
                lambda runs: runs[0].waiting is Status.FAILED,
            ),
            Option(
                "Yes: if only the ack was lost, the message counts as acknowledged.",
                "An ack that does not arrive acknowledges nothing. To the producer the message is still on its way.",
                lambda runs: runs[1].waiting is Status.ACKNOWLEDGED,
            ),
            Option(
                "No: the two look alike.",
                "In both cases the message is in flight and nothing more is known. All it can do is to send it again.",
                lambda runs: runs[0].waiting is runs[1].waiting is Status.IN_FLIGHT,
            ),
        ),
    ),
    Question(
        "number-of-the-retry",
        retried,
        "Idempotence is on. A message gets sequence 0 and is stored, but its ack is lost. What does its retry carry, "
        "and what does the broker say?",
        "The number belongs to the batch, not to the attempt.",
        (
            Option(
                "Sequence 1. The broker stores it.",
                "A new number would make it a new batch, and it would be stored twice: the very thing to be avoided.",
                lambda seen: seen.sequences == (0, 1),
            ),
            Option(
                "Sequence 0 again. The broker answers with an error.",
                "For a batch that it remembers the broker answers as if it had stored it now: with a success.",
                lambda seen: seen.sequences == (0, 0) and seen.answers[1].error is not Error.NONE,
            ),
            Option(
                "Sequence 0 again. The broker stores nothing and answers with a success.",
                "The same number tells the broker that it has this batch. The ack carries the offset of the original.",
                lambda seen: seen.sequences == (0, 0) and seen.answers[1].duplicate and seen.stored == 1,
            ),
            Option(
                "No number. The broker compares the messages.",
                "A broker never looks at what a message says. Two payments of 10 euro may both be meant.",
                lambda seen: seen.sequences == (0, -1),
            ),
        ),
    ),
    Question(
        "acks-of-one",
        acks_of_one,
        "You make a producer with acks=1 and do not mention idempotence. What do you get?",
        "A setting that you chose weighs more than one that you did not mention.",
        (
            Option(
                "An error",
                "There is an error only if you ask for both. What you did not ask for gives way.",
                lambda seen: isinstance(seen, ConfigException),
            ),
            Option(
                "An idempotent producer that waits for all acks after all",
                "Nobody changes the acks that you chose. It is idempotence that gives way.",
                lambda seen: isinstance(seen, ProducerConfig) and seen.idempotent and seen.required_acks == -1,
            ),
            Option(
                "An idempotent producer with acks=1",
                "The client holds these two to be in conflict: a change of leader could lose what was acknowledged.",
                lambda seen: isinstance(seen, ProducerConfig) and seen.idempotent and seen.required_acks == 1,
            ),
            Option(
                "A producer without idempotence, and no error",
                "Idempotence was only a default, and it conflicts with your acks: so it is off, and few people notice.",
                lambda seen: isinstance(seen, ProducerConfig) and not seen.idempotent,
            ),
        ),
    ),
    Question(
        "upgrade",
        upgraded,
        "After an upgrade of Kafka's client a program fails with ClusterAuthorizationException, before it has sent "
        "anything. Its code, its topic and its rights are as they were. What is different?",
        "What does a producer ask for first, when idempotence is on?",
        (
            Option(
                "It may no longer write to its topic.",
                "Without idempotence the same program writes to the same topic, and is not refused.",
                lambda seen: seen.stored == 0,
            ),
            Option(
                "It asks for a producer id, which it never did before, and is refused.",
                "Idempotence is on by default since 3.0. Grant the right, or upgrade the brokers: from 2.8 on, the "
                "right to write to a topic is enough. To switch idempotence off is the last resort.",
                lambda seen: seen.refusal is Error.CLUSTER_AUTHORIZATION_FAILED and seen.stored == 1,
            ),
            Option(
                "Nothing that stays: the next retry succeeds.",
                "A right that is missing now is missing at the next retry too, so the producer does not retry.",
                lambda seen: seen.refusal is None or seen.refusal.retriable,
            ),
        ),
    ),
)
