"""What Apache Kafka's own code makes of the scenarios and of our files, and we of its files."""

from __future__ import annotations

import pytest

from tests.conformance.runner import differences, profiles
from tests.conformance.scenarios import Scenario, load_scenarios
from tests.storage.kafka.apache_kafka import KafkaLog
from tests.storage.kafka.kafka_target import KafkaTarget

RUNS = [scenario for scenario in load_scenarios() if scenario.needs <= KafkaTarget.expresses]


@pytest.mark.parametrize("scenario", RUNS, ids=lambda scenario: f"{scenario.id}-{scenario.name}")
def test_kafka_answers_as_the_scenarios_say(kafka: KafkaLog, scenario: Scenario) -> None:
    target = KafkaTarget(kafka)
    for profile in profiles(target, scenario):
        wrong = list(differences(target, scenario, profile))
        assert not wrong, "\n".join(wrong)
