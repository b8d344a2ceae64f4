"""The scenarios on Apache Kafka itself, which shows that they are true, and so is the client.

Runs where ``MINIKAFKA_TEST_KAFKA`` names a cluster of one broker: ``MINIKAFKA_TEST_KAFKA=localhost:9092 pytest ...``.
"""

from __future__ import annotations

import os
from uuid import uuid4

import pytest

from minikafka.engine.producer import Producer
from minikafka.wire.client import connect
from minikafka.wire.proxy import Proxy
from minikafka.wire.proxy_faults import LoseAcks
from tests.conformance.runner import differences, profiles
from tests.conformance.scenarios import Scenario, load_scenarios
from tests.conformance.steps import Need
from tests.conformance.targets import ENGINE
from tests.wire.wire_target import KafkaTarget

ADDRESS = os.environ.get("MINIKAFKA_TEST_KAFKA", "")
KAFKA = KafkaTarget(ADDRESS)
RUNS = [(scenario, profile) for scenario in load_scenarios() for profile in profiles(KAFKA, scenario)]
RUNS_OF_BOTH = [run for run in RUNS if not run[0].needs & {Need.ACKS_ZERO, Need.INIT}]

pytestmark = pytest.mark.skipif(not ADDRESS, reason="MINIKAFKA_TEST_KAFKA names no Apache Kafka")


def name(value: Scenario | str) -> str:
    return f"{value.id}-{value.name}" if isinstance(value, Scenario) else value


@pytest.mark.parametrize(("scenario", "profile"), RUNS, ids=name)
def test_kafka_answers_as_the_scenario_says(scenario: Scenario, profile: str) -> None:
    wrong = list(differences(KAFKA, scenario, profile))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("scenario", "profile"), RUNS_OF_BOTH, ids=name)
def test_the_engine_answers_every_field_as_kafka_does(scenario: Scenario, profile: str) -> None:
    with ENGINE.new_topic(scenario, profile) as engine, KAFKA.new_topic(scenario, profile) as kafka:
        for step in scenario.steps:
            assert list(engine(step)) == list(kafka(step)), step.written


@pytest.mark.parametrize("enable_idempotence", [True, False])
def test_what_lost_acks_do_to_kafka(enable_idempotence: bool) -> None:
    topic = uuid4().hex
    sent = [b"message%d" % number for number in range(30)]
    proxy = Proxy(ADDRESS, [LoseAcks(probability=0.2, seed=7)])
    with connect(ADDRESS) as direct, proxy as address, connect(address) as remote:
        producer = Producer(remote, enable_idempotence=enable_idempotence)
        for value in sent:
            producer.send(topic, value)
            producer.flush()
        stored = [record.value for record in direct.fetch(topic, 0, 0)]
        direct.delete_topic(topic)
    assert proxy.counters.acks_lost > 0
    assert len(stored) == len(sent) + (0 if enable_idempotence else proxy.counters.acks_lost)
    assert list(dict.fromkeys(stored)) == sent
