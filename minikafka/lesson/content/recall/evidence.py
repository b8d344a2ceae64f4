"""The runs that the questions of Recall ask about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from tempfile import TemporaryDirectory

from minikafka.engine.broker import Broker
from minikafka.engine.clock import ManualClock
from minikafka.engine.errors import Error
from minikafka.engine.producer import Producer
from minikafka.engine.producer_batch import Status
from minikafka.engine.results import ProduceResult
from minikafka.lesson.content.recall.deck import PAYMENT, TOPIC, batch
from minikafka.lesson.lab.experiments import values_in

A_DAY_MS = 86_400_000
REQUEST_TIMEOUT_MS = 30_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a run: the values stored, in order, and the broker's answers that the question is about."""

    stored: tuple[bytes | None, ...]
    answers: tuple[ProduceResult, ...] = ()

    @property
    def copies(self) -> int:
        """How many copies of the payment are stored."""
        return self.stored.count(PAYMENT)

    @property
    def errors(self) -> set[Error]:
        return {answer.error for answer in self.answers}

    @property
    def is_duplicate(self) -> bool:
        """True if the last answer says that the batch was recognised."""
        return self.answers[-1].duplicate


def outcome(broker: Broker, *answers: ProduceResult) -> Outcome:
    """What a broker holds now, and what it answered."""
    return Outcome(tuple(values_in(broker, TOPIC)) if TOPIC in broker.topics else (), answers)


@cache
def silence() -> tuple[Outcome, Outcome]:
    """No answer came: first because the request was lost, then because the ack was."""
    request_lost, ack_lost = Producer(Broker()), Producer(Broker())
    request_lost.network.lose_request()
    ack_lost.network.lose_ack()
    return _after_one_send(request_lost), _after_one_send(ack_lost)


def _after_one_send(producer: Producer) -> Outcome:
    producer.send(TOPIC, PAYMENT)
    broker = producer.network.broker
    assert isinstance(broker, Broker), "it was made in memory"
    return outcome(broker)


@cache
def first_of_five_lost() -> Outcome:
    """Of five batches in flight the first is lost; the answers are those to the others. Then all five come again."""
    broker = Broker()
    broker.produce(TOPIC, 0, batch(0, b"0"))
    in_flight = [batch(number, b"%d" % number) for number in range(1, 6)]
    answers = [broker.produce(TOPIC, 0, each) for each in in_flight[1:]]
    for each in in_flight:
        broker.produce(TOPIC, 0, each)
    return outcome(broker, *answers)


@cache
def sent_again_by_the_application() -> Outcome:
    """A batch was stored, its acks were lost until the producer gave it up, and the application calls send again."""
    broker = Broker()
    producer = Producer(broker, delivery_timeout_ms=REQUEST_TIMEOUT_MS, request_timeout_ms=REQUEST_TIMEOUT_MS)
    producer.network.lose_ack()
    given_up = producer.send(TOPIC, PAYMENT)
    producer.flush()
    assert given_up.status is Status.FAILED, "its delivery timeout is over"
    producer.send(TOPIC, PAYMENT)
    producer.flush()
    answers = [event.result for event in producer.trace if event.result]
    return outcome(broker, answers[-1])


@cache
def cut_again() -> Outcome:
    """A batch of two records is stored, then the second of them comes alone under the number that it had."""
    broker = Broker()
    broker.produce(TOPIC, 0, batch(0, b"5 euro", PAYMENT))
    return outcome(broker, broker.produce(TOPIC, 0, batch(1, PAYMENT)))


@cache
def broker_restarted() -> Outcome:
    """Two batches are stored, the broker stops and starts again, and the first of them comes again."""
    from minikafka.storage.broker import open_broker

    with TemporaryDirectory() as directory:
        with open_broker(directory, clock=ManualClock()) as broker:
            producer = Producer(broker)
            first, _ = producer.send(TOPIC, PAYMENT).batch, producer.send(TOPIC, b"5 euro")
        with open_broker(directory, clock=ManualClock()) as broker:
            assert first is not None, "a batch that was sent is numbered"
            return outcome(broker, broker.produce(TOPIC, 0, first))


@cache
def silent_for_a_day() -> Outcome:
    """A batch is stored, a day goes by, the broker has forgotten its producer, and the batch comes again."""
    clock = ManualClock()
    broker = Broker(clock=clock)
    producer = Producer(broker)
    sent = producer.send(TOPIC, PAYMENT).batch
    clock.advance(A_DAY_MS)
    broker.expire_producers()
    assert sent is not None, "a batch that was sent is numbered"
    return outcome(broker, broker.produce(TOPIC, 0, sent))


@cache
def two_producers() -> Outcome:
    """Two producers send the same bytes under the same number to one partition. The answer is the second one's."""
    broker = Broker()
    broker.produce(TOPIC, 0, batch(0, producer_id=7))
    return outcome(broker, broker.produce(TOPIC, 0, batch(0, producer_id=8)))
