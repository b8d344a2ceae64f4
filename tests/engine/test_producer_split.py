"""A batch of several records that is too large for the broker (``Sender.completeBatch``, ``splitAndReenqueue``)."""

from __future__ import annotations

import pytest

from minikafka.engine.clock import ManualClock
from minikafka.engine.errors import Error, NothingToRetry
from minikafka.engine.network import Fault
from minikafka.engine.producer import Producer
from minikafka.engine.producer_batch import ProducerBatch, Status
from minikafka.engine.records import RECORD_BATCH_OVERHEAD, Record, RecordBatch
from tests.engine.runs import TOPIC, ToldBroker, numbers, records, steps, stored, story

LETTERS = (b"w" * 100, b"x" * 100, b"y" * 100, b"z" * 100)


@pytest.fixture
def broker() -> ToldBroker:
    """One that takes a batch of one of the ``LETTERS``, and of two no more."""
    return ToldBroker(message_max_bytes=300)


@pytest.fixture
def producer(broker: ToldBroker) -> Producer:
    return Producer(broker)


def send(producer: Producer) -> ProducerBatch:
    return producer.send_batch(TOPIC, records(*LETTERS))


def test_the_parts_are_stored_in_order_at_once(producer: Producer, broker: ToldBroker) -> None:
    cut = send(producer)
    assert stored(broker) == list(LETTERS)
    assert (cut.status, cut.base_offset, cut.failure) == (Status.ACKNOWLEDGED, 0, None)
    assert not producer.in_flight


def test_the_parts_share_the_sequences_of_the_batch(producer: Producer, broker: ToldBroker) -> None:
    """``ProducerBatch.split``: counted on from the base sequence of the large one; the epoch stays."""
    producer.send(TOPIC, b"before")
    send(producer)
    producer.send(TOPIC, b"behind")
    assert numbers(broker) == [(0, 0), (0, 1), (0, 2), (0, 3), (0, 4), (0, 5)]


def test_without_idempotence_the_parts_have_no_sequences(broker: ToldBroker) -> None:
    send(Producer(broker, enable_idempotence=False))
    assert stored(broker) == list(LETTERS)
    assert numbers(broker) == [(-1, -1)] * 4


def test_a_part_that_is_still_too_large_is_cut_again(broker: ToldBroker) -> None:
    """KAFKA-8350: by half its own size, so that an end is reached."""
    producer = Producer(broker)
    cut = producer.send_batch(TOPIC, records(*LETTERS, *LETTERS))
    assert stored(broker) == [*LETTERS, *LETTERS]
    assert cut.status is Status.ACKNOWLEDGED
    sizes = [batch.record_count for batch in broker.received]
    assert (sizes[0], sizes[-1], max(sizes[1:])) == (8, 1, 3)


def test_records_of_unlike_sizes_are_cut_too(broker: ToldBroker) -> None:
    """A record larger than half the batch is a part of its own (``createBatchOffAccumulatorForRecord``)."""
    producer = Producer(broker)
    producer.send_batch(TOPIC, records(b"a", bytes(190), b"b", b"c"))
    assert [batch.record_count for batch in broker.received] == [4, 1, 1, 2]


def test_one_record_is_never_cut(producer: Producer) -> None:
    refused = producer.send(TOPIC, bytes(400))
    assert (refused.status, refused.parts) == (Status.FAILED, ())
    assert str(refused.failure) == "the broker refused it: MESSAGE_TOO_LARGE"


def test_a_part_refused_for_good_fails_the_batch_and_begins_a_new_epoch(broker: ToldBroker) -> None:
    producer = Producer(broker)
    cut = producer.send_batch(TOPIC, records(b"a", bytes(400), b"c"))
    assert (cut.status, cut.base_offset) == (Status.FAILED, -1)
    assert str(cut.failure) == "the broker refused it: MESSAGE_TOO_LARGE"
    assert stored(broker) == [b"a", b"c"]
    assert numbers(broker) == [(0, 0), (1, 0)]
    assert not producer.trace[-1].variables.acknowledged


def test_a_part_whose_ack_is_lost_holds_up_the_others(producer: Producer, broker: ToldBroker) -> None:
    """``shouldStopDrainBatchesForPartition``: with sequences a part waits for the one before it."""
    broker.refuse(Error.MESSAGE_TOO_LARGE)
    producer.network.deliver_twice()  # of the large batch, which is refused twice and cut once
    producer.network.lose_ack()
    cut = send(producer)
    assert (stored(broker), cut.status) == ([LETTERS[0]], Status.SPLIT)
    assert [part.status for part in cut.parts] == [Status.IN_FLIGHT, *[Status.TO_RETRY] * 3]
    producer.flush()
    assert stored(broker) == list(LETTERS)
    assert cut.status is Status.ACKNOWLEDGED


def test_without_sequences_no_part_waits_for_another(broker: ToldBroker) -> None:
    producer = Producer(broker, enable_idempotence=False)
    producer.network.deliver_twice()
    producer.network.lose_request()
    send(producer)
    assert stored(broker) == list(LETTERS[1:])
    producer.flush()
    assert stored(broker) == [*LETTERS[1:], LETTERS[0]]


def test_one_request_at_a_time_holds_for_parts(broker: ToldBroker) -> None:
    """``max.in.flight.requests.per.connection`` 1 keeps the order without idempotence (``guaranteeMessageOrder``)."""
    producer = Producer(broker, enable_idempotence=False, max_in_flight_requests_per_connection=1)
    producer.network.deliver_twice()
    producer.network.lose_request()
    send(producer)
    assert stored(broker) == []
    producer.flush()
    assert stored(broker) == list(LETTERS)


def test_a_message_waits_until_all_parts_are_sent(producer: Producer, broker: ToldBroker) -> None:
    producer.network.deliver_twice()
    producer.network.lose_request()
    send(producer)
    assert producer.send(TOPIC, b"behind").status is Status.QUEUED
    producer.flush()
    assert stored(broker) == [*LETTERS, b"behind"]
    assert [sequence for _, sequence in numbers(broker)] == [0, 1, 2, 3, 4]


def test_the_oldest_part_is_retried_before_what_was_sent_behind_it(producer: Producer, broker: ToldBroker) -> None:
    producer.network.lose_request()
    cut = send(producer)
    producer.network.lose_request()
    behind = producer.send(TOPIC, b"behind")
    producer.network.deliver_twice()
    producer.network.lose_request()
    producer.retry()
    assert producer.to_retry is cut.parts[0]
    assert producer.in_flight == (*cut.parts, behind)
    producer.flush()
    assert stored(broker) == [*LETTERS, b"behind"]


def test_what_was_cut_is_not_sent_again_as_a_whole(producer: Producer) -> None:
    cut = send(producer)
    with pytest.raises(
        NothingToRetry, match=r"^this message was too large for the broker and was cut: its parts can be sent again$"
    ):
        producer.retry(cut)
    producer.retry(cut.parts[0])
    assert producer.trace[-1].result is not None
    assert producer.trace[-1].result.duplicate


def test_the_delivery_timeout_counts_from_the_first_send(producer: Producer, broker: ToldBroker) -> None:
    """``createBatchOffAccumulatorForRecord``: a part keeps the time at which the batch was created."""
    clock = producer.network.broker.clock
    assert isinstance(clock, ManualClock)
    producer.network.lose_request()
    cut = send(producer)
    clock.advance(90_000)
    producer.network.deliver_twice()
    producer.network.lose_request()
    producer.retry()
    clock.advance(30_000)
    producer.flush()
    assert cut.status is Status.FAILED
    assert str(cut.failure) == "no ack within 120000 ms; the broker may have stored it or not"


def test_the_run_can_be_made_again(producer: Producer) -> None:
    """With a retry of one part, which has a number of its own."""
    producer.network.deliver_twice()
    producer.network.lose_ack()
    cut = send(producer)
    producer.retry(cut.parts[0])
    again = producer.trace.fork()
    assert story(again.trace) == story(producer.trace)
    assert [kind for kind, _ in steps(producer.trace)][-4:] == ["retry", "send", "send", "send"]


def test_all_are_acknowledged_when_all_parts_are(producer: Producer) -> None:
    cut = send(producer)
    assert [part.number for part in cut.parts] == [1, 2, 3, 4]
    assert producer.deliveries == (cut, *cut.parts)
    assert producer.trace[-1].variables.acknowledged
    assert repr(cut) == "ProducerBatch(topic-0, acknowledged at offset 0)"


def test_headers_and_keys_stay_with_their_record(producer: Producer, broker: ToldBroker) -> None:
    sent = [Record(key=b"k%d" % n, value=bytes(90), headers=(("h", b"%d" % n),)) for n in range(4)]
    producer.send_batch(TOPIC, tuple(sent))
    found = broker.fetch(TOPIC, 0, 0).records
    assert [(record.key, record.headers) for record in found] == [(record.key, record.headers) for record in sent]


def test_two_batches_that_were_cut_are_acknowledged_together(producer: Producer) -> None:
    send(producer)
    send(producer)
    assert producer.trace[-1].variables.acknowledged


def test_what_was_cut_is_acknowledged_with_its_last_part_and_no_sooner(producer: Producer, broker: ToldBroker) -> None:
    producer.network.faults.extend([None, None, Fault.LOSE_ACK])  # of the whole, of the first part, of the second
    cut = send(producer)
    assert cut.parts[0].status is Status.ACKNOWLEDGED
    assert (cut.status, cut.base_offset) == (Status.SPLIT, -1)
    producer.flush()
    assert (cut.status, cut.base_offset) == (Status.ACKNOWLEDGED, 0)
    assert stored(broker) == list(LETTERS)


def test_a_record_that_just_fits_stays_with_the_one_before() -> None:
    """The last one is as large as the two others and the overhead of a batch, so that these are just one half."""
    small = Record(value=bytes(100))
    large = Record(value=bytes(100 + small.size_upper_bound + RECORD_BATCH_OVERHEAD))
    sent = (small, small, large)
    batch = ProducerBatch(0, TOPIC, 0, sent, created_ms=0, batch=RecordBatch(records=sent))
    assert batch.cut() == [(small, small), (large,)]
