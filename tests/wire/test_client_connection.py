"""What the client does when a broker is not there, is no broker, or goes away."""

from __future__ import annotations

import pytest
from confluent_kafka import Producer as LibrdkafkaProducer

from minikafka.engine.broker import Broker
from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.results import ProduceResult
from minikafka.wire.client import connect
from minikafka.wire.client_connection import BrokerUnreachable
from minikafka.wire.server import serve
from tests.wire.batches import batch, free_port, something_else


def test_nothing_listens() -> None:
    address = f"127.0.0.1:{free_port()}"
    with pytest.raises(BrokerUnreachable) as caught:
        connect(address)
    said = str(caught.value)
    assert address in said
    assert "minikafka broker" in said
    assert "\n" not in said


@pytest.mark.parametrize(
    "says",
    [
        pytest.param(b"HTTP/1.1 400 Bad Request\r\n\r\n", id="an answer in HTTP"),
        pytest.param(b"\x00\x00\x00\x04\x00\x00\x00\x09", id="an answer to another request"),
        pytest.param(b"\x00\x00\x00\x04\x00\x00\x00\x00", id="an answer without a body"),
        pytest.param(b"\xff\xff\xff\xff", id="a negative length"),
    ],
)
def test_what_listens_is_no_broker(says: bytes) -> None:
    with something_else(says) as address, pytest.raises(BrokerUnreachable, match=address):
        connect(address)


def test_what_listens_says_nothing() -> None:
    with something_else(None) as address, pytest.raises(BrokerUnreachable, match=r"said nothing for 0\.05 s"):
        connect(address, request_timeout_ms=50)


@pytest.mark.parametrize("text", ["localhost", "localhost:", ":9092", "localhost:0", "localhost:65536", "", "a:b"])
def test_an_address_that_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="write host:port"):
        connect(text)


def test_a_broker_that_went_away_is_named_when_something_is_read() -> None:
    with serve(Broker()) as address:
        remote = connect(address)
        remote.create_topic("t")
    with pytest.raises(BrokerUnreachable, match=address):
        remote.fetch("t", 0, 0)


def test_a_broker_that_went_away_is_a_retriable_answer_to_a_batch() -> None:
    with serve(Broker()) as address:
        remote = connect(address)
        remote.create_topic("t")
    assert remote.produce("t", 0, batch(7, 0)) == ProduceResult(error=Error.NETWORK_EXCEPTION)
    assert Error.NETWORK_EXCEPTION.retriable
    assert remote.init_producer_id().error is Error.NETWORK_EXCEPTION


def test_a_broker_that_came_back_is_asked_again() -> None:
    broker = Broker()
    with serve(broker) as address:
        remote = connect(address)
        remote.produce("t", 0, batch(7, 0))
    with serve(broker, port=int(address.rpartition(":")[2])):
        assert remote.produce("t", 0, batch(7, 0)).duplicate
        assert remote.log_end_offset("t", 0) == 1
        remote.close()


def test_a_closed_client_opens_a_new_connection_when_it_is_used() -> None:
    with serve(Broker()) as address, connect(address) as remote:
        remote.close()
        remote.close()
        assert remote.topics == {}


def test_what_a_client_is_called() -> None:
    with serve(Broker()) as address, connect(address) as remote:
        assert repr(remote) == f"RemoteBroker({address!r})"


# A cluster of several brokers: librdkafka's mock cluster, which listens on real sockets


def topic_on_several_brokers(owner: LibrdkafkaProducer) -> str:
    """The mock cluster draws each partition's leader by lot, so it may take a few topics."""
    for topic in (f"t{number}" for number in range(50)):
        partitions = owner.list_topics(topic, timeout=10).topics[topic].partitions
        if len({partition.leader for partition in partitions.values()}) > 1:
            return topic
    raise AssertionError("fifty topics, each with all its partitions on one broker")


def test_each_partition_is_asked_for_at_its_leader() -> None:
    owner = LibrdkafkaProducer({"bootstrap.servers": "none", "test.mock.num.brokers": 3, "log_level": 0})
    topic = topic_on_several_brokers(owner)
    first = owner.list_topics(topic, timeout=10).brokers[1]
    with connect(f"{first.host}:{first.port}") as remote:
        assert remote.topics[topic] == 4
        for partition in range(4):
            answer = remote.produce(topic, partition, batch(7, 0, b"in %d" % partition))
            assert (answer.error, answer.base_offset) == (Error.NONE, 0)
        for partition in range(4):
            assert remote.log_end_offset(topic, partition) == 1
            assert [record.value for record in remote.fetch(topic, partition, 0)] == [b"in %d" % partition]


def test_a_request_that_a_broker_does_not_have_is_named() -> None:
    owner = LibrdkafkaProducer({"bootstrap.servers": "none", "test.mock.num.brokers": 1, "log_level": 0})
    (broker,) = owner.list_topics("t", timeout=10).brokers.values()
    with (
        connect(f"{broker.host}:{broker.port}") as remote,
        pytest.raises(KafkaError, match="DescribeProducers v0") as caught,
    ):
        remote.describe_producers("t", 0)
    assert caught.value.error is Error.UNSUPPORTED_VERSION
