"""Four questions on what duplicates cost, and what the idempotent producer leaves to others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from minikafka.engine.broker import Broker
from minikafka.engine.producer import Producer
from minikafka.lesson.content.why.account import TOPIC, Account
from minikafka.lesson.content.why.losses import Tally, simulate
from minikafka.lesson.widgets.question import Option, Question

TEN_EURO = b"10 euro"
ATTEMPTS = 4  # at 0, 30, 60 and 90 seconds; after 120 the producer gives up


@dataclass(frozen=True, slots=True)
class GivenUp:
    """What a producer was told of a payment, and what is stored before and after the application sends it again."""

    failed: bool
    stored_before: int
    stored_after: int


@dataclass(frozen=True, slots=True)
class TwoProducers:
    """What two producers sent, each as its first message: their sequences, and how many records are stored."""

    sequences: tuple[int, int]
    stored: int
    refused: int


@cache
def balance_after_two_lost_acks() -> int:
    """Three payments without idempotence; the second one loses its ack, and so does its first retry."""
    broker = Broker()
    producer = Producer(broker, enable_idempotence=False)
    producer.send(TOPIC, TEN_EURO)
    producer.network.lose_ack()
    producer.network.lose_ack()
    producer.send(TOPIC, TEN_EURO)
    producer.flush()
    producer.send(TOPIC, TEN_EURO)
    return Account(broker).read().balance


@cache
def half_of_the_requests_lost() -> Tally:
    """Every second request is lost on its way to the broker, no ack is."""
    return simulate(request_loss=0.5, messages=200, seed="half of the requests")


@cache
def sent_again_by_the_application() -> GivenUp:
    """Every ack is lost until the producer gives up; then the application sends the payment again."""
    broker = Broker()
    producer = Producer(broker, enable_idempotence=True)
    for _ in range(ATTEMPTS):
        producer.network.lose_ack()
    first = producer.send(TOPIC, TEN_EURO)
    producer.flush()
    before = broker.log_end_offset(TOPIC, 0)
    producer.send(TOPIC, TEN_EURO)
    return GivenUp(first.failure is not None, before, broker.log_end_offset(TOPIC, 0))


@cache
def same_and_different() -> tuple[TwoProducers, TwoProducers]:
    """Two idempotent producers send the same payment; and two others send different ones."""
    return _two_producers(TEN_EURO, TEN_EURO), _two_producers(TEN_EURO, b"20 euro")


def _two_producers(*payments: bytes) -> TwoProducers:
    broker = Broker()
    first, second = (Producer(broker, enable_idempotence=True).send(TOPIC, payment) for payment in payments)
    refused = sum(delivery.base_offset < 0 for delivery in (first, second))
    return TwoProducers((first.base_sequence, second.base_sequence), broker.log_end_offset(TOPIC, 0), refused)


QUESTIONS = (
    Question(
        "two-acks-lost",
        balance_after_two_lost_acks,
        "Idempotence is off. Three payments of 10 euro are sent. The second one loses its ack, and so does its first "
        "retry. What does an account show that adds up the topic?",
        "Count the requests that reach the broker: all of them do.",
        (
            Option(
                "20 euro",
                "The second payment did arrive. It is its ack that got lost, and by then the broker had stored it.",
                lambda balance: balance == 20,
            ),
            Option(
                "30 euro",
                "That is what was paid. But each retry reaches the broker as well, which has nothing to know it by.",
                lambda balance: balance == 30,
            ),
            Option(
                "40 euro",
                "One lost ack would give that. Here two are lost, so there are two retries, and both are stored.",
                lambda balance: balance == 40,
            ),
            Option(
                "50 euro",
                "Five requests arrive: three payments, and the second one twice more. Each of them is stored.",
                lambda balance: balance == 50,
            ),
        ),
    ),
    Question(
        "requests-lost",
        half_of_the_requests_lost,
        "Idempotence is off. Every second request is lost before it reaches the broker, and no ack is lost. How many "
        "duplicates are stored?",
        "A retry makes a duplicate only if an earlier attempt was stored.",
        (
            Option(
                "Not a single one",
                "A request that is lost stores nothing. It costs a retry and some time, and leaves no copy.",
                lambda tally: tally.duplicates == 0,
            ),
            Option(
                "One for every second message",
                "There are about as many retries as messages, but none of them follows an attempt that was stored.",
                lambda tally: 0.3 < tally.per_message < 0.7,
            ),
            Option(
                "About one for each message",
                "That is what losing half of the acks does. Losing the request is another matter: nothing was stored.",
                lambda tally: 0.7 <= tally.per_message < 1.3,
            ),
            Option(
                "Fewer records than messages are stored",
                "The producer sends again whatever gets no ack, so in the end each message has arrived.",
                lambda tally: tally.duplicates < 0,
            ),
        ),
    ),
    Question(
        "application-sends-again",
        sent_again_by_the_application,
        "Idempotence is on. The broker stores a payment, but no ack ever comes through, and the producer reports that "
        "the send failed. The application calls send once more with the same payment. How often is it stored now?",
        "Which number does a second call of send get?",
        (
            Option(
                "Once",
                "Only the producer's own retry keeps its number. The second call is a new record with a new one.",
                lambda seen: seen.stored_after == 1,
            ),
            Option(
                "Twice",
                "It failed only as far as the producer could tell: the first record is there, and now a second one.",
                lambda seen: seen.failed and seen.stored_before == 1 and seen.stored_after == 2,
            ),
            Option(
                "Not at all: a send that failed is taken back.",
                "Nobody takes a record out of a log. A failure says that no ack came, not that nothing was stored.",
                lambda seen: seen.stored_after == 0,
            ),
        ),
    ),
    Question(
        "two-producers",
        same_and_different,
        "Two programs send the same payment to one topic, each through an idempotent producer of its own. For both it "
        "is the first batch, so both give it sequence 0. What does the broker do?",
        "A partition remembers sequences for each producer id.",
        (
            Option(
                "It stores one: sequence 0 was there already.",
                "Sequences are counted for each producer id, and these are two. Neither knows of the other's numbers.",
                lambda runs: runs[0].sequences == (0, 0) and [run.stored for run in runs] == [1, 1],
            ),
            Option(
                "It stores both of them.",
                "Each producer has an id of its own, and for each of them 0 is the number that comes next.",
                lambda runs: runs[0].sequences == (0, 0) and runs[0].stored == 2,
            ),
            Option(
                "It refuses the second one as out of order.",
                "Out of order is judged for each producer id, and for the second one sequence 0 is a proper beginning.",
                lambda runs: runs[0].refused == 1,
            ),
            Option(
                "It compares the two payments and keeps one.",
                "No broker compares what messages say. Two different payments may well look the same.",
                lambda runs: [run.stored for run in runs] == [1, 2],
            ),
        ),
    ),
)
