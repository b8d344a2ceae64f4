"""New epochs: when the producer begins one, and what it does with the batches in flight (kafka-rules.md §4.4)."""

from __future__ import annotations

import pytest

from minikafka.engine.clock import ManualClock
from minikafka.engine.errors import Error
from minikafka.engine.producer import Producer
from minikafka.engine.producer_batch import Status
from minikafka.engine.records import RecordBatch
from minikafka.engine.trace import StepKind
from tests.engine.runs import TOPIC, ToldBroker, known, numbers, records, steps, stored

OUT_OF_ORDER = Error.OUT_OF_ORDER_SEQUENCE_NUMBER
LARGEST_EPOCH = 32767


@pytest.fixture
def producer(producer: Producer) -> Producer:
    """One that the broker knows on both partitions, so that only sequence 1 may follow."""
    return known(producer)


def bump(producer: Producer, broker: ToldBroker, partition: int = 0) -> None:
    """Make the producer begin a new epoch: its next expected batch is refused."""
    broker.refuse(OUT_OF_ORDER)
    producer.send(TOPIC, b"bumped", partition=partition)


# OUT_OF_ORDER_SEQUENCE_NUMBER for the next expected batch; for a later one, test_gaps.py


def test_a_real_gap_begins_a_new_epoch(producer: Producer, broker: ToldBroker) -> None:
    """kafka-rules.md §4.4, row 2: the batch after the last one acknowledged is refused, and stored in a new epoch."""
    broker.refuse(OUT_OF_ORDER)
    delivery = producer.send(TOPIC, b"a")
    assert (delivery.status, delivery.base_offset) == (Status.ACKNOWLEDGED, 1)
    assert numbers(broker) == [(0, 0), (1, 0)]
    assert (producer.producer_epoch, producer.producer_id) == (1, 0)


def test_a_new_epoch_asks_no_broker(producer: Producer, broker: ToldBroker) -> None:
    """kafka-rules.md §4.4: purely local, no InitProducerId."""
    bump(producer, broker)
    bump(producer, broker)
    assert (producer.producer_epoch, broker.granted) == (2, 1)


def test_each_epoch_counts_its_own_acks(producer: Producer, broker: ToldBroker) -> None:
    """kafka-rules.md §4.4, ``startSequencesAtBeginning``: in a new epoch a gap at sequence 1 is one too."""
    for _ in range(3):
        producer.send(TOPIC, b"x")
    bump(producer, broker)
    bump(producer, broker)
    assert numbers(broker) == [(0, 0), (0, 1), (0, 2), (0, 3), (1, 0), (2, 0)]


def test_what_is_in_flight_is_numbered_again_in_order(producer: Producer, broker: ToldBroker) -> None:
    """kafka-rules.md §4.4, ``startSequencesAtBeginning``: from 0, in records, in the order of the old sequences."""
    deliveries = []
    for values in ((b"a", b"b"), (b"c",), (b"d", b"e", b"f")):
        producer.network.lose_request()
        deliveries.append(producer.send_batch(TOPIC, records(*values)))
    assert [delivery.base_sequence for delivery in deliveries] == [1, 3, 4]
    broker.refuse(OUT_OF_ORDER)
    producer.retry()
    assert [delivery.base_sequence for delivery in deliveries] == [0, 2, 3]
    assert stored(broker) == [b"first", b"a", b"b", b"c", b"d", b"e", b"f"]
    assert numbers(broker) == [(0, 0), *((1, sequence) for sequence in range(6))]
    assert producer.send(TOPIC, b"g").base_sequence == 6


def test_the_steps_of_a_new_epoch(producer: Producer, broker: ToldBroker) -> None:
    """The refused send, the bump, and the batch again under its new numbers."""
    bump(producer, broker)
    assert [kind for kind, _ in steps(producer.trace)[-3:]] == ["send", "bump epoch", "retry"]
    before, after = producer.trace[producer.trace.end_of_step(3)], producer.trace[producer.trace.end_of_step(4)]
    assert (before.variables.producer_epoch, before.variables.sequence_number) == (0, 1)
    assert (after.variables.producer_epoch, after.variables.sequence_number) == (1, 0)


def test_a_loss_in_the_new_epoch_stops_what_follows(producer: Producer, broker: ToldBroker) -> None:
    """kafka-rules.md §4.3: the second renumbered batch is not sent before the first is acknowledged, so order holds."""
    for value in (b"a", b"b"):
        producer.network.lose_request()
        producer.send(TOPIC, value)
    producer.network.deliver_twice()  # both answers are errors
    broker.refuse(OUT_OF_ORDER, OUT_OF_ORDER)
    producer.network.lose_request()
    producer.retry()
    assert [(delivery.base_sequence, delivery.attempts) for delivery in producer.in_flight] == [(0, 3), (1, 1)]
    assert stored(broker) == [b"first"]
    assert producer.send(TOPIC, b"c").status is Status.QUEUED
    producer.flush()
    assert numbers(broker) == [(0, 0), (1, 0), (1, 1), (1, 2)]


@pytest.mark.parametrize("error", [OUT_OF_ORDER, Error.UNKNOWN_PRODUCER_ID])
def test_unknown_producer_id_is_treated_the_same(producer: Producer, broker: ToldBroker, error: Error) -> None:
    """kafka-rules.md §4.4, row 3: brokers before 2.5 answered it; bump and send again."""
    broker.refuse(error)
    producer.send(TOPIC, b"a")
    assert numbers(broker) == [(0, 0), (1, 0)]


def test_since_4_5_a_first_sequence_of_1_ends_in_epoch_1() -> None:
    """A18, A19: the page's numbering on a new partition: refused, then stored as sequence 0 of epoch 1."""
    broker = ToldBroker(generation="kafka-4.5")
    producer = Producer(broker, enable_idempotence=True, first_sequence=1)
    delivery = producer.send(TOPIC, b"message1")
    assert [batch.base_sequence for batch in broker.received] == [1, 0]
    assert (delivery.status, delivery.base_offset, delivery.base_sequence) == (Status.ACKNOWLEDGED, 0, 0)
    assert numbers(broker) == [(1, 0)]
    assert broker.granted == 1


# Other partitions


def test_another_partition_follows_when_nothing_of_it_is_in_flight(producer: Producer, broker: ToldBroker) -> None:
    """kafka-rules.md §4.4, ``maybeUpdateProducerIdAndEpoch``: from sequence 0 of the new epoch."""
    bump(producer, broker)
    producer.send(TOPIC, b"a", partition=1)
    assert numbers(broker, 1) == [(0, 0), (1, 0)]


def test_another_partition_keeps_its_epoch_while_something_is_in_flight(producer: Producer, broker: ToldBroker) -> None:
    """kafka-rules.md §4.4: the batch in flight keeps its numbers, a new one waits for it and begins at 0."""
    producer.network.lose_ack()
    in_flight = producer.send(TOPIC, b"a", partition=1)
    bump(producer, broker)
    waiting = producer.send(TOPIC, b"b", partition=1)
    assert (in_flight.base_sequence, in_flight.batch and in_flight.batch.producer_epoch) == (1, 0)
    assert waiting.status is Status.QUEUED
    producer.flush()
    assert stored(broker, 1) == [b"first", b"a", b"b"]
    assert numbers(broker, 1) == [(0, 0), (0, 1), (1, 0)]


def test_a_partition_that_is_new_joins_the_current_epoch(producer: Producer, broker: ToldBroker) -> None:
    bump(producer, broker)
    producer.send("new", b"a")
    assert numbers(broker, 0, "new") == [(1, 0)]


# Epochs run out


def test_after_epoch_32767_comes_a_new_producer_id(clock: ManualClock) -> None:
    """kafka-rules.md §4.4: only then a request is made; the new id begins with epoch 0, sequence 0."""
    broker = ToldBroker(clock=clock, first_epoch=LARGEST_EPOCH)
    producer = Producer(broker)
    producer.send(TOPIC, b"a")
    assert (producer.producer_id, producer.producer_epoch) == (0, LARGEST_EPOCH)
    bump(producer, broker)
    assert (producer.producer_id, producer.producer_epoch, broker.granted) == (1, 0, 2)
    assert [(record.producer_id, record.producer_epoch, record.sequence) for record in broker.fetch(TOPIC, 0, 0)] == [
        (0, LARGEST_EPOCH, 0),
        (1, 0, 0),
    ]


def test_the_epoch_before_the_last_is_still_bumped(clock: ManualClock) -> None:
    broker = ToldBroker(clock=clock, first_epoch=LARGEST_EPOCH - 1)
    producer = Producer(broker)
    producer.send(TOPIC, b"a")
    bump(producer, broker)
    assert (producer.producer_id, producer.producer_epoch, broker.granted) == (0, LARGEST_EPOCH, 1)


# Old epochs


def test_a_batch_of_the_old_epoch_is_refused_and_changes_nothing(producer: Producer, broker: ToldBroker) -> None:
    """D01, kafka-rules.md §1.3 row 3: the message stays acknowledged, and no further epoch begins."""
    (old,) = [event.delivery for event in producer.trace if event.step == 1 and event.delivery][:1]
    bump(producer, broker)
    state = broker.producer_state(TOPIC, 0, producer.producer_id)
    producer.retry(old)
    result = producer.trace[-1].result
    assert result is not None
    assert (result.error, result.base_offset, result.rule) == (Error.INVALID_PRODUCER_EPOCH, -1, "3")
    assert (old.status, producer.producer_epoch) == (Status.ACKNOWLEDGED, 1)
    assert stored(broker) == [b"first", b"bumped"]
    assert broker.producer_state(TOPIC, 0, producer.producer_id) == state


def test_a_copy_of_the_old_epoch_that_comes_late_is_refused(producer: Producer, broker: ToldBroker) -> None:
    """F05 with a new epoch: the network held it back; the batch has new numbers meanwhile, and is stored once."""
    producer.network.lose_request()
    producer.send(TOPIC, b"a")
    producer.network.delay()
    producer.send(TOPIC, b"b")
    broker.refuse(OUT_OF_ORDER)
    producer.retry()
    copies = [event.result for event in producer.trace if event.kind is StepKind.COPY and event.result]
    assert {copy.error for copy in copies} <= {OUT_OF_ORDER, Error.INVALID_PRODUCER_EPOCH}
    assert copies
    assert stored(broker) == [b"first", b"a", b"b"]


def test_a_fenced_batch_has_failed_and_the_next_begins_a_new_epoch(producer: Producer, broker: ToldBroker) -> None:
    """kafka-rules.md §4.4, row 4: 47 is not retried; the send fails and says so; then the epoch is bumped."""
    fence = RecordBatch(records=records(b"fence"), producer_id=0, producer_epoch=1, base_sequence=0)
    broker.produce(TOPIC, 0, fence)
    fenced = producer.send(TOPIC, b"a")
    assert (fenced.status, fenced.attempts) == (Status.FAILED, 1)
    assert str(fenced.failure) == "the broker refused it: INVALID_PRODUCER_EPOCH"
    assert producer.producer_epoch == 1


def test_a_failed_batch_has_those_behind_it_numbered_again(clock: ManualClock) -> None:
    """kafka-rules.md §4.4, row 5: one batch fails for good, and the later one is stored in the new epoch."""
    broker = ToldBroker(clock=clock, message_max_bytes=200)
    producer = Producer(broker)
    producer.send(TOPIC, b"first")
    producer.network.lose_ack()
    too_large = producer.send(TOPIC, bytes(200))
    behind = producer.send(TOPIC, b"a")
    assert (too_large.status, behind.status) == (Status.IN_FLIGHT, Status.TO_RETRY)
    producer.retry()
    assert (too_large.status, behind.status) == (Status.FAILED, Status.ACKNOWLEDGED)
    assert numbers(broker) == [(0, 0), (1, 0)]


def test_a_batch_in_doubt_before_the_failed_one_is_numbered_anew(clock: ManualClock) -> None:
    """KAFKA-14034: its ack is missing, it is sent again under the new epoch, and so it is stored twice."""
    broker = ToldBroker(clock=clock, message_max_bytes=200)
    producer = Producer(broker)
    producer.send(TOPIC, b"first")
    producer.network.lose_ack()
    in_doubt = producer.send(TOPIC, b"a")
    producer.network.delay()
    producer.send(TOPIC, bytes(200))
    producer.network.delay()
    behind = producer.send(TOPIC, b"b")
    producer.send("elsewhere", b"x")
    assert (in_doubt.status, behind.status, producer.producer_epoch) == (Status.ACKNOWLEDGED, Status.ACKNOWLEDGED, 1)
    assert stored(broker) == [b"first", b"a", b"a", b"b"]
    assert numbers(broker) == [(0, 0), (0, 1), (1, 0), (1, 1)]
