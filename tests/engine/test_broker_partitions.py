"""What a broker shows of a partition, and what time and deletion take away from it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.clock import ManualClock
from minikafka.engine.errors import KafkaError
from minikafka.engine.markers import EndTransactionMarker
from minikafka.engine.producer_state import ProducerState
from minikafka.engine.records import Record, RecordBatch
from minikafka.engine.results import ProducerDescription, ProduceResult

DAY_MS = 86_400_000


def batch(first: int, count: int = 1, *, epoch: int = 0, producer_id: int = 1000, timestamp: int = 0) -> RecordBatch:
    return RecordBatch(
        records=tuple(Record(value=b"message%d" % (first + number), timestamp=timestamp) for number in range(count)),
        producer_id=producer_id,
        producer_epoch=epoch,
        base_sequence=first,
    )


@pytest.fixture
def broker() -> Broker:
    return Broker()


@pytest.fixture
def written(broker: Broker) -> Broker:
    """A topic with batches of 1, 3 and 2 records: offsets 0, 1 to 3, 4 and 5."""
    for first, count in ((0, 1), (1, 3), (4, 2)):
        broker.produce("topic", 0, batch(first, count))
    return broker


# Fetch


def test_fetch_gives_the_records_from_the_offset_on(written: Broker) -> None:
    """Whole batches come, of which a consumer skips what it did not ask for."""
    fetched = written.fetch("topic", 0, 2)
    assert [record.value for record in fetched] == [b"message2", b"message3", b"message4", b"message5"]
    assert [stored.base_offset for stored in fetched.batches] == [1, 4]
    assert fetched.records == tuple(fetched)


def test_fetch_names_the_bounds_of_the_log(written: Broker) -> None:
    written.delete_records("topic", 0, 2)
    fetched = written.fetch("topic", 0, 4)
    assert (fetched.offset, fetched.log_start_offset, fetched.log_end_offset) == (4, 2, 6)


def test_fetch_at_the_end_gives_nothing_yet(written: Broker) -> None:
    assert written.fetch("topic", 0, 6).records == ()


@pytest.mark.parametrize("offset", [-1, 1, 7])
def test_fetch_outside_the_log_is_out_of_range(written: Broker, offset: int) -> None:
    written.delete_records("topic", 0, 2)
    with pytest.raises(KafkaError, match=rf"OFFSET_OUT_OF_RANGE \(1\): topic-0 holds 2 \.\. 6, not {offset}"):
        written.fetch("topic", 0, offset)


@pytest.mark.parametrize(("max_bytes", "values"), [(0, 1), (93 + 61 + 3 * 32 - 1, 1), (93 + 61 + 3 * 32, 4)])
def test_fetch_gives_one_batch_at_least_then_up_to_max_bytes(written: Broker, max_bytes: int, values: int) -> None:
    """``fetch.max.bytes``: the first batch is returned even if it is larger, so that a consumer makes progress."""
    assert len(written.fetch("topic", 0, 0, max_bytes).records) == values


@pytest.mark.parametrize(
    "ask",
    [
        lambda broker, place: broker.fetch(*place, 0),
        lambda broker, place: broker.partition(*place),
        lambda broker, place: broker.log_start_offset(*place),
        lambda broker, place: broker.describe_producers(*place),
        lambda broker, place: broker.delete_records(*place, 0),
    ],
    ids=["fetch", "partition", "log_start_offset", "describe_producers", "delete_records"],
)
@pytest.mark.parametrize("place", [("nowhere", 0), ("topic", 1), ("topic", -1)], ids=str)
def test_what_is_not_there_cannot_be_asked(
    written: Broker, ask: Callable[[Broker, tuple[str, int]], object], place: tuple[str, int]
) -> None:
    with pytest.raises(KafkaError, match=rf"UNKNOWN_TOPIC_OR_PARTITION \(3\): there is no {place[0]}-{place[1]}"):
        ask(written, place)
    assert written.topics == {"topic": 1}


def test_a_topic_that_nobody_wrote_to_ends_at_zero(broker: Broker) -> None:
    assert broker.log_end_offset("topic", 0) == 0
    assert broker.producer_state("topic", 0, 1000) is None
    assert broker.topics == {}


def test_a_partition_that_an_existing_topic_does_not_have_has_no_end(written: Broker) -> None:
    with pytest.raises(KafkaError, match="UNKNOWN_TOPIC_OR_PARTITION"):
        written.log_end_offset("topic", 1)


# DescribeProducers


def test_describe_shows_the_last_sequence_of_each_producer(broker: Broker) -> None:
    """L01."""
    for sent in (batch(0, 3, timestamp=5), batch(0, epoch=4, producer_id=1001, timestamp=6), batch(0, 3, timestamp=7)):
        broker.produce("topic", 0, sent)
    rows = broker.describe_producers("topic", 0)
    assert set(rows) == {
        ProducerDescription(1000, 0, 2, last_timestamp=5, coordinator_epoch=-1, current_txn_start_offset=-1),
        ProducerDescription(1001, 4, 0, last_timestamp=6, coordinator_epoch=-1, current_txn_start_offset=-1),
    }


def test_describe_shows_an_open_transaction_and_its_coordinator(broker: Broker) -> None:
    """L02; without a batch the last sequence is -1."""
    broker.create_topic("topic")
    state = ProducerState(1000, 1, last_timestamp=5, coordinator_epoch=6, current_txn_first_offset=0)
    broker.partition("topic", 0).producers.update(state)
    assert broker.describe_producers("topic", 0) == (
        ProducerDescription(1000, 1, -1, last_timestamp=5, coordinator_epoch=6, current_txn_start_offset=0),
    )


def test_describe_does_not_list_a_producer_without_an_id(broker: Broker) -> None:
    broker.produce("topic", 0, RecordBatch(records=(Record(value=b"message1"),)))
    assert broker.describe_producers("topic", 0) == ()


def test_the_window_of_a_producer_can_be_seen(written: Broker) -> None:
    state = written.producer_state("topic", 0, 1000)
    assert state is not None
    assert [kept.first_sequence for kept in state.batches] == [0, 1, 4]


# Expiry


@pytest.mark.parametrize(("passed_ms", "expired"), [(DAY_MS - 1, 0), (DAY_MS, 1)])
def test_a_producer_expires_after_a_day_to_the_millisecond(passed_ms: int, expired: int) -> None:
    """J03."""
    clock = ManualClock()
    broker = Broker(clock=clock)
    broker.produce("topic", 0, batch(0, timestamp=clock.now()))
    clock.advance(passed_ms)
    assert broker.expire_producers() == expired
    assert len(broker.describe_producers("topic", 0)) == 1 - expired


def test_the_age_of_expiry_is_a_setting() -> None:
    clock = ManualClock()
    broker = Broker(clock=clock, producer_id_expiration_ms=10)
    broker.produce("topic", 0, batch(0, timestamp=clock.now()))
    clock.advance(10)
    assert broker.expire_producers() == 1


def test_expiry_goes_through_every_topic_and_partition() -> None:
    broker = Broker(num_partitions=2)
    for topic, partition in (("one", 0), ("one", 1), ("two", 0)):
        broker.produce(topic, partition, batch(0, timestamp=0))
    assert broker.expire_producers() == 3
    assert broker.expire_producers() == 0


def test_expiry_leaves_the_records(broker: Broker) -> None:
    """J02: the retry is stored a second time."""
    broker.produce("topic", 0, batch(0, timestamp=0))
    broker.expire_producers()
    assert broker.produce("topic", 0, batch(0)).base_offset == 1
    assert [record.value for record in broker.fetch("topic", 0, 0)] == [b"message0", b"message0"]


def test_an_append_never_expires_anybody(broker: Broker) -> None:
    """J04."""
    broker.produce("topic", 0, batch(0, timestamp=0))
    assert broker.produce("topic", 0, batch(0)).duplicate


# DeleteRecords


def test_deleting_moves_the_start_and_keeps_the_producers(written: Broker) -> None:
    """J08, KAFKA-7190."""
    before = written.describe_producers("topic", 0)
    written.delete_records("topic", 0, 6)
    assert (written.log_start_offset("topic", 0), written.log_end_offset("topic", 0)) == (6, 6)
    assert written.describe_producers("topic", 0) == before
    assert written.produce("topic", 0, batch(4, 2)) == ProduceResult(
        base_offset=4, log_append_time=0, log_start_offset=6, duplicate=True, rule="2"
    )


@pytest.mark.parametrize("offset", [-1, 7])
def test_deleting_outside_the_log_is_out_of_range_and_deletes_nothing(written: Broker, offset: int) -> None:
    with pytest.raises(KafkaError, match=rf"OFFSET_OUT_OF_RANGE \(1\): topic-0 has 0 \.\. 6, not {offset}"):
        written.delete_records("topic", 0, offset)
    assert len(written.fetch("topic", 0, 0).records) == 6


def test_deleting_up_to_the_first_record_deletes_nothing(written: Broker) -> None:
    written.delete_records("topic", 0, 0)
    assert (written.log_start_offset("topic", 0), len(written.fetch("topic", 0, 0).records)) == (0, 6)


def test_a_marker_has_the_time_of_the_broker() -> None:
    broker = Broker(clock=ManualClock(5_000))
    broker.create_topic("topic")
    broker.write_txn_marker("topic", 0, EndTransactionMarker(producer_id=1000, producer_epoch=0, committed=True))
    assert [record.timestamp for record in broker.fetch("topic", 0, 0)] == [5_000]
