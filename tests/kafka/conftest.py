"""Apache Kafka for the tests of this directory: the one that MINIKAFKA_TEST_KAFKA names, or one started for them."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tools.kafka.broker import running_kafka
from tools.kafka.jars import KafkaUnavailable


@pytest.fixture(scope="session")
def kafka_address() -> Iterator[str]:
    """``host:port`` of a cluster of one broker; where there can be none, the line about what was skipped says why."""
    if named := os.environ.get("MINIKAFKA_TEST_KAFKA"):
        yield named
        return
    try:
        with running_kafka() as kafka:
            yield kafka.address
    except KafkaUnavailable as reason:
        pytest.skip(str(reason))
