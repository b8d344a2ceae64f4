"""What a producer sends, where to, and how it speaks of itself."""

from __future__ import annotations

from typing import Any

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.clock import START_MS, ManualClock
from minikafka.engine.configuration import ProducerConfig
from minikafka.engine.errors import Error, KafkaError, NothingToRetry, RecordTooLargeException
from minikafka.engine.network import Network
from minikafka.engine.producer import Producer
from minikafka.engine.producer_batch import Status
from minikafka.engine.records import Record
from minikafka.engine.results import InitProducerIdResult
from tests.engine.runs import TOPIC, ToldBroker, fill, records, stored

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
    """kafka-rules.md §4.3: after a disconnect the batch stays in flight, and is sent again."""
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
    """kafka-rules.md §4.1: nothing would be drained."""
    answer = InitProducerIdResult(Error.UNKNOWN_SERVER_ERROR, -1, -1)
    monkeypatch.setattr(broker, "init_producer_id", lambda: answer)
    with pytest.raises(KafkaError, match=r"UNKNOWN_SERVER_ERROR \(-1\): the broker grants no producer id$"):
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
    assert repr(producer.send(TOPIC, b"message1")) == "ProducerBatch(topic-0, acknowledged at offset 0)"
    assert repr(producer) == "Producer(producer id 0, epoch 0, 1 step)"
    assert repr(Producer(broker, enable_idempotence=False)) == "Producer(no idempotence, 0 steps)"


def test_what_a_message_says_of_itself(producer: Producer, clock: ManualClock) -> None:
    first, *_, waiting = fill(producer, count=6)
    assert (first.outcome, waiting.outcome) == ("in flight", "queued")
    clock.advance(120_000)
    producer.flush()
    assert first.outcome == "failed: no ack within 120000 ms; the broker may have stored it or not"


def test_settings_that_are_made_already_are_taken_as_they_are(broker: ToldBroker) -> None:
    config = ProducerConfig(first_sequence=3)
    producer = Producer.with_config(broker, config)
    assert (producer.config, producer.network.broker) == (config, broker)
    assert producer.send(TOPIC, b"message1").base_sequence == 3


def test_the_timeouts_are_settings(broker: ToldBroker) -> None:
    config = Producer(broker, delivery_timeout_ms=40_000, request_timeout_ms=20_000).config
    assert (config.delivery_timeout_ms, config.request_timeout_ms) == (40_000, 20_000)


def test_a_topic_that_this_producer_created_is_not_one_that_it_found(producer: Producer) -> None:
    """A replay creates it again at its first message; what was there before stands in the setup."""
    for _ in range(2):
        producer.send("new", b"message1")
        producer.send(TOPIC, b"message1")
    assert producer.trace.setup.topics == {TOPIC: 2}


def test_why_a_message_cannot_be_sent_again(producer: Producer, broker: ToldBroker) -> None:
    assert producer.retry_refusal == "nothing was sent yet, so send a message first"
    *_, waiting = fill(producer, count=6)
    expected = "this message was not sent yet: it waits for a place among the batches in flight"
    with pytest.raises(NothingToRetry, match=f"^{expected}$"):
        producer.retry(waiting)
    expected = "this message belongs to another producer: only that one can send it again"
    with pytest.raises(NothingToRetry, match=f"^{expected}$"):
        Producer(broker).retry(waiting)


def test_a_batch_without_records_is_none(producer: Producer) -> None:
    with pytest.raises(ValueError, match=r"^a batch holds at least one record$"):
        producer.send_batch(TOPIC, ())
