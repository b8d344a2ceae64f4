"""Apache Kafka's log for the tests of this folder, which say in a line what is missing where it cannot run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.storage.kafka.apache_kafka import KafkaLog, kafka_log
from tools.kafka.jars import KafkaUnavailable, kafka_jars


@pytest.fixture(scope="session", autouse=True)
def apache_kafka() -> None:
    """Fetch Kafka's jars, where they are not here yet."""
    try:
        kafka_jars()
    except KafkaUnavailable as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="module")
def kafka(apache_kafka: None) -> Iterator[KafkaLog]:
    with kafka_log() as log:
        yield log
