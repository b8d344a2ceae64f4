"""Real clients write through a network that loses their acks: what they send is stored once, in order."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import confluent_kafka
import kafka
import pytest

from minikafka.engine.broker import Broker
from minikafka.wire.proxy import Proxy
from minikafka.wire.proxy_faults import Counters, LoseAcks
from minikafka.wire.server import serve
from tests.wire.kafka_clients import CLIENTS, KafkaClient

RECORDS = 10_000
PARTITIONS = 3
LOST = 0.08
AT_LEAST_LOST = 0.05
SEED = 3

clients = pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS.keys())


@pytest.fixture
def broker() -> Broker:
    return Broker(num_partitions=PARTITIONS)


def values(prefix: str = "message", count: int = RECORDS) -> list[bytes]:
    return [f"{prefix} {number}".encode() for number in range(count)]


def by_partition(sent: Sequence[bytes]) -> list[list[bytes]]:
    return [list(sent[number::PARTITIONS]) for number in range(PARTITIONS)]


def stored(broker: Broker, topic: str = "topic") -> list[list[bytes | None]]:
    return [[record.value for record in broker.fetch(topic, number, 0)] for number in range(PARTITIONS)]


def produce_losing_acks(client: KafkaClient, address: str, sent: Sequence[bytes], **options: object) -> Counters:
    proxy = Proxy(address, [LoseAcks(LOST, SEED)])
    with proxy as lossy:
        client.produce(lossy, "topic", sent, PARTITIONS, **options)
    assert proxy.counters.acks_lost >= AT_LEAST_LOST * proxy.counters.requests["Produce"] > 1
    return proxy.counters


@clients
@pytest.mark.parametrize("codec", ["none", "gzip", "lz4"])
def test_acks_are_lost_and_every_record_is_stored_once_in_order(
    client: KafkaClient, codec: str, broker: Broker, address: str
) -> None:
    compression = None if codec == "none" and client is not CLIENTS["confluent-kafka"] else codec
    produce_losing_acks(client, address, values(), compression_type=compression)
    assert stored(broker) == by_partition(values())
    assert client.consume(address, "topic", PARTITIONS, RECORDS) == by_partition(values())


@clients
def test_two_producers_at_once(client: KafkaClient, broker: Broker, address: str) -> None:
    both = [values("one"), values("two")]
    with ThreadPoolExecutor() as threads:
        list(threads.map(lambda sent: produce_losing_acks(client, address, sent), both))
    for sent in both:
        mine = set(sent)
        assert [[value for value in found if value in mine] for found in stored(broker)] == by_partition(sent)
    assert sum(map(len, stored(broker))) == 2 * RECORDS


@clients
def test_without_idempotence_the_same_faults_store_duplicates(
    client: KafkaClient, broker: Broker, address: str
) -> None:
    name = "enable.idempotence" if client is CLIENTS["confluent-kafka"] else "enable_idempotence"
    produce_losing_acks(client, address, values(), **{name: False})
    found = [value for partition in stored(broker) for value in partition]
    assert set(found) == set(values())
    assert len(found) > RECORDS


def test_the_page_s_sample_stores_two_records_with_sequences_0_and_1() -> None:
    """Scenario A07. The client waits a moment for more, so that both records share a batch whatever the load is."""
    broker = Broker()
    with serve(broker) as address:
        producer = kafka.KafkaProducer(bootstrap_servers=address, enable_idempotence=True, linger_ms=1000)
        producer.send("topic", b"message1")
        producer.send("topic", b"message1")
        producer.flush()
        producer.close()
    (stored_batch,) = broker.fetch("topic", 0, 0).batches
    assert (stored_batch.base_offset, stored_batch.batch.base_sequence, stored_batch.batch.record_count) == (0, 0, 2)
    assert [(record.sequence, record.value) for record in stored_batch.records] == [(0, b"message1"), (1, b"message1")]


def test_a_transactional_producer_of_librdkafka_fails_for_good_at_once() -> None:
    """Any error that it takes for passing would let it wait until its messages expire."""
    with serve(Broker()) as address:
        settings: dict[str, str | int | float | bool] = {
            "bootstrap.servers": address,
            "transactional.id": "t",
            "log_level": 0,
        }
        producer = confluent_kafka.Producer(settings)
        with pytest.raises(confluent_kafka.KafkaException) as refusal:
            producer.init_transactions(30)
    error = refusal.value.args[0]
    assert error.fatal()
    assert error.code() == confluent_kafka.KafkaError.TRANSACTIONAL_ID_AUTHORIZATION_FAILED
