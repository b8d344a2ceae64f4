"""The producer as a client: what it sends, what it sends again, when it gives up (kafka-idempotence.md §4, §1.8)."""

from __future__ import annotations

from typing import Any

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.clock import START_MS, ManualClock
from minikafka.engine.delivery import Status
from minikafka.engine.errors import Error, KafkaError, NothingToRetry, RecordTooLargeException
from minikafka.engine.network import Network
from minikafka.engine.producer import Producer
from minikafka.engine.records import Record
from minikafka.engine.results import InitProducerIdResult, ProduceResult
from minikafka.engine.trace import Stage
from tests.engine.runs import TOPIC, ToldBroker, numbers, records, stored

LARGEST = 2147483647


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def broker(clock: ManualClock) -> ToldBroker:
    broker = ToldBroker(clock=clock)
    broker.create_topic(TOPIC, 2)
    return broker


@pytest.fixture
def producer(broker: ToldBroker) -> Producer:
    return Producer(broker, enable_idempotence=True)


# Numbers


def test_the_first_message_has_sequence_0(producer: Producer, broker: Broker) -> None:
    """A01: producer id from the broker, epoch 0, sequence 0, offset 0."""
    delivery = producer.send(TOPIC, b"message1")
    (record,) = broker.fetch(TOPIC, 0, 0)
    assert (record.offset, record.value, record.producer_id, record.producer_epoch, record.sequence) == (
        (0, b"message1", producer.producer_id, 0, 0)
    )
    assert (delivery.status, delivery.base_offset, delivery.attempts) == (Status.ACKNOWLEDGED, 0, 1)


def test_a_second_send_is_a_new_record(producer: Producer, broker: Broker) -> None:
    """A06, §7 row 1: the misconception that the course exists to end."""
    producer.send(TOPIC, b"message1")
    producer.send(TOPIC, b"message1")
    assert stored(broker) == [b"message1", b"message1"]
    assert numbers(broker) == [(0, 0), (0, 1)]


def test_sequences_count_records(producer: Producer, broker: Broker) -> None:
    """A03, §4.1: the next base sequence is the last one plus the number of records."""
    sent = [producer.send_batch(TOPIC, records(*values)) for values in ((b"a", b"b", b"c"), (b"d",), (b"e", b"f"))]
    assert [delivery.base_sequence for delivery in sent] == [0, 3, 4]
    assert [delivery.base_offset for delivery in sent] == [0, 3, 4]
    assert numbers(broker) == [(0, sequence) for sequence in range(6)]


def test_each_topic_and_partition_counts_for_itself(producer: Producer, broker: Broker) -> None:
    """E01, E02: one producer id, a sequence for each partition."""
    for topic, partition in ((TOPIC, 0), (TOPIC, 1), (TOPIC, 1), ("other", 0), (TOPIC, 0)):
        producer.send(topic, b"x", partition=partition)
    assert numbers(broker, 0) == [(0, 0), (0, 1)]
    assert numbers(broker, 1) == [(0, 0), (0, 1)]
    assert numbers(broker, 0, "other") == [(0, 0)]


def test_each_producer_has_an_id_of_its_own(broker: Broker) -> None:
    """L03, E04: always a new id with epoch 0; the same sequence of another producer is no duplicate."""
    producers = [Producer(broker) for _ in range(3)]
    for each in producers:
        each.send(TOPIC, b"message1")
    assert [(each.producer_id, each.producer_epoch) for each in producers] == [(0, 0), (1, 0), (2, 0)]
    assert numbers(broker) == [(0, 0)] * 3


@pytest.mark.parametrize("first", [1, 5, LARGEST])
def test_a_producer_may_begin_elsewhere(broker: Broker, first: int) -> None:
    """A08: brokers of 2.5 to 4.4 accept any first sequence of a producer that they do not know."""
    producer = Producer(broker, first_sequence=first)
    assert producer.send(TOPIC, b"message1").base_sequence == first
    assert numbers(broker) == [(0, first)]


def test_sequences_wrap_between_batches(broker: Broker) -> None:
    """G01: 2147483647 is followed by 0."""
    producer = Producer(broker, first_sequence=LARGEST)
    for value in (b"a", b"b", b"c"):
        producer.send(TOPIC, value)
    assert numbers(broker) == [(0, LARGEST), (0, 0), (0, 1)]


def test_a_batch_may_span_the_wrap(broker: Broker) -> None:
    """G05, G06: 2147483646 with four records ends at 1, the next is 2, and a retry is recognised."""
    producer = Producer(broker, first_sequence=LARGEST - 1)
    spanning = producer.send_batch(TOPIC, records(b"a", b"b", b"c", b"d"))
    assert producer.send(TOPIC, b"e").base_sequence == 2
    producer.retry(spanning)
    assert [sequence for _, sequence in numbers(broker)] == [LARGEST - 1, LARGEST, 0, 1, 2]


def test_acks_lost_on_both_sides_of_the_wrap(broker: Broker) -> None:
    """G07, F02: what is in flight across the wrap is recognised, and no new epoch is needed."""
    producer = Producer(broker, first_sequence=LARGEST - 1)
    for value in (b"a", b"b", b"c", b"d"):
        producer.network.lose_ack()
        producer.send(TOPIC, value)
    producer.flush()
    assert stored(broker) == [b"a", b"b", b"c", b"d"]
    assert producer.producer_epoch == 0


def test_a_lost_request_at_the_wrap_is_no_gap(broker: Broker) -> None:
    """F01 across the wrap: the batch that waits for an earlier one is sent again unchanged."""
    producer = Producer(broker, first_sequence=LARGEST - 1)
    producer.send(TOPIC, b"a")
    producer.network.lose_request()
    producer.send(TOPIC, b"b")
    producer.send(TOPIC, b"c")
    producer.flush()
    assert numbers(broker) == [(0, LARGEST - 1), (0, LARGEST), (0, 0)]


# Retry


def test_a_retry_is_the_same_batch(producer: Producer, broker: ToldBroker) -> None:
    """A05, §4.1: the same id, epoch, sequence and records, stored once."""
    delivery = producer.send(TOPIC, b"message1")
    assert producer.retry() is delivery
    assert broker.received == [delivery.batch, delivery.batch]
    assert stored(broker) == [b"message1"]
    assert (delivery.status, delivery.base_offset, delivery.attempts) == (Status.ACKNOWLEDGED, 0, 2)


def test_a_batch_of_several_records_is_recognised_as_one(producer: Producer, broker: Broker) -> None:
    """A09: first and last sequence are compared."""
    producer.send_batch(TOPIC, records(b"a", b"b", b"c"))
    producer.retry()
    assert stored(broker) == [b"a", b"b", b"c"]
    assert producer.trace[-1].result == ProduceResult(
        base_offset=0, log_append_time=START_MS, log_start_offset=0, duplicate=True, rule="2"
    )


def test_a_retry_of_the_fifth_to_last_batch_is_recognised(producer: Producer, broker: Broker) -> None:
    """A10: the window holds five batches."""
    oldest, *_ = [producer.send(TOPIC, b"%d" % number) for number in range(5)]
    producer.retry(oldest)
    assert producer.trace[-1].stage is Stage.CONTINUE_SENDING
    assert len(stored(broker)) == 5


def test_a_retry_outside_the_window_does_no_harm(producer: Producer, broker: Broker) -> None:
    """A11: OUT_OF_ORDER_SEQUENCE_NUMBER, nothing stored; the message stays acknowledged, the epoch stays."""
    oldest, *_ = [producer.send(TOPIC, b"%d" % number) for number in range(6)]
    producer.retry(oldest)
    result = producer.trace[-1].result
    assert result is not None
    assert (result.error, result.base_offset) == (Error.OUT_OF_ORDER_SEQUENCE_NUMBER, -1)
    assert (oldest.status, oldest.base_offset, producer.producer_epoch) == (Status.ACKNOWLEDGED, 0, 0)
    producer.send(TOPIC, b"6")
    assert stored(broker) == [b"%d" % number for number in range(7)]


def test_retry_takes_the_oldest_batch_in_flight(producer: Producer) -> None:
    producer.network.lose_ack()
    first = producer.send(TOPIC, b"a", partition=1)
    producer.network.lose_ack()
    second = producer.send(TOPIC, b"b", partition=0)
    last = producer.send(TOPIC, b"c", partition=1)
    assert [producer.retry() for _ in range(3)] == [first, second, last]


def test_a_retry_sets_off_what_waited_behind_it(producer: Producer, broker: Broker) -> None:
    """F01: with the missing batch stored, the refused one and those that waited follow."""
    producer.send(TOPIC, b"a")
    producer.network.lose_request()
    producer.send(TOPIC, b"b")
    refused, waiting = producer.send(TOPIC, b"c"), producer.send(TOPIC, b"d")
    assert (refused.status, waiting.status) == (Status.TO_RETRY, Status.QUEUED)
    producer.retry()
    producer.retry()
    assert stored(broker) == [b"a", b"b", b"c", b"d"]
    assert waiting.base_sequence == 3


@pytest.mark.parametrize("settle", [Producer.retry, Producer.flush])
def test_waiting_for_an_ack_takes_the_request_timeout(producer: Producer, clock: ManualClock, settle: Any) -> None:
    """§4.3: request.timeout.ms, counted from the send."""
    producer.network.lose_ack()
    producer.send(TOPIC, b"message1")
    clock.advance(10_000)
    settle(producer)
    assert clock.now() - START_MS == 30_000


def test_a_retry_of_an_acknowledged_batch_takes_no_time(producer: Producer, clock: ManualClock) -> None:
    producer.send(TOPIC, b"message1")
    producer.retry()
    assert clock.now() == START_MS


def test_an_acknowledged_batch_can_be_sent_again_at_any_time(broker: ToldBroker, clock: ManualClock) -> None:
    """Neither the delivery timeout nor the number of retries is about a message that has arrived."""
    producer = Producer(broker, retries=1)
    delivery = producer.send(TOPIC, b"message1")
    clock.advance(120_000)
    for _ in range(3):
        producer.retry()
    assert (delivery.status, delivery.attempts, stored(broker)) == (Status.ACKNOWLEDGED, 4, [b"message1"])


def test_the_pause_between_refused_attempts_grows(producer: Producer, broker: ToldBroker, clock: ManualClock) -> None:
    """§4.3: backoff of 100 ms growing to 1000 ms (KIP-580: doubled each time)."""
    broker.refuse(*[Error.NOT_ENOUGH_REPLICAS] * 7)
    producer.send(TOPIC, b"message1")
    pauses = []
    for _ in range(7):
        before = clock.now()
        producer.retry()
        pauses.append(clock.now() - before)
    assert pauses == [100, 200, 400, 800, 1000, 1000, 1000]
    assert stored(broker) == [b"message1"]


@pytest.mark.parametrize("error", [Error.NOT_ENOUGH_REPLICAS, Error.NOT_LEADER_OR_FOLLOWER, Error.KAFKA_STORAGE_ERROR])
def test_a_retriable_error_keeps_the_batch(producer: Producer, broker: ToldBroker, error: Error) -> None:
    """§4.3: re-queued with the same id, epoch and sequence."""
    broker.refuse(error)
    delivery = producer.send(TOPIC, b"message1")
    assert delivery.status is Status.TO_RETRY
    producer.flush()
    assert broker.received == [delivery.batch, delivery.batch]
    assert numbers(broker) == [(0, 0)]


@pytest.mark.parametrize("error", [Error.NETWORK_EXCEPTION, Error.REQUEST_TIMED_OUT])
def test_a_disconnect_keeps_the_batch_and_waits_for_no_timeout(
    producer: Producer, broker: ToldBroker, clock: ManualClock, error: Error
) -> None:
    """§4.3: re-queued with the same id, epoch and sequence; only the pause between attempts passes."""
    broker.refuse(error)
    delivery = producer.send(TOPIC, b"message1")
    waiting = producer.send(TOPIC, b"message2")
    assert (delivery.status, waiting.status) == (Status.TO_RETRY, Status.QUEUED)
    assert producer.trace[producer.trace.end_of_step(1)].stage is Stage.ACK_LOST
    producer.flush()
    assert broker.received[:2] == [delivery.batch, delivery.batch]
    assert (stored(broker), clock.now() - START_MS) == ([b"message1", b"message2"], 100)


def test_a_disconnect_during_a_forced_retry_changes_nothing(producer: Producer, broker: ToldBroker) -> None:
    delivery = producer.send(TOPIC, b"message1")
    broker.refuse(Error.NETWORK_EXCEPTION)
    producer.retry()
    assert (delivery.status, producer.in_flight) == (Status.ACKNOWLEDGED, ())


def test_duplicate_sequence_number_is_a_success_without_offset(producer: Producer, broker: ToldBroker) -> None:
    """§4.3, §1.4: no broker answers 46 any more, and clients take it as success."""
    broker.refuse(Error.DUPLICATE_SEQUENCE_NUMBER)
    delivery = producer.send(TOPIC, b"message1")
    assert (delivery.status, delivery.base_offset) == (Status.ACKNOWLEDGED, -1)


# Nothing to retry


def test_nothing_was_sent_yet(producer: Producer) -> None:
    with pytest.raises(NothingToRetry, match="nothing was sent yet"):
        producer.retry()
    assert len(producer.trace) == 1
    assert producer.retry_refusal is not None
    producer.send(TOPIC, b"message1")
    assert producer.retry_refusal is None


def test_a_message_that_waits_cannot_be_retried(producer: Producer) -> None:
    """§4.1: it has no sequence, so it was never sent."""
    waiting = fill(producer, count=6)[-1]
    with pytest.raises(NothingToRetry, match="not sent yet"):
        producer.retry(waiting)


def test_a_message_that_has_failed_cannot_be_retried(producer: Producer, clock: ManualClock) -> None:
    """§4.2: to send it again is the application's decision, and a new record."""
    producer.network.lose_request()
    failed = producer.send(TOPIC, b"message1")
    clock.advance(120_000)
    producer.flush()
    steps = producer.trace.steps
    for named in (failed, None):
        with pytest.raises(NothingToRetry, match="as a new record"):
            producer.retry(named)
    assert producer.trace.steps == steps


def test_the_message_of_another_producer_cannot_be_retried(producer: Producer, broker: Broker) -> None:
    """It would be sent under an id that is not ours."""
    foreign = Producer(broker).send(TOPIC, b"message1")
    for steps in (0, 1):
        with pytest.raises(NothingToRetry, match="another producer"):
            producer.retry(foreign)
        assert (foreign.attempts, producer.trace.steps) == (1, steps)
        producer.send(TOPIC, b"message2")


# Lost requests and lost acks


def test_a_lost_ack_leaves_the_batch_in_flight(producer: Producer, broker: Broker) -> None:
    """§7: stored, and the producer cannot know."""
    producer.network.lose_ack()
    delivery = producer.send(TOPIC, b"message1")
    assert stored(broker) == [b"message1"]
    assert (delivery.status, delivery.base_offset) == (Status.IN_FLIGHT, -1)
    assert producer.in_flight == (delivery,)


def test_a_lost_request_looks_the_same_to_the_producer(producer: Producer, broker: Broker) -> None:
    producer.network.lose_request()
    delivery = producer.send(TOPIC, b"message1")
    assert stored(broker) == []
    assert (delivery.status, delivery.base_offset) == (Status.IN_FLIGHT, -1)
    assert producer.in_flight == (delivery,)


@pytest.mark.parametrize("settle", [Producer.retry, Producer.flush])
@pytest.mark.parametrize("lose", [Network.lose_ack, Network.lose_request])
def test_a_loss_is_settled(producer: Producer, broker: Broker, lose: Any, settle: Any) -> None:
    """A05: stored once, acknowledged with the offset of what is stored."""
    producer.send(TOPIC, b"message0")
    lose(producer.network)
    delivery = producer.send(TOPIC, b"message1")
    settle(producer)
    assert stored(broker) == [b"message0", b"message1"]
    assert (delivery.status, delivery.base_offset) == (Status.ACKNOWLEDGED, 1)
    assert producer.in_flight == ()


def test_flush_sends_again_until_it_is_acknowledged(producer: Producer, broker: ToldBroker) -> None:
    """§4.3: three acks lost, then one arrives; four attempts, one record."""
    for _ in range(3):
        producer.network.lose_ack()
    delivery = producer.send(TOPIC, b"message1")
    producer.flush()
    assert (delivery.attempts, delivery.status) == (4, Status.ACKNOWLEDGED)
    assert stored(broker) == [b"message1"]


def test_flush_settles_every_partition(producer: Producer, broker: Broker) -> None:
    for partition in (0, 1, 0, 1):
        producer.network.lose_ack()
        producer.send(TOPIC, b"x", partition=partition)
    producer.flush()
    assert producer.in_flight == ()
    assert (numbers(broker, 0), numbers(broker, 1)) == ([(0, 0), (0, 1)], [(0, 0), (0, 1)])


def test_a_second_flush_has_nothing_to_do(producer: Producer, broker: ToldBroker) -> None:
    """§7 row 14: it only waits for outstanding sends, and confirms nothing to the broker."""
    producer.network.lose_ack()
    producer.send(TOPIC, b"message1")
    producer.flush()
    requests = len(broker.received)
    producer.flush()
    assert len(broker.received) == requests


def test_flush_with_nothing_sent(producer: Producer, broker: ToldBroker) -> None:
    producer.flush()
    assert broker.received == []
    assert producer.trace.steps == 1


# Five in flight


def fill(producer: Producer, count: int) -> list[Any]:
    """Send ``count`` messages whose acks are lost, as far as they are sent."""
    deliveries = []
    for number in range(count):
        producer.network.lose_ack()
        deliveries.append(producer.send(TOPIC, b"%d" % number))
    producer.network.faults.clear()
    return deliveries


def test_a_sixth_batch_waits_without_a_sequence(producer: Producer, broker: ToldBroker) -> None:
    """§1.8, §4.1: five in flight; a sequence is given when a batch is drained, and not before."""
    *five, sixth = fill(producer, count=6)
    assert [delivery.base_sequence for delivery in five] == [0, 1, 2, 3, 4]
    assert (sixth.status, sixth.batch, sixth.base_sequence, sixth.attempts) == (Status.QUEUED, None, -1, 0)
    assert producer.in_flight == tuple(five)
    assert len(broker.received) == 5


def test_five_stored_and_all_acks_lost(producer: Producer, broker: Broker) -> None:
    """F02: every batch that can be in doubt is still known, and the sixth follows with sequence 5."""
    deliveries = fill(producer, count=7)
    producer.flush()
    assert stored(broker) == [b"%d" % number for number in range(7)]
    assert numbers(broker) == [(0, number) for number in range(7)]
    assert [delivery.base_offset for delivery in deliveries] == list(range(7))


def test_the_places_in_flight_count_from_the_oldest(producer: Producer, broker: Broker) -> None:
    """§1.8, F03: with acks that overtake a lost one, a sixth batch would push the oldest out of the broker's window."""
    producer.network.lose_ack()
    oldest = producer.send(TOPIC, b"0")
    later = [producer.send(TOPIC, b"%d" % number) for number in range(1, 6)]
    assert [delivery.status for delivery in later] == [Status.ACKNOWLEDGED] * 4 + [Status.QUEUED]
    producer.flush()
    assert (oldest.status, oldest.base_offset) == (Status.ACKNOWLEDGED, 0)
    assert stored(broker) == [b"%d" % number for number in range(6)]
    assert producer.producer_epoch == 0


def test_each_partition_has_its_own_five(producer: Producer) -> None:
    """§1.8: the broker's window is one of each partition."""
    fill(producer, count=6)
    assert producer.send(TOPIC, b"elsewhere", partition=1).status is Status.ACKNOWLEDGED


def test_with_one_in_flight_the_second_waits(broker: Broker) -> None:
    """§4.3: with max.in.flight = 1 the partition is muted while a batch is out."""
    producer = Producer(broker, max_in_flight_requests_per_connection=1)
    first, second = fill(producer, count=2)
    assert (first.status, second.status) == (Status.IN_FLIGHT, Status.QUEUED)
    producer.retry()
    assert (first.status, second.status) == (Status.ACKNOWLEDGED, Status.ACKNOWLEDGED)


# Giving up


@pytest.mark.parametrize("settle", [Producer.retry, Producer.flush])
def test_after_the_delivery_timeout_the_send_has_failed_and_says_so(
    producer: Producer, broker: ToldBroker, clock: ManualClock, settle: Any
) -> None:
    """§4.3, §4.4: delivery.timeout.ms over; it may have been stored (here it was), so nobody says that it was not."""
    producer.network.lose_ack()
    delivery = producer.send(TOPIC, b"message1")
    clock.advance(120_000)
    settle(producer)
    assert delivery.status is Status.FAILED
    assert delivery.failure == "no ack within 120000 ms; the broker may have stored it or not"
    assert (producer.in_flight, len(broker.received)) == ((), 1)
    assert stored(broker) == [b"message1"]


def test_flush_waits_no_longer_than_the_delivery_timeout(
    producer: Producer, broker: ToldBroker, clock: ManualClock
) -> None:
    """§4.3: sent at 0, 30, 60 and 90 s; at 120 s it is given up."""
    for _ in range(10):
        producer.network.lose_request()
    delivery = producer.send(TOPIC, b"message1")
    producer.flush()
    assert (delivery.status, delivery.attempts) == (Status.FAILED, 4)
    assert clock.now() - START_MS == 120_000
    assert broker.received == []


def test_a_batch_is_given_up_when_its_time_is_over_and_no_later(producer: Producer, clock: ManualClock) -> None:
    """§4.3: the last attempt may still wait for its ack; the delivery timeout does not wait for it."""
    producer.network.lose_request()
    delivery = producer.send(TOPIC, b"message1")
    clock.advance(100_000)
    producer.network.lose_request()
    producer.retry()
    producer.flush()
    assert (delivery.status, delivery.attempts) == (Status.FAILED, 2)
    assert clock.now() - START_MS == 120_000


def test_a_partition_that_is_stuck_delays_no_other(producer: Producer, clock: ManualClock) -> None:
    """C04 on partition 0, where sequence 0 is refused to its end; partition 1 is settled when its ack is overdue."""
    producer.network.lose_request()
    stuck = producer.send(TOPIC, b"a")
    producer.send(TOPIC, b"b")
    producer.network.lose_request()
    other = producer.send(TOPIC, b"c", partition=1)
    producer.flush()
    assert (stuck.status, other.status) == (Status.FAILED, Status.ACKNOWLEDGED)
    assert other.sent_ms - START_MS == 30_000
    assert clock.now() - START_MS == 120_000


def test_one_millisecond_before_the_delivery_timeout_a_retry_still_goes_out(
    producer: Producer, clock: ManualClock
) -> None:
    """``ProducerBatch.hasReachedDeliveryTimeout``: the bound itself is too late."""
    producer.network.lose_request()
    delivery = producer.send(TOPIC, b"message1")
    clock.advance(119_999)
    producer.flush()
    assert delivery.status is Status.ACKNOWLEDGED


def test_after_a_message_was_given_up_the_next_begins_a_new_epoch(
    producer: Producer, broker: ToldBroker, clock: ManualClock
) -> None:
    """§4.4, last row: the last acknowledged sequence does not fit, so epoch 1 from sequence 0, without a request."""
    producer.send(TOPIC, b"a")
    producer.network.lose_request()
    producer.send(TOPIC, b"lost")
    clock.advance(120_000)
    producer.flush()
    producer.send(TOPIC, b"b")
    assert stored(broker) == [b"a", b"b"]
    assert numbers(broker) == [(0, 0), (1, 0)]
    assert broker.granted == 1


def test_where_later_batches_show_that_it_was_stored_the_epoch_stays(
    producer: Producer, broker: Broker, clock: ManualClock
) -> None:
    """§4.4, ``maybeResolveSequences``: a batch was given up, and the one after it was acknowledged."""
    producer.send(TOPIC, b"a")
    producer.network.lose_ack()
    in_doubt = producer.send(TOPIC, b"b")
    clock.advance(90_000)
    producer.send(TOPIC, b"c")
    clock.advance(30_000)
    producer.flush()
    producer.network.lose_ack()
    producer.send(TOPIC, b"d")
    assert producer.send(TOPIC, b"e").status is Status.ACKNOWLEDGED
    assert in_doubt.status is Status.FAILED
    assert numbers(broker) == [(0, 0), (0, 1), (0, 2), (0, 3), (0, 4)]


def test_nothing_new_is_sent_while_a_given_up_batch_is_unresolved(
    producer: Producer, broker: Broker, clock: ManualClock
) -> None:
    """§4.4: nothing new is drained until what is in flight is settled."""
    producer.network.lose_ack()
    producer.send(TOPIC, b"a")
    clock.advance(60_000)
    producer.network.lose_ack()
    producer.send(TOPIC, b"b")
    clock.advance(60_000)
    producer.retry()
    waiting = producer.send(TOPIC, b"c")
    assert waiting.status is Status.QUEUED
    producer.flush()
    assert numbers(broker) == [(0, 0), (0, 1), (0, 2)]


def test_a_message_that_waited_too_long_is_never_sent(
    producer: Producer, broker: ToldBroker, clock: ManualClock
) -> None:
    """§4.3, ``RecordAccumulator.expiredBatches``: the delivery timeout counts from ``send``, sent or not."""
    *_, waiting = fill(producer, count=6)
    clock.advance(120_000)
    producer.flush()
    assert (waiting.status, waiting.batch) == (Status.FAILED, None)
    assert waiting.failure == "not sent within 120000 ms; it is stored nowhere"
    assert waiting in [event.delivery for event in producer.trace if event.stage is Stage.GIVE_UP]
    assert stored(broker) == [b"0", b"1", b"2", b"3", b"4"]


def test_when_the_retries_are_used_up_the_send_has_failed(broker: ToldBroker) -> None:
    """§4.3: attempts < retries; retries=2 makes three attempts."""
    producer = Producer(broker, retries=2)
    for _ in range(9):
        producer.network.lose_request()
    delivery = producer.send(TOPIC, b"message1")
    producer.flush()
    assert (delivery.status, delivery.attempts) == (Status.FAILED, 3)
    assert delivery.failure == "no ack, and no retries left (retries=2); the broker may have stored it or not"
    producer.network.faults.clear()
    assert producer.send(TOPIC, b"message2").status is Status.ACKNOWLEDGED


@pytest.mark.parametrize("enable_idempotence", [True, False])
def test_what_the_broker_will_never_take_fails_at_once(clock: ManualClock, *, enable_idempotence: bool) -> None:
    """§4.3: MESSAGE_TOO_LARGE with one record is not retried; §4.4: then the epoch is bumped, and sends go on."""
    broker = ToldBroker(clock=clock, message_max_bytes=200)
    producer = Producer(broker, enable_idempotence=enable_idempotence)
    refused = producer.send(TOPIC, bytes(200))
    assert (refused.status, refused.attempts) == (Status.FAILED, 1)
    assert refused.failure == "the broker refused it: MESSAGE_TOO_LARGE"
    producer.send(TOPIC, b"small")
    assert numbers(broker) == [(1, 0) if enable_idempotence else (-1, -1)]


def test_a_refused_message_does_no_harm_to_one_before_it(clock: ManualClock) -> None:
    """§4.4: the new epoch must not send again what may be stored; in Kafka its answer would have come earlier."""
    broker = ToldBroker(clock=clock, message_max_bytes=200)
    producer = Producer(broker)
    producer.network.lose_ack()
    stored_once = producer.send(TOPIC, b"a")
    producer.send(TOPIC, bytes(200))
    assert producer.send(TOPIC, b"b").status is Status.QUEUED
    producer.flush()
    assert stored_once.status is Status.ACKNOWLEDGED
    assert stored(broker) == [b"a", b"b"]
    assert numbers(broker) == [(0, 0), (1, 0)]


# Without idempotence


def test_without_idempotence_nothing_is_numbered(broker: ToldBroker) -> None:
    """§1.3 row 1; no id is asked for."""
    producer = Producer(broker, enable_idempotence=False)
    delivery = producer.send(TOPIC, b"message1")
    assert (producer.producer_id, producer.producer_epoch, delivery.base_sequence) == (-1, -1, -1)
    assert numbers(broker) == [(-1, -1)]
    assert broker.granted == 0


@pytest.mark.parametrize("settle", [Producer.retry, Producer.flush])
def test_without_idempotence_a_retry_is_stored_twice(broker: Broker, settle: Any) -> None:
    """A16, §7 row 12: two copies after a real retry."""
    producer = Producer(broker, enable_idempotence=False)
    producer.network.lose_ack()
    delivery = producer.send(TOPIC, b"message1")
    settle(producer)
    assert stored(broker) == [b"message1", b"message1"]
    assert (delivery.status, delivery.base_offset) == (Status.ACKNOWLEDGED, 1)


def test_without_idempotence_there_is_no_epoch_to_bump(broker: ToldBroker, clock: ManualClock) -> None:
    producer = Producer(broker, enable_idempotence=False)
    producer.network.lose_request()
    producer.send(TOPIC, b"lost")
    clock.advance(120_000)
    producer.flush()
    producer.send(TOPIC, b"a")
    assert (producer.producer_epoch, broker.granted, stored(broker)) == (-1, 0, [b"a"])


def test_with_acks_0_nothing_is_known_and_nothing_retried(broker: ToldBroker) -> None:
    """§1.6: with acks = 0 nothing is answered; a lost message is lost."""
    producer = Producer(broker, acks=0)
    producer.network.lose_request()
    lost, kept = producer.send(TOPIC, b"lost"), producer.send(TOPIC, b"kept")
    producer.flush()
    assert [(each.status, each.base_offset, each.attempts) for each in (lost, kept)] == [
        (Status.ACKNOWLEDGED, -1, 1)
    ] * 2
    assert stored(broker) == [b"kept"]


def test_with_acks_0_the_trace_ends_as_the_producer_does(broker: Broker) -> None:
    producer = Producer(broker, acks=0)
    producer.send(TOPIC, b"message1")
    last = producer.trace[-1].variables
    assert (last.acknowledged, last.in_flight, last.stored_count) == (True, 0, 1)
    producer.network.lose_request()
    producer.send(TOPIC, b"message2")
    last = producer.trace[-1].variables
    assert (last.acknowledged, last.in_flight, last.stored_count) == (True, 0, 1)


def test_with_acks_1_an_ack_is_awaited(broker: Broker) -> None:
    """§4.5: idempotence is off, and a lost ack is followed by a second copy."""
    producer = Producer(broker, acks=1)
    producer.network.lose_ack()
    producer.send(TOPIC, b"message1")
    producer.flush()
    assert stored(broker) == [b"message1", b"message1"]


# What is sent


@pytest.mark.parametrize("value", [None, b"", b"\x00\xff", "größer".encode()])
def test_any_bytes_are_a_value(producer: Producer, broker: Broker, value: bytes | None) -> None:
    producer.send(TOPIC, value)
    assert stored(broker) == [value]


def test_key_and_headers_are_stored(producer: Producer, broker: Broker) -> None:
    producer.send(TOPIC, b"v", key=b"k", headers=(("h", b"1"), ("h", None), ("", b"")))
    (record,) = broker.fetch(TOPIC, 0, 0)
    assert (record.key, record.headers) == (b"k", (("h", b"1"), ("h", None), ("", b"")))


def test_a_record_has_the_time_of_its_send_unless_it_has_its_own(
    producer: Producer, broker: Broker, clock: ManualClock
) -> None:
    """``KafkaProducer.doSend``: the current time if the record has none; a retry changes nothing."""
    clock.advance(5)
    producer.network.lose_ack()
    producer.send_batch(TOPIC, (Record(value=b"a"), Record(value=b"b", timestamp=17)))
    producer.flush()
    assert [record.timestamp for record in broker.fetch(TOPIC, 0, 0)] == [START_MS + 5, 17]


def test_a_message_may_be_as_large_as_a_request(broker: Broker) -> None:
    """``KafkaProducer.ensureValidRecordSize``: the limit is allowed; one byte more is refused, and leaves nothing."""
    size = Record(value=b"x" * 1000).size_upper_bound + 61
    producer = Producer(broker, max_request_size=size)
    with pytest.raises(RecordTooLargeException, match=f"{size + 1} bytes, but max_request_size is {size}"):
        producer.send(TOPIC, b"x" * 1001)
    assert (len(producer.trace), producer.trace.actions, producer.in_flight) == (1, [], ())
    assert producer.send(TOPIC, b"x" * 1000).base_sequence == 0


def test_the_limit_is_one_of_the_whole_batch(broker: Broker) -> None:
    producer = Producer(broker, max_request_size=200)
    producer.send_batch(TOPIC, records(b"x" * 50))
    with pytest.raises(RecordTooLargeException):
        producer.send_batch(TOPIC, records(b"x" * 50, b"x" * 50, b"x" * 50))
    assert len(stored(broker)) == 1


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        ({"value": "text"}, "value"),
        ({"value": bytearray(b"v")}, "value"),
        ({"value": b"v", "key": 7}, "key"),
        ({"value": b"v", "headers": (("h", "text"),)}, "header 'h'"),
    ],
    ids=["text", "bytearray", "key", "header"],
)
def test_what_is_not_bytes_is_refused_and_leaves_nothing(
    producer: Producer, broker: Broker, arguments: dict[str, Any], what: str
) -> None:
    with pytest.raises(TypeError, match=f"a record's {what} is bytes or None"):
        producer.send("new", **arguments)
    assert (len(producer.trace), producer.trace.actions) == (1, [])
    assert "new" not in broker.topics
    assert producer.send("new", b"v").base_sequence == 0


def test_an_empty_batch_is_refused(producer: Producer) -> None:
    with pytest.raises(ValueError, match="at least one record"):
        producer.send_batch(TOPIC, ())
    assert len(producer.trace) == 1


def test_records_may_come_in_any_collection(producer: Producer, broker: Broker) -> None:
    """What happens to the list afterwards is no business of the producer."""
    listed: Any = [Record(value=b"a"), Record(value=b"b")]
    producer.send_batch(TOPIC, listed)
    listed.clear()
    generated: Any = (Record(value=value) for value in (b"c", b"d"))
    producer.send_batch(TOPIC, generated)
    assert stored(producer.trace.fork().network.broker) == stored(broker) == [b"a", b"b", b"c", b"d"]  # type: ignore[arg-type]  # a fork has a broker in memory


# Where it is sent


def test_a_topic_is_created_by_its_first_use(producer: Producer, broker: Broker) -> None:
    """``auto.create.topics.enable``: with ``num.partitions`` of the broker."""
    producer.send("new", b"message1")
    assert broker.topics["new"] == 1


@pytest.mark.parametrize("topic", ["", ".", "..", "a b", "ä", "a/b", "x" * 250])
def test_an_invalid_topic_is_refused_and_leaves_nothing(producer: Producer, broker: Broker, topic: str) -> None:
    """``Topic.validate``: INVALID_TOPIC_EXCEPTION (17)."""
    with pytest.raises(KafkaError, match=r"INVALID_TOPIC_EXCEPTION \(17\)") as refusal:
        producer.send(topic, b"message1")
    assert refusal.value.error is Error.INVALID_TOPIC_EXCEPTION
    assert (len(producer.trace), producer.trace.actions, list(broker.topics)) == (1, [], [TOPIC])
    assert producer.send(TOPIC, b"message1").base_sequence == 0


@pytest.mark.parametrize("partition", [-1, 2, 2**40])
def test_a_partition_that_is_not_there_is_refused_and_leaves_nothing(
    producer: Producer, broker: Broker, partition: int
) -> None:
    """UNKNOWN_TOPIC_OR_PARTITION (3), and which ones there are."""
    with pytest.raises(KafkaError, match=r"\(3\): 'topic' has partitions 0 \.\. 1, not"):
        producer.send(TOPIC, b"message1", partition=partition)
    assert (len(producer.trace), producer.trace.actions, producer.in_flight) == (1, [], ())
    assert producer.send(TOPIC, b"message1", partition=1).base_sequence == 0


# The broker and the way to it


@pytest.mark.parametrize("when", ["failures", "late_failures"])
def test_a_broken_connection_leaves_the_producer_usable(producer: Producer, broker: ToldBroker, when: str) -> None:
    """§4.3: after a disconnect nobody knows whether it was stored; the batch stays in flight, and is sent again."""
    producer.send(TOPIC, b"before")
    getattr(broker, when).append(ConnectionError("gone"))
    with pytest.raises(ConnectionError, match="gone"):
        producer.send(TOPIC, b"a")
    (delivery,) = producer.in_flight
    producer.send(TOPIC, b"b")
    producer.flush()
    assert delivery.status is Status.ACKNOWLEDGED
    assert stored(broker) == [b"before", b"a", b"b"]


def test_a_broken_connection_during_flush_can_be_flushed_again(producer: Producer, broker: ToldBroker) -> None:
    fill(producer, count=6)
    broker.failures.append(ConnectionError("gone"))
    with pytest.raises(ConnectionError):
        producer.flush()
    producer.flush()
    assert stored(broker) == [b"0", b"1", b"2", b"3", b"4", b"5"]


def test_without_a_producer_id_there_is_no_producer(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    """§4.1: nothing would be drained."""
    answer = InitProducerIdResult(Error.UNKNOWN_SERVER_ERROR, -1, -1)
    monkeypatch.setattr(broker, "init_producer_id", lambda: answer)
    with pytest.raises(KafkaError, match="grants no producer id"):
        Producer(broker)
    assert Producer(broker, enable_idempotence=False).send(TOPIC, b"message1").status is Status.ACKNOWLEDGED


def test_a_producer_may_be_given_its_network(broker: Broker) -> None:
    network = Network(broker)
    network.lose_ack()
    producer = Producer(network)
    assert producer.network is network
    assert producer.send(TOPIC, b"message1").status is Status.IN_FLIGHT


def test_two_producers_may_share_a_network(broker: Broker) -> None:
    """A request that was held back arrives behind the other's; its ack finds nobody, and a retry settles it."""
    network = Network(broker)
    first, second = Producer(network), Producer(network)
    network.delay()
    delayed = first.send(TOPIC, b"first")
    second.send(TOPIC, b"second")
    assert stored(broker) == [b"second", b"first"]
    first.flush()
    assert (delayed.status, delayed.base_offset) == (Status.ACKNOWLEDGED, 1)
    assert stored(broker) == [b"second", b"first"]


def test_what_it_says_of_itself(broker: Broker) -> None:
    producer = Producer(broker)
    assert repr(producer) == "Producer(producer id 0, epoch 0, 0 steps)"
    assert repr(producer.send(TOPIC, b"message1")) == "Delivery(topic-0, acknowledged at offset 0)"
    assert repr(producer) == "Producer(producer id 0, epoch 0, 1 steps)"
    assert repr(Producer(broker, enable_idempotence=False)) == "Producer(no idempotence, 0 steps)"


def test_what_a_message_says_of_itself(producer: Producer, clock: ManualClock) -> None:
    first, *_, waiting = fill(producer, count=6)
    assert (first.outcome, waiting.outcome) == ("in flight", "queued")
    clock.advance(120_000)
    producer.flush()
    assert first.outcome == "failed: no ack within 120000 ms; the broker may have stored it or not"
