"""The settings of topics: which values they take, and what DescribeConfigs says of them.

The values are Apache Kafka 4.4.0's answers.
"""

from __future__ import annotations

from typing import Any

import pytest

from minikafka.engine.broker import Broker
from minikafka.wire.server import serve
from minikafka.wire.topic_configs import InvalidConfig, ensure_valid
from tests.wire.raw_client import RawClient, raw_client
from tests.wire.raw_requests import CREATE_TOPICS, DESCRIBE_CONFIGS

TOPIC, BROKER = 2, 4
TOPIC_OF_ONE = {"name": "topic", "num_partitions": 1, "replication_factor": 1}
BY_TOPIC, BY_BROKER, BY_DEFAULT = 1, 4, 5


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("retention.ms", "+5"),
        ("retention.ms", " 7 "),
        ("retention.ms", "\N{ARABIC-INDIC DIGIT THREE}"),
        ("cleanup.policy", ""),
        ("cleanup.policy", "delete, compact"),
        ("min.cleanable.dirty.ratio", "NaN"),
        ("min.cleanable.dirty.ratio", "0.5f"),
        ("min.cleanable.dirty.ratio", "1e-1"),
        ("min.cleanable.dirty.ratio", ".5"),
        ("leader.replication.throttled.replicas", "0:1, 2:3"),
        ("leader.replication.throttled.replicas", "*"),
        ("leader.replication.throttled.replicas", "*,"),
        ("errors.deadletterqueue.group.enable", "TRUE"),
        ("max.decompressed.message.bytes", "2147483639"),
        ("remote.copy.lag.ms", "-1"),
        ("remote.copy.lag.bytes", "-1"),
        ("remote.storage.enable", "false"),
    ],
)
def test_what_kafka_takes(name: str, value: str) -> None:
    assert ensure_valid({name: value}).keys() == {name}


@pytest.mark.parametrize(
    "settings",
    [
        {"retention.ms": "1_0"},
        {"retention.ms": "9223372036854775808"},
        {"retention.ms": ""},
        {"cleanup.policy": "delete,"},
        {"cleanup.policy": ",delete"},
        {"compression.gzip.level": "-0"},
        {"min.cleanable.dirty.ratio": "nan"},
        {"min.cleanable.dirty.ratio": "Infinity"},
        {"min.cleanable.dirty.ratio": "1.1"},
        {"leader.replication.throttled.replicas": "1"},
        {"leader.replication.throttled.replicas": "*,*"},
        {"max.decompressed.message.bytes": "2147483640"},
        {"remote.copy.lag.ms": "-2"},
        {"remote.storage.enable": "true"},
        {"min.compaction.lag.ms": "10", "max.compaction.lag.ms": "5"},
    ],
)
def test_what_kafka_refuses(settings: dict[str, str]) -> None:
    with pytest.raises(InvalidConfig):
        ensure_valid(settings)


def described(client: RawClient, kind: int, name: str) -> dict[str, tuple[str, int, int, bool]]:
    """Of each setting its value, where it comes from, its type, and whether it cannot be changed."""
    answer = client.ask(DESCRIBE_CONFIGS, 4, {"resources": [{"resource_type": kind, "resource_name": name}]})
    configs: Any = answer.results[0].configs
    return {
        config.name: (config.value, config.config_source, config.config_type, config.read_only) for config in configs
    }


def test_a_setting_has_its_own_type_wherever_its_value_comes_from() -> None:
    """A number is no string because a client gave it (``ConfigHelper.createTopicConfigEntry``); none is read only."""
    with serve(Broker(message_max_bytes=70, min_insync_replicas=1)) as address, raw_client(address) as client:
        configs = [{"name": "retention.ms", "value": "1000"}, {"name": "preallocate", "value": "true"}]
        client.ask(CREATE_TOPICS, 4, {"topics": [TOPIC_OF_ONE | {"configs": configs}]})
        told = described(client, TOPIC, "topic")
    assert told["retention.ms"] == ("1000", BY_TOPIC, 5, False)
    assert told["preallocate"] == ("true", BY_TOPIC, 1, False)
    assert told["cleanup.policy"] == ("delete", BY_DEFAULT, 7, False)
    assert told["max.message.bytes"] == ("70", BY_BROKER, 3, False)
    assert told["min.insync.replicas"] == ("1", BY_DEFAULT, 3, False)


def test_what_a_broker_was_told_and_what_can_be_changed_while_it_runs() -> None:
    with serve(Broker(producer_id_expiration_ms=5)) as address, raw_client(address) as client:
        told = described(client, BROKER, "1")
    assert told["node.id"] == ("1", BY_BROKER, 3, True)
    assert told["num.partitions"] == ("1", BY_DEFAULT, 3, True)
    assert told["auto.create.topics.enable"] == ("true", BY_DEFAULT, 1, True)
    assert told["message.max.bytes"] == ("1048588", BY_DEFAULT, 3, False)
    assert told["producer.id.expiration.ms"] == ("5", BY_BROKER, 3, False)


def test_create_topics_tells_a_setting_as_it_was_given_and_describe_configs_as_it_is_read() -> None:
    given = {
        "retention.ms": "+5",
        "segment.ms": " 7 ",
        "min.cleanable.dirty.ratio": "0.50f",
        "preallocate": "TRUE",
        "cleanup.policy": " compact , delete ",
        "message.timestamp.type": " CreateTime ",
    }
    read = ("5", "7", "0.5", "true", "compact,delete", "CreateTime")
    with serve(Broker()) as address, raw_client(address) as client:
        configs = [{"name": name, "value": value} for name, value in given.items()]
        created = client.ask(CREATE_TOPICS, 5, {"topics": [TOPIC_OF_ONE | {"configs": configs}]}).topics[0]
        told = described(client, TOPIC, "topic")
    assert {config.name: config.value for config in created.configs if config.name in given} == given
    assert {name: told[name][0] for name in given} == dict(zip(given, read, strict=True))
