"""The twelve cards of Recall, in the order in which a new learner meets them, and the runs that prove them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from minikafka.engine.broker import Broker
from minikafka.engine.errors import ConfigException, Error
from minikafka.engine.producer import Producer
from minikafka.engine.records import Record, RecordBatch
from minikafka.engine.results import ProduceResult
from minikafka.engine.trace import Stage
from minikafka.lesson.lab.experiments import batch_of, values_in
from minikafka.lesson.widgets import deck
from minikafka.lesson.widgets.deck import Card

# Proofs: each function is true if the broker does what the back of its card says


NewBroker = Callable[[], Broker]

TOPIC = "payments"
PAYMENT = b"10 euro"


def batch(sequence: int, *values: bytes, producer_id: int = 7, epoch: int = 0) -> RecordBatch:
    """A batch as a client could send it; without values it holds the payment."""
    return batch_of(sequence, values or (PAYMENT,), producer_id=producer_id, epoch=epoch)


def retry_keeps_its_numbers(new_broker: NewBroker) -> bool:
    """The producer's own retry carries the numbers of the first attempt."""
    producer = Producer(new_broker())
    producer.network.lose_ack()
    producer.send(TOPIC, PAYMENT)
    producer.flush()
    sent = [event.batch for event in producer.trace if event.stage is Stage.BROKER_RECEIVES and event.batch]
    numbers = {(each.producer_id, each.producer_epoch, each.base_sequence) for each in sent}
    return len(sent) == 2 and len(numbers) == 1


def only_numbers_are_compared(new_broker: NewBroker) -> bool:
    """Other words under known numbers are a duplicate; under any other number the same words are not."""
    first = batch(0, b"a", b"b")
    same_numbers = _second(new_broker, first, batch(0, b"x", b"y")).duplicate
    others = [
        batch(2, b"a", b"b"),
        batch(0, b"a"),
        batch(0, b"a", b"b", epoch=1),
        batch(0, b"a", b"b", producer_id=8),
    ]
    return same_numbers and not any(_second(new_broker, first, other).duplicate for other in others)


def five_batches_are_remembered(new_broker: NewBroker) -> bool:
    """Of seven batches with two records each the last five are recognised, and the two before are not."""
    broker = new_broker()
    sent = [batch(2 * number, b"a", b"b") for number in range(7)]
    for each in sent:
        broker.produce(TOPIC, 0, each)
    return [broker.produce(TOPIC, 0, each).duplicate for each in sent] == [False] * 2 + [True] * 5


def too_old_is_refused(new_broker: NewBroker) -> bool:
    """After five newer batches the sixth is refused, and not stored again."""
    broker = new_broker()
    for number in range(6):
        broker.produce(TOPIC, 0, batch(number))
    again = broker.produce(TOPIC, 0, batch(0))
    return again.error is Error.OUT_OF_ORDER_SEQUENCE_NUMBER and len(values_in(broker, TOPIC)) == 6


def duplicate_is_a_success(new_broker: NewBroker) -> bool:
    """The answer to a duplicate carries no error and the original's offset, and nothing is stored."""
    broker = new_broker()
    original = broker.produce(TOPIC, 0, batch(0))
    broker.produce(TOPIC, 0, batch(1))
    again = broker.produce(TOPIC, 0, batch(0))
    answered = again.error, again.base_offset
    return answered == (Error.NONE, original.base_offset) and values_in(broker, TOPIC) == [PAYMENT] * 2


def gap_is_refused(new_broker: NewBroker) -> bool:
    """A batch that skips a number is refused; the one that comes next is still accepted."""
    broker = new_broker()
    broker.produce(TOPIC, 0, batch(0, b"a"))
    refused = broker.produce(TOPIC, 0, batch(2, b"c"))
    accepted = broker.produce(TOPIC, 0, batch(1, b"b"))
    errors = [refused.error, accepted.error]
    return errors == [Error.OUT_OF_ORDER_SEQUENCE_NUMBER, Error.NONE] and values_in(broker, TOPIC) == [b"a", b"b"]


def second_send_is_stored(new_broker: NewBroker) -> bool:
    """Two sends of the same bytes are two records, with idempotence and without."""
    return all(_copies_of_two_sends(new_broker(), idempotent) == 2 for idempotent in (True, False))


def numbers_count_records(new_broker: NewBroker) -> bool:
    """After three records that begin with 7, the next batch has 10."""
    broker = new_broker()
    producer = Producer(broker, first_sequence=7)
    first = producer.send_batch(TOPIC, tuple(Record(value=value) for value in (b"a", b"b", b"c")))
    following = producer.send(TOPIC, b"d")
    return (first.base_sequence, following.base_sequence) == (7, 10) and len(values_in(broker, TOPIC)) == 4


def partitions_count_alone(new_broker: NewBroker) -> bool:
    """The first batch for each partition has number 0, and both are stored."""
    broker = new_broker()
    broker.create_topic(TOPIC, 2)
    producer = Producer(broker)
    numbers = [producer.send(TOPIC, PAYMENT, partition=partition).base_sequence for partition in range(2)]
    return numbers == [0, 0] and [len(values_in(broker, TOPIC, partition)) for partition in range(2)] == [1, 1]


def new_producer_is_a_stranger(new_broker: NewBroker) -> bool:
    """A producer that is made again has another id, begins at 0, and what it sends again is stored again."""
    broker = new_broker()
    first, second = Producer(broker), Producer(broker)
    numbers = [producer.send(TOPIC, PAYMENT).base_sequence for producer in (first, second)]
    return first.producer_id != second.producer_id and numbers == [0, 0] and len(values_in(broker, TOPIC)) == 2


def old_epoch_is_refused(new_broker: NewBroker) -> bool:
    """A batch of an older epoch is refused."""
    broker = new_broker()
    broker.produce(TOPIC, 0, batch(0, epoch=1))
    return broker.produce(TOPIC, 0, batch(1, epoch=0)).error is Error.INVALID_PRODUCER_EPOCH


def five_may_be_in_flight(new_broker: NewBroker) -> bool:
    """Five are accepted, six are a conflict."""
    Producer(new_broker(), enable_idempotence=True, max_in_flight_requests_per_connection=5)
    try:
        Producer(new_broker(), enable_idempotence=True, max_in_flight_requests_per_connection=6)
    except ConfigException:
        return five_batches_are_remembered(new_broker)
    return False


def _second(new_broker: NewBroker, first: RecordBatch, second: RecordBatch) -> ProduceResult:
    broker = new_broker()
    broker.produce(TOPIC, 0, first)
    return broker.produce(TOPIC, 0, second)


def _copies_of_two_sends(broker: Broker, idempotent: bool) -> int:
    producer = Producer(broker, enable_idempotence=idempotent)
    producer.send(TOPIC, PAYMENT)
    producer.send(TOPIC, PAYMENT)
    producer.flush()
    return values_in(broker, TOPIC).count(PAYMENT)


# Cards


CARDS = (
    Card(
        "retry-number",
        "No ack comes, and the producer sends its batch again. Which sequence number does the batch carry now?",
        "The one it had the first time, with the same producer id and epoch. A batch is numbered once, when it is "
        "first sent.",
        retry_keeps_its_numbers,
    ),
    Card(
        "what-is-compared",
        "By what does a partition recognise a batch that it has stored already?",
        "By producer id, epoch, and the sequence numbers of the first and the last record. What the records say is "
        "never compared.",
        only_numbers_are_compared,
    ),
    Card(
        "duplicate-answer",
        "What does the producer hear about a batch that was recognised as a duplicate?",
        "A success, with the offset of the original. For a duplicate that is remembered there is no error.",
        duplicate_is_a_success,
    ),
    Card(
        "window",
        "How many batches of one producer does a partition remember?",
        "The last five of each producer id. They are batches, however many records each of them holds.",
        five_batches_are_remembered,
    ),
    Card(
        "too-old",
        "A batch comes again after five newer ones of its producer were stored. What does the broker answer?",
        "OUT_OF_ORDER_SEQUENCE_NUMBER. The batch is no longer remembered, so it cannot be called a duplicate; it does "
        "not come next either. Nothing is stored.",
        too_old_is_refused,
    ),
    Card(
        "gap",
        "A batch arrives, and the number before it is missing. What does the broker do?",
        "It refuses the batch with OUT_OF_ORDER_SEQUENCE_NUMBER. It stores nothing and goes on waiting for the number "
        "that comes next.",
        gap_is_refused,
    ),
    Card(
        "second-send",
        "An application calls send twice with the same bytes. How many records are stored?",
        "Two, with idempotence and without. Each send is a new record with a number of its own; only the producer's "
        "own retries are recognised.",
        second_send_is_stored,
    ),
    Card(
        "counts-records",
        "A batch of three records begins with sequence number 7. With which number does the next batch begin?",
        "With 10. Sequence numbers count records, and the batch carries the number of its first one.",
        numbers_count_records,
    ),
    Card(
        "each-partition",
        "A producer sends its first batch to partition 0, and another one to partition 1. Which numbers do they carry?",
        "0 and 0. Each partition is counted on its own, and each remembers for itself.",
        partitions_count_alone,
    ),
    Card(
        "new-producer",
        "A producer without a transactional id is closed and made again. How does the broker know its earlier batches?",
        "It does not. The new producer gets a new producer id and numbers from 0; what it sends again is stored again.",
        new_producer_is_a_stranger,
    ),
    Card(
        "old-epoch",
        "A batch carries an older epoch than the one that the partition knows of its producer id. What is the answer?",
        "INVALID_PRODUCER_EPOCH. Whoever still writes under the old epoch is fenced on this partition.",
        old_epoch_is_refused,
    ),
    Card(
        "in-flight",
        "How many requests may an idempotent producer have in flight on a connection, and why?",
        "Five at the most. After a broken connection each batch may have to be recognised, and a partition remembers "
        "five. With six the producer refuses to start.",
        five_may_be_in_flight,
    ),
)


STYLE = "08-recall"


class Deck(deck.Deck):
    """Cards to learn by, by default the twelve of Recall. Display it in a notebook to turn them.

    ``clock`` returns the time in UTC. Of new cards ``new_a_day`` come a day, by default all.
    """

    def __init__(
        self,
        cards: tuple[Card, ...] = CARDS,
        *,
        clock: Callable[[], datetime] | None = None,
        new_a_day: int | None = None,
    ) -> None:
        super().__init__(cards, style=STYLE, clock=clock, new_a_day=new_a_day)

    def prove(self) -> str:
        """Run what the back of each card says on a broker; returns a sentence with how many hold."""
        held = sum(card.proof(Broker) for card in self.cards)
        return f"{held} of {len(self.cards)} backs hold when the broker runs them."
