"""A wiretap in front of Apache Kafka, with real clients and acks lost: its counts are what the cluster stored."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from minikafka.engine.errors import Error
from minikafka.wire.client import connect
from minikafka.wire.client_security import Security
from minikafka.wire.proxy import Proxy
from minikafka.wire.proxy_faults import LoseAcks
from minikafka.wire.watch_tally import Tally
from minikafka.wire.wiretap import Wiretap
from tests.kafka.secured import CERTIFICATE, LISTENERS, PASSWORD, add_scram_user, secured
from tests.wire.batches import batch
from tests.wire.kafka_clients import CLIENTS, KafkaClient
from tools.kafka.broker import KafkaBroker, running_kafka
from tools.kafka.jars import SHORT_LIVED, KafkaUnavailable, ensure_programs, kafka_jars

try:
    ensure_programs()
except KafkaUnavailable as reason:
    pytest.skip(str(reason), allow_module_level=True)

RECORDS, PARTITIONS = 5_000, 3


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("secured") / CERTIFICATE


@pytest.fixture(scope="module")
def kafka(certificate: Path) -> Iterator[KafkaBroker]:
    try:
        kafka_jars()
        settings = secured(certificate.parent)
        with running_kafka(settings=settings, listeners=LISTENERS, java_options=SHORT_LIVED) as broker:
            yield broker
    except KafkaUnavailable as reason:
        pytest.skip(str(reason))


def ends(kafka: KafkaBroker, topic: str) -> dict[tuple[str, int], int]:
    with connect(kafka.address) as remote:
        return {(topic, number): remote.log_end_offset(topic, number) for number in range(PARTITIONS)}


def created(kafka: KafkaBroker, topic: str) -> str:
    with connect(kafka.address) as remote:
        remote.create_topic(topic, PARTITIONS)
    return topic


@pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS.keys())
def test_the_counts_are_what_the_cluster_stored(
    client: KafkaClient, kafka: KafkaBroker, request: pytest.FixtureRequest
) -> None:
    topic, tally = created(kafka, f"watched-by-{request.node.callspec.id}"), Tally()
    proxy = Proxy(kafka.address, [LoseAcks(0.05, 3)], wiretap=Wiretap([tally]))
    with proxy as address:
        client.produce(address, topic, [b"message %d" % number for number in range(RECORDS)], PARTITIONS)
    assert dict(tally.stored) == ends(kafka, topic)
    assert tally.records_stored == RECORDS
    assert (tally.gaps, tally.epochs_begun, tally.in_doubt) == (0, 0, 0)
    assert tally.acks_lost >= proxy.counters.acks_lost > 0
    assert tally.duplicates > 0


def test_the_java_client_is_watched(kafka: KafkaBroker) -> None:
    topic, tally = created(kafka, "watched-java"), Tally()
    with Proxy(kafka.address, [LoseAcks(0.05, 3)], wiretap=Wiretap([tally])) as address:
        tool = ["java", *SHORT_LIVED, "-cp", f"{kafka_jars()}/*", "org.apache.kafka.tools.ProducerPerformance"]
        work = ["--topic", topic, "--num-records", str(RECORDS), "--record-size", "100", "--throughput", "-1"]
        settings = [f"bootstrap.servers={address}", "batch.size=2000", "reconnect.backoff.max.ms=100"]
        done = subprocess.run(
            [*tool, *work, "--producer-props", *settings], capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stderr
    assert dict(tally.stored) == ends(kafka, topic)
    assert tally.records_stored == RECORDS
    assert tally.acks_lost > 0
    assert tally.duplicates > 0


@pytest.mark.parametrize(
    ("protocol", "mechanism", "user"),
    [("SSL", "PLAIN", None), ("SASL_SSL", "SCRAM-SHA-256", "bo"), ("SASL_SSL", "PLAIN", "ana")],
)
def test_a_client_in_the_clear_is_watched_in_front_of_a_secured_cluster(
    kafka: KafkaBroker, certificate: Path, protocol: str, mechanism: str, user: str | None
) -> None:
    add_scram_user(kafka.address, "bo")
    topic, tally = created(kafka, f"secured-{protocol}-{mechanism}"), Tally()
    security = Security(
        security_protocol=protocol,
        ssl_cafile=str(certificate),
        sasl_mechanism=mechanism,
        sasl_plain_username=user,
        sasl_plain_password=PASSWORD if user else None,
    )
    proxy = Proxy(kafka.listeners[protocol], security=security, wiretap=Wiretap([tally]))
    with proxy as address, connect(address) as remote:
        assert remote.produce(topic, 0, batch(4012, 0, b"a", b"b")).error is Error.NONE
        assert remote.produce(topic, 0, batch(4012, 0, b"a", b"b")).duplicate
    assert (tally.records_stored, tally.retries, tally.duplicates) == (2, 1, 1)
