"""Apache Kafka itself: it gives the answers that the scenarios claim, and minikafka gives the same.

All that needs it stands in this one module, as each process that runs a module of them would start a broker of its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.errors import KafkaError
from minikafka.engine.producer import Producer
from minikafka.lesson.lab.lab import Lab
from minikafka.lesson.views.run_tables import process_table
from minikafka.wire.client import connect
from minikafka.wire.client_connection import BrokerUnreachable
from minikafka.wire.client_security import Security
from minikafka.wire.proxy import Proxy
from minikafka.wire.proxy_faults import LoseAcks
from minikafka.wire.server import serve
from tests.conformance.runner import answers, mistakes, profiles
from tests.conformance.scenarios import Scenario, load_scenarios
from tests.conformance.steps import Need
from tests.conformance.targets import ENGINE
from tests.kafka.differential.sides import SETTINGS
from tests.kafka.secured import CERTIFICATE, LISTENERS, PASSWORD, add_scram_user, secured
from tests.kafka.stories import agree
from tests.wire.wire_target import ClusterTarget
from tools.kafka.broker import KafkaBroker, running_kafka
from tools.kafka.jars import (
    SHORT_LIVED,
    KafkaUnavailable,
    ensure_programs,
    kafka_jars,
    kafka_version,
    reference_version,
)
from tools.odd_requests import ask_both

if not os.environ.get("MINIKAFKA_TEST_KAFKA"):
    try:
        ensure_programs()
    except KafkaUnavailable as reason:
        pytest.skip(str(reason), allow_module_level=True)

STORIES, LONGEST = 4, 40
EVERY_47TH = 47  # of some 7,400 odd requests

RUNS = [scenario for scenario in load_scenarios() if profiles(ClusterTarget(""), scenario)]
SEEN_ONLY_OVER_TCP = frozenset({Need.ACKS_ZERO, Need.INIT})


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the certificate of the broker lies, once there is one."""
    return tmp_path_factory.mktemp("secured") / CERTIFICATE


@pytest.fixture(scope="module")
def kafka(certificate: Path) -> Iterator[KafkaBroker]:
    """The one broker that MINIKAFKA_TEST_KAFKA names, or one that is started for the tests, with further listeners."""
    if named := os.environ.get("MINIKAFKA_TEST_KAFKA"):
        yield KafkaBroker(named, -1, {})
        return
    try:
        kafka_jars()
        settings = secured(certificate.parent) | SETTINGS
        with running_kafka(settings=settings, listeners=LISTENERS, java_options=SHORT_LIVED) as broker:
            yield broker
    except KafkaUnavailable as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="module")
def kafka_address(kafka: KafkaBroker) -> str:
    return kafka.address


@pytest.fixture(scope="module")
def secured_kafka(kafka: KafkaBroker) -> KafkaBroker:
    if not kafka.listeners:
        pytest.skip("MINIKAFKA_TEST_KAFKA names a cluster without TLS and SASL")
    add_scram_user(kafka.address, "bo")
    return kafka


def name(scenario: Scenario) -> str:
    return f"{scenario.id}-{scenario.name}"


@pytest.mark.parametrize("scenario", RUNS, ids=name)
def test_kafka_answers_as_the_scenario_says_and_as_the_engine_does(kafka_address: str, scenario: Scenario) -> None:
    kafka = ClusterTarget(kafka_address)
    (profile,) = profiles(kafka, scenario)
    given = answers(kafka, scenario, profile)
    wrong = list(mistakes(scenario, profile, given))
    assert not wrong, "\n".join(wrong)
    if not scenario.needs & SEEN_ONLY_OVER_TCP:
        assert answers(ENGINE, scenario, profile) == given


@pytest.mark.parametrize("enable_idempotence", [True, False])
def test_what_lost_acks_do_to_kafka(kafka_address: str, enable_idempotence: bool) -> None:
    topic = uuid4().hex
    sent = [b"message%d" % number for number in range(5)]
    proxy = Proxy(kafka_address, [LoseAcks(probability=0.3, seed=7)])
    with connect(kafka_address) as direct, proxy as address, connect(address) as remote:
        producer = Producer(remote, enable_idempotence=enable_idempotence)
        for value in sent:
            producer.send(topic, value)
            producer.flush()
        stored = [record.value for record in direct.fetch(topic, 0, 0)]
        direct.delete_topic(topic)
    assert proxy.counters.acks_lost > 0
    assert len(stored) == len(sent) + (0 if enable_idempotence else proxy.counters.acks_lost)
    assert list(dict.fromkeys(stored)) == sent


def test_a_lab_on_kafka_shows_the_tables_of_a_broker_in_memory_and_removes_its_topic(kafka_address: str) -> None:
    labs = [Lab(), Lab(cluster=kafka_address)]
    for lab in labs:
        lab.send()
        lab.retry()
        lab.lose_next_ack = True
        lab.send("second")
        lab.flush()
    here, there = (process_table(lab.trace) for lab in labs)
    assert there.equals(here)
    with connect(kafka_address) as kafka:
        assert [name for name in kafka.topics if name.startswith("minikafka-")]
        labs[1].reset()
        assert not [name for name in kafka.topics if name.startswith("minikafka-")]
    labs[1].close()


@pytest.mark.parametrize(
    ("protocol", "mechanism", "user"),
    [
        ("SASL_PLAINTEXT", "PLAIN", "ana"),
        ("SASL_PLAINTEXT", "SCRAM-SHA-256", "bo"),
        ("SSL", "PLAIN", None),
        ("SASL_SSL", "SCRAM-SHA-256", "bo"),
    ],
)
def test_a_lab_reaches_a_secured_kafka(
    secured_kafka: KafkaBroker, certificate: Path, protocol: str, mechanism: str, user: str | None
) -> None:
    settings = {
        "security_protocol": protocol,
        "ssl_cafile": str(certificate),
        "sasl_mechanism": mechanism,
        "sasl_plain_username": user,
        "sasl_plain_password": PASSWORD,
    }
    lab = Lab(cluster=secured_kafka.listeners[protocol], cluster_settings=settings)
    lab.send()
    lab.retry()
    assert [record.value for *_, record in lab.trace.stored] == [b"message1"]
    lab.close()


@pytest.mark.parametrize(("mechanism", "user"), [("PLAIN", "ana"), ("SCRAM-SHA-256", "bo")])
def test_a_wrong_password_is_refused_by_kafka_and_said(secured_kafka: KafkaBroker, mechanism: str, user: str) -> None:
    wrong = Security(
        security_protocol="SASL_PLAINTEXT",
        sasl_mechanism=mechanism,
        sasl_plain_username=user,
        sasl_plain_password="wrong",  # noqa: S106 it is
    )
    with pytest.raises(KafkaError, match="SASL_AUTHENTICATION_FAILED"):
        connect(secured_kafka.listeners["SASL_PLAINTEXT"], security=wrong)


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(secured_kafka: KafkaBroker) -> None:
    with pytest.raises(BrokerUnreachable, match="self-signed certificate"):
        connect(secured_kafka.listeners["SSL"], security=Security(security_protocol="SSL"))


def test_random_stories_are_answered_alike(kafka_address: str) -> None:
    with connect(kafka_address) as kafka, serve(Broker()) as address, connect(address) as ours:
        assert agree(kafka, ours, stories=STORIES, longest=LONGEST) >= STORIES * LONGEST // 2


def test_odd_requests_are_answered_alike(kafka: KafkaBroker) -> None:
    if not kafka.listeners or kafka_version() != reference_version():
        pytest.skip("only the reference version, started for the tests, is asked odd requests")
    asked, found = ask_both(kafka.address, EVERY_47TH)
    assert len(asked) > 150
    assert [str(difference) for difference in found if difference.omission is None] == []


def test_a_broker_that_does_not_start_says_why(kafka_address: str) -> None:
    with (
        pytest.raises(KafkaUnavailable, match=r"num\.io\.threads"),
        running_kafka(settings={"num.io.threads": "none"}),
    ):
        pass
