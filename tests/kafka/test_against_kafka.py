"""Apache Kafka itself: it gives the answers that the scenarios claim, and minikafka gives the same.

All that needs it stands in this one module, as each process that runs a module of them would start a broker of its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from uuid import uuid4

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.producer import Producer
from minikafka.lesson.lab import Lab
from minikafka.lesson.process_table import process_table
from minikafka.wire.client import connect
from minikafka.wire.proxy import Proxy
from minikafka.wire.proxy_faults import LoseAcks
from minikafka.wire.server import serve
from tests.conformance.runner import answers, mistakes, profiles
from tests.conformance.scenarios import Scenario, load_scenarios
from tests.conformance.steps import Need
from tests.conformance.targets import ENGINE
from tests.kafka.stories import agree
from tests.wire.wire_target import ClusterTarget
from tools.kafka.broker import running_kafka
from tools.kafka.jars import KafkaUnavailable

STORIES, LONGEST = 8, 60

RUNS = [scenario for scenario in load_scenarios() if profiles(ClusterTarget(""), scenario)]
SEEN_ONLY_OVER_TCP = frozenset({Need.ACKS_ZERO, Need.INIT})


@pytest.fixture(scope="module")
def kafka_address() -> Iterator[str]:
    """``host:port`` of the one broker that MINIKAFKA_TEST_KAFKA names, or of one that is started for the tests."""
    if named := os.environ.get("MINIKAFKA_TEST_KAFKA"):
        yield named
        return
    try:
        with running_kafka() as kafka:
            yield kafka.address
    except KafkaUnavailable as reason:
        pytest.skip(str(reason))


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
    sent = [b"message%d" % number for number in range(10)]
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


def test_random_stories_are_answered_alike(kafka_address: str) -> None:
    with connect(kafka_address) as kafka, serve(Broker()) as address, connect(address) as ours:
        assert agree(kafka, ours, stories=STORIES, longest=LONGEST) >= STORIES * LONGEST // 2


def test_a_broker_that_does_not_start_says_why(kafka_address: str) -> None:
    with (
        pytest.raises(KafkaUnavailable, match=r"num\.io\.threads"),
        running_kafka(settings={"num.io.threads": "none"}),
    ):
        pass
