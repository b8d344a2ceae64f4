"""The broker: its settings, topics, producing, and producer ids."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.errors import ConfigException, Error, KafkaError
from minikafka.engine.log import Log, MemoryLog
from minikafka.engine.producer_ids import Controller
from minikafka.engine.records import Batch, Record, RecordBatch
from minikafka.engine.results import InitProducerIdResult, ProduceResult
from minikafka.engine.sequence_check import Verdict, check

BATCH = RecordBatch(records=(Record(value=b"message1"),), producer_id=1000, producer_epoch=0, base_sequence=0)


def error_of(call: Callable[[], object]) -> Error:
    """The error with which ``call`` is refused outright."""
    with pytest.raises(KafkaError) as refusal:
        call()
    return refusal.value.error


@pytest.fixture
def broker() -> Broker:
    return Broker()


# Settings


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"generation": "kafka-9"}, r"generation is 'kafka-9': use 'kafka-2\.5' or 'kafka-4\.5'"),
        ({"num_partitions": 0}, "num_partitions is 0: use 1 or more"),
        ({"producer_id_expiration_ms": 0}, "producer_id_expiration_ms is 0: use 1 or more"),
        ({"message_max_bytes": -1}, "message_max_bytes is -1: use 0 or more"),
    ],
)
def test_a_setting_out_of_range_is_refused(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Broker(**settings)


def test_a_number_out_of_range_is_refused_as_kafka_refuses_it() -> None:
    """``ConfigDef.Range``."""
    with pytest.raises(ConfigException):
        Broker(num_partitions=0)


def test_the_defaults_are_those_of_kafka(broker: Broker) -> None:
    settings = broker.settings
    assert (settings.num_partitions, settings.message_max_bytes) == (1, 1048588)
    assert settings.producer_id_expiration_ms == 86_400_000


def test_a_broker_shows_its_generation_and_its_topics() -> None:
    broker = Broker(generation="kafka-4.5")
    broker.create_topic("orders")
    assert repr(broker) == "Broker(generation=kafka-4.5, topics=['orders'])"


def test_logs_are_opened_for_the_partitions_of_a_topic() -> None:
    opened: list[tuple[str, int]] = []

    def open_log(topic: str, partition: int) -> Log:
        opened.append((topic, partition))
        return MemoryLog()

    Broker(open_log=open_log).create_topic("orders", 2)
    assert opened == [("orders", 0), ("orders", 1)]


# Topics


@pytest.mark.parametrize("name", ["orders", "a", "Orders_2.new-", "...", "x" * 249])
def test_a_legal_topic_name(broker: Broker, name: str) -> None:
    """``Topic.isValid``."""
    broker.create_topic(name)
    assert broker.topics == {name: 1}


@pytest.mark.parametrize(
    "name", ["", ".", "..", "a/b", "../secret", "a\\b", "a b", "ä", "a\n", "a\0b", "x" * 250], ids=repr
)
def test_a_topic_name_is_no_path_and_no_riddle(broker: Broker, name: str) -> None:
    """``Topic.validate``; a topic's name becomes the name of a directory."""
    assert error_of(lambda: broker.create_topic(name)) is Error.INVALID_TOPIC_EXCEPTION
    assert broker.produce(name, 0, BATCH) == ProduceResult(error=Error.INVALID_TOPIC_EXCEPTION)
    assert broker.topics == {}


def test_a_topic_is_created_once(broker: Broker) -> None:
    broker.create_topic("orders", 3)
    assert error_of(lambda: broker.create_topic("orders", 1)) is Error.TOPIC_ALREADY_EXISTS
    assert broker.topics == {"orders": 3}


@pytest.mark.parametrize("count", [0, -1])
def test_a_topic_has_a_partition(broker: Broker, count: int) -> None:
    assert error_of(lambda: broker.create_topic("orders", count)) is Error.INVALID_PARTITIONS
    assert broker.topics == {}


def test_a_topic_is_created_by_its_first_batch() -> None:
    """``auto.create.topics.enable``, ``num.partitions``."""
    broker = Broker(num_partitions=3)
    assert broker.produce("orders", 2, BATCH).error is Error.NONE
    assert broker.topics == {"orders": 3}


def test_a_refusal_says_what_was_wrong_in_words(broker: Broker) -> None:
    with pytest.raises(KafkaError, match=r"INVALID_TOPIC_EXCEPTION \(17\): 'a/b': use 1 to 249 letters"):
        broker.create_topic("a/b")


# Produce


@pytest.mark.parametrize("partition", [-1, 1])
def test_a_partition_that_is_not_there_is_unknown(broker: Broker, partition: int) -> None:
    result = broker.produce("topic", partition, BATCH)
    assert result == ProduceResult(error=Error.UNKNOWN_TOPIC_OR_PARTITION, log_start_offset=-1)


@pytest.mark.parametrize("acks", [-1, 0, 1])
def test_the_check_does_not_look_at_acks(broker: Broker, acks: int) -> None:
    """H03."""
    results = [broker.produce("topic", 0, BATCH, acks) for _ in range(2)]
    assert [result.duplicate for result in results] == [False, True]


@pytest.mark.parametrize("acks", [2, -2])
def test_acks_have_three_values(broker: Broker, acks: int) -> None:
    """``ReplicaManager.isValidRequiredAcks``."""
    assert broker.produce("topic", 0, BATCH, acks) == ProduceResult(error=Error.INVALID_REQUIRED_ACKS)
    assert broker.topics == {}


def test_topics_have_logs_and_producers_of_their_own(broker: Broker) -> None:
    results = [broker.produce(topic, 0, BATCH) for topic in ("one", "two", "one")]
    assert [(result.base_offset, result.duplicate) for result in results] == [(0, False), (0, False), (0, True)]


# InitProducerId


def test_without_a_transactional_id_every_call_gives_a_new_id(broker: Broker) -> None:
    """L03."""
    assert [broker.init_producer_id() for _ in range(3)] == [
        InitProducerIdResult(Error.NONE, producer_id, 0) for producer_id in (0, 1, 2)
    ]


def test_brokers_that_share_a_controller_draw_from_blocks_of_their_own() -> None:
    """L05."""
    controller = Controller()
    first, second = Broker(controller=controller), Broker(controller=controller)
    ids = [broker.init_producer_id().producer_id for broker in (first, second, first)]
    assert ids == [0, 1000, 1]


def test_with_a_transactional_id_the_id_stays_and_the_epoch_grows(broker: Broker) -> None:
    """L04."""
    calls = [broker.init_producer_id(name) for name in ("orders-0", "orders-0", "orders-1", "orders-0")]
    assert [(call.producer_id, call.producer_epoch) for call in calls] == [(0, 0), (0, 1), (1, 0), (0, 2)]


def test_an_empty_transactional_id_is_an_invalid_request(broker: Broker) -> None:
    """``TransactionCoordinator.handleInitProducerId``."""
    assert broker.init_producer_id("") == InitProducerIdResult(Error.INVALID_REQUEST, -1, -1)
    assert broker.init_producer_id().producer_id == 0


def test_when_the_epochs_are_exhausted_a_new_id_begins_at_zero(broker: Broker) -> None:
    """``TransactionMetadata.isEpochExhausted``: 32766 is the last epoch that is handed out."""
    calls = [broker.init_producer_id("orders-0") for _ in range(32768)]
    assert [call.producer_epoch for call in calls] == [*range(32767), 0]
    assert [call.producer_id for call in calls] == [0] * 32767 + [1]
    assert broker.init_producer_id("orders-0") == InitProducerIdResult(Error.NONE, 1, 1)


def test_one_that_was_replaced_is_fenced(broker: Broker) -> None:
    """KIP-360: the epoch decides who of two producers of one name is the older."""
    for _ in range(3):
        broker.init_producer_id("orders")
    assert broker.init_producer_id("orders", 0, 0) == InitProducerIdResult(Error.PRODUCER_FENCED, -1, -1)
    assert broker.init_producer_id("orders", 0, 2) == InitProducerIdResult(Error.NONE, 0, 3)


def test_without_ids_to_grant_the_error_says_so() -> None:
    class NoController(Controller):
        def allocate_producer_ids(self) -> range:
            raise KafkaError(Error.COORDINATOR_NOT_AVAILABLE, "no controller answers")

    expected = InitProducerIdResult(Error.COORDINATOR_NOT_AVAILABLE, -1, -1)
    assert Broker(controller=NoController()).init_producer_id() == expected


# Bounds of a topic, and its end


def test_the_largest_batch_is_the_topics_own_or_the_brokers() -> None:
    """``max.message.bytes`` before ``message.max.bytes``; known before the topic is there."""
    broker = Broker(message_max_bytes=1000, max_message_bytes={"small": 100})
    assert (broker.max_message_bytes("small"), broker.max_message_bytes("usual")) == (100, 1000)
    broker.create_topic("small")
    broker.create_topic("usual")
    broker.create_topic("large", max_message_bytes=5000)
    assert [broker.max_message_bytes(topic) for topic in broker.topics] == [100, 1000, 5000]
    assert [broker.partition(topic, 0).message_max_bytes for topic in broker.topics] == [100, 1000, 5000]


def test_a_topic_that_is_not_there_cannot_be_deleted(broker: Broker) -> None:
    with pytest.raises(KafkaError, match=r"^UNKNOWN_TOPIC_OR_PARTITION \(3\): there is no topic 'orders'$"):
        broker.delete_topic("orders")


def test_another_check_can_be_asked() -> None:
    asked: list[Batch] = []

    def decide(batch: Batch, *known: Any) -> Verdict:
        asked.append(batch)
        return check(batch, *known)

    assert Broker(decide=decide).produce("topic", 0, BATCH).base_offset == 0
    assert asked == [BATCH]
