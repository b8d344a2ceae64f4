"""What the backs of the cards say, done with a broker: each function is true if the broker does it."""

from __future__ import annotations

from collections.abc import Callable

from minikafka.engine.broker import Broker
from minikafka.engine.errors import ConfigException, Error
from minikafka.engine.producer import Producer
from minikafka.engine.records import Record, RecordBatch
from minikafka.engine.results import ProduceResult
from minikafka.engine.trace import Stage
from minikafka.lesson.lab.experiments import batch_of

NewBroker = Callable[[], Broker]

TOPIC = "payments"
PAYMENT = b"10 euro"


def batch(sequence: int, *values: bytes, producer_id: int = 7, epoch: int = 0) -> RecordBatch:
    """A batch as a client could send it; without values it holds the payment."""
    return batch_of(sequence, values or (PAYMENT,), producer_id=producer_id, epoch=epoch)


def stored(broker: Broker, partition: int = 0) -> list[bytes | None]:
    """What a consumer of the partition reads."""
    return [record.value for record in broker.fetch(TOPIC, partition, 0)]


def retry_keeps_its_numbers(new_broker: NewBroker) -> bool:
    """The producer's own retry carries the numbers of the first attempt."""
    producer = Producer(new_broker())
    producer.network.lose_ack()
    producer.send(TOPIC, PAYMENT)
    producer.flush()
    sent = [event.batch for event in producer.trace if event.stage is Stage.BROKER_RECEIVES and event.batch]
    numbers = {(each.producer_id, each.producer_epoch, each.base_sequence) for each in sent}
    return len(sent) == 2 and len(numbers) == 1  # noqa: PLR2004  the send and its retry


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
    return again.error is Error.OUT_OF_ORDER_SEQUENCE_NUMBER and len(stored(broker)) == 6  # noqa: PLR2004  all once


def duplicate_is_a_success(new_broker: NewBroker) -> bool:
    """The answer to a duplicate carries no error and the original's offset, and nothing is stored."""
    broker = new_broker()
    original = broker.produce(TOPIC, 0, batch(0))
    broker.produce(TOPIC, 0, batch(1))
    again = broker.produce(TOPIC, 0, batch(0))
    return (again.error, again.base_offset, stored(broker)) == (Error.NONE, original.base_offset, [PAYMENT] * 2)


def gap_is_refused(new_broker: NewBroker) -> bool:
    """A batch that skips a number is refused; the one that comes next is still accepted."""
    broker = new_broker()
    broker.produce(TOPIC, 0, batch(0, b"a"))
    refused = broker.produce(TOPIC, 0, batch(2, b"c"))
    accepted = broker.produce(TOPIC, 0, batch(1, b"b"))
    errors = [refused.error, accepted.error]
    return errors == [Error.OUT_OF_ORDER_SEQUENCE_NUMBER, Error.NONE] and stored(broker) == [b"a", b"b"]


def second_send_is_stored(new_broker: NewBroker) -> bool:
    """Two sends of the same bytes are two records, with idempotence and without."""
    return all(_copies_of_two_sends(new_broker(), idempotent) == 2 for idempotent in (True, False))  # noqa: PLR2004


def numbers_count_records(new_broker: NewBroker) -> bool:
    """After three records that begin with 7, the next batch has 10."""
    producer = Producer(new_broker(), first_sequence=7)
    first = producer.send_batch(TOPIC, tuple(Record(value=value) for value in (b"a", b"b", b"c")))
    following = producer.send(TOPIC, b"d")
    return (first.base_sequence, following.base_sequence) == (7, 10) and len(stored_by(producer)) == 4  # noqa: PLR2004


def partitions_count_alone(new_broker: NewBroker) -> bool:
    """The first batch for each partition has number 0, and both are stored."""
    broker = new_broker()
    broker.create_topic(TOPIC, 2)
    producer = Producer(broker)
    numbers = [producer.send(TOPIC, PAYMENT, partition=partition).base_sequence for partition in range(2)]
    return numbers == [0, 0] and [len(stored(broker, partition)) for partition in range(2)] == [1, 1]


def new_producer_is_a_stranger(new_broker: NewBroker) -> bool:
    """A producer that is made again has another id, begins at 0, and what it sends again is stored again."""
    broker = new_broker()
    first, second = Producer(broker), Producer(broker)
    numbers = [producer.send(TOPIC, PAYMENT).base_sequence for producer in (first, second)]
    return first.producer_id != second.producer_id and numbers == [0, 0] and len(stored(broker)) == 2  # noqa: PLR2004


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


def stored_by(producer: Producer) -> list[bytes | None]:
    """What the producer's run has stored."""
    return [record.value for _, _, record in producer.trace.stored]


def _second(new_broker: NewBroker, first: RecordBatch, second: RecordBatch) -> ProduceResult:
    broker = new_broker()
    broker.produce(TOPIC, 0, first)
    return broker.produce(TOPIC, 0, second)


def _copies_of_two_sends(broker: Broker, idempotent: bool) -> int:
    producer = Producer(broker, enable_idempotence=idempotent)
    producer.send(TOPIC, PAYMENT)
    producer.send(TOPIC, PAYMENT)
    producer.flush()
    return stored(broker).count(PAYMENT)
