"""What those who embed a broker in their tests may set, by keyword and on the command line, by Kafka's names."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from kio.schema.errors import ErrorCode

from minikafka.engine.broker import Broker
from minikafka.engine.errors import ConfigException
from minikafka.wire.commands_broker import _broker, _node_settings, add_broker_command
from minikafka.wire.server import serve
from tests.wire.raw_client import RawClient, raw_client
from tests.wire.raw_requests import (
    CREATE_TOPICS,
    DESCRIBE_CLUSTER,
    DESCRIBE_CONFIGS,
    FIND_COORDINATOR,
    JOIN_GROUP,
    METADATA,
    NONE,
    TEN_SECONDS,
)


def join(client: RawClient, session_ms: int = 10_000, member_id: str = "") -> Any:
    content = {
        "group_id": "g",
        "session_timeout": timedelta(milliseconds=session_ms),
        "rebalance_timeout": TEN_SECONDS,
        "member_id": member_id,
        "protocol_type": "consumer",
        "protocols": [{"name": "range", "metadata": b""}],
    }
    return client.ask(JOIN_GROUP, 3, content)


def broker_config(client: RawClient, name: str, node_id: int = 1) -> str:
    resources = [{"resource_type": 4, "resource_name": str(node_id), "configuration_keys": [name]}]
    (config,) = client.ask(DESCRIBE_CONFIGS, 1, {"resources": resources}).results[0].configs
    return str(config.value)


@pytest.mark.parametrize("advertised", ["example.org:1234", "PLAINTEXT://example.org:1234"])
def test_clients_are_sent_to_the_advertised_address(advertised: str) -> None:
    with serve(Broker(), advertised_listeners=advertised) as address, raw_client(address) as client:
        where = ("example.org", 1234)
        assert [(node.host, node.port) for node in client.ask(METADATA, 9, {"topics": []}).brokers] == [where]
        assert [(node.host, node.port) for node in client.ask(DESCRIBE_CLUSTER, 0, {}).brokers] == [where]
        found = client.ask(FIND_COORDINATOR, 4, {"coordinator_keys": ["g"]}).coordinators[0]
        assert (found.host, found.port) == where


def test_topics_are_not_created_unless_wanted() -> None:
    broker = Broker()
    with serve(broker, auto_create_topics_enable=False) as address, raw_client(address) as client:
        for version in (1, 9):
            (topic,) = client.ask(METADATA, version, {"topics": [{"name": "new"}]}).topics
            assert topic.error_code is ErrorCode.unknown_topic_or_partition
        assert broker.topics == {}
        asked = [{"name": "new", "num_partitions": 1, "replication_factor": 1}]
        assert client.ask(CREATE_TOPICS, 5, {"topics": asked, "timeout": TEN_SECONDS}).topics[0].error_code is NONE
        assert broker_config(client, "auto.create.topics.enable") == "false"


def test_the_id_of_the_node() -> None:
    with serve(Broker(), node_id=7) as address, raw_client(address) as client:
        answer = client.ask(METADATA, 9, {"topics": [{"name": "new"}]})
        assert (answer.controller_id, [node.node_id for node in answer.brokers]) == (7, [7])
        (partition,) = answer.topics[0].partitions
        assert (partition.leader_id, partition.replica_nodes, partition.isr_nodes) == (7, (7,), (7,))
        assert client.ask(FIND_COORDINATOR, 1, {"key": "g"}).node_id == 7
        assert broker_config(client, "node.id", 7) == "7"


@pytest.mark.parametrize(
    ("session_ms", "error"),
    [(99, ErrorCode.invalid_session_timeout), (100, NONE), (200, NONE), (201, ErrorCode.invalid_session_timeout)],
)
def test_the_bounds_of_a_session(session_ms: int, error: ErrorCode) -> None:
    settings = {"group_min_session_timeout_ms": 100, "group_max_session_timeout_ms": 200}
    with serve(Broker(), **settings) as address, raw_client(address) as client:  # type: ignore[arg-type]
        assert join(client, session_ms).error_code is error


@pytest.mark.parametrize(
    ("session_ms", "error"),
    [
        (5999, ErrorCode.invalid_session_timeout),
        (6000, NONE),
        (1_800_000, NONE),
        (1_800_001, ErrorCode.invalid_session_timeout),
    ],
)
def test_kafkas_bounds_of_a_session(session_ms: int, error: ErrorCode, client: RawClient) -> None:
    assert join(client, session_ms).error_code is error


def test_a_new_group_waits_for_more_members() -> None:
    """With a delay two members that come one after the other share the first generation."""
    with ExitStack() as stack:
        address = stack.enter_context(serve(Broker(), group_initial_rebalance_delay_ms=300))
        one, two = (stack.enter_context(raw_client(address)) for _ in range(2))
        for client in (one, two):
            client.send(JOIN_GROUP, 3, _content())
        answers = [client.answer(JOIN_GROUP, 3) for client in (one, two)]
        assert [answer.generation_id for answer in answers] == [1, 1]
        assert sorted(len(answer.members) for answer in answers) == [0, 2]


def _content() -> dict[str, object]:
    protocols = [{"name": "range", "metadata": b""}]
    times = {"session_timeout": TEN_SECONDS, "rebalance_timeout": TEN_SECONDS}
    return {"group_id": "g", **times, "member_id": "", "protocol_type": "consumer", "protocols": protocols}


@pytest.mark.parametrize(
    "settings",
    [
        {"advertised_listeners": "nowhere"},
        {"advertised_listeners": "SSL://localhost:9092:"},
        {"node_id": -1},
        {"group_min_session_timeout_ms": -1},
        {"group_max_session_timeout_ms": -1},
        {"group_initial_rebalance_delay_ms": -1},
    ],
)
def test_a_setting_out_of_range_names_itself(settings: dict[str, Any]) -> None:
    (name,) = settings
    with pytest.raises(ConfigException, match=name), serve(Broker(), **settings):
        pass


def parsed(*options: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_broker_command(parser.add_subparsers(required=True))
    return parser.parse_args(["broker", *options])


def test_each_setting_is_an_option_by_kafkas_name() -> None:
    arguments = parsed(
        "--node-id=7",
        "--advertised-listeners=example.org:1",
        "--auto-create-topics-enable=false",
        "--group-min-session-timeout-ms=1",
        "--group-max-session-timeout-ms=2",
        "--group-initial-rebalance-delay-ms=3",
        "--message-max-bytes=4000",
        "--max-message-bytes=small=70",
        "--max-message-bytes=large=5000",
    )
    assert _node_settings(arguments) == {
        "node_id": 7,
        "advertised_listeners": "example.org:1",
        "auto_create_topics_enable": False,
        "group_min_session_timeout_ms": 1,
        "group_max_session_timeout_ms": 2,
        "group_initial_rebalance_delay_ms": 3,
    }
    with ExitStack() as closing:
        broker = _broker(arguments, closing)
    assert [broker.max_message_bytes(topic) for topic in ("small", "large", "other")] == [70, 5000, 4000]


def test_without_options_a_node_is_as_kafka_starts_one() -> None:
    assert _node_settings(parsed()) == {
        "node_id": 1,
        "advertised_listeners": None,
        "auto_create_topics_enable": True,
        "group_min_session_timeout_ms": 6000,
        "group_max_session_timeout_ms": 1_800_000,
        "group_initial_rebalance_delay_ms": 0,  # the one that is not Kafka's 3000
    }


@pytest.mark.parametrize("option", ["--max-message-bytes=70", "--max-message-bytes=a=b", "--node-id=x"])
def test_an_option_that_cannot_be_read(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parsed(option)
    assert option.split("=", maxsplit=1)[0] in capsys.readouterr().err
