"""What a right request of each type holds, and what has to be there before it is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from minikafka.engine.records import RecordBatch
from minikafka.storage.record_batch import encode
from tests.kafka.differential.edges import Content
from tests.kafka.differential.sides import GROUP, PRODUCED, TOPIC, Own, Side, TopicId
from tests.wire.raw_requests import (
    API_VERSIONS,
    BATCH,
    CREATE_TOPICS,
    DELETE_GROUPS,
    DELETE_RECORDS,
    DELETE_TOPICS,
    DESCRIBE_CLUSTER,
    DESCRIBE_CONFIGS,
    DESCRIBE_GROUPS,
    DESCRIBE_PRODUCERS,
    FETCH,
    FIND_COORDINATOR,
    HEARTBEAT,
    INIT_PRODUCER_ID,
    JOIN_GROUP,
    LEAVE_GROUP,
    LIST_GROUPS,
    LIST_OFFSETS,
    METADATA,
    OFFSET_COMMIT,
    OFFSET_FETCH,
    OFFSET_FOR_LEADER_EPOCH,
    PRODUCE,
    SYNC_GROUP,
)


@dataclass(frozen=True, slots=True)
class Scene:
    """A request of a type: ``values`` are fields of it by name or path, ``prepare`` makes what it is about."""

    api_key: int
    words: str
    values: Content
    prepare: Callable[[Side], None] = Side.make_nothing
    first_version: int = 0


SIMPLE = {"generation_id_or_member_epoch": -1, "member_id": ""}
OF_MEMBER = {"group_id": Own.FRESH, "member_id": Own.MEMBER, "generation_id": 1, "generation_id_or_member_epoch": 1}
TEN_SECONDS, FIVE_MINUTES = timedelta(seconds=10), timedelta(minutes=5)
TRANSACTIONAL = encode(
    RecordBatch(producer_id=1000, producer_epoch=0, base_sequence=0, records=BATCH.records, is_transactional=True)
)
PLAIN = encode(RecordBatch(records=BATCH.records))


def produce(words: str, **values: object) -> Scene:
    return Scene(PRODUCE, words, {"acks": -1, "name": PRODUCED, "topic_id": TopicId(PRODUCED), **values})


def join(words: str, **values: object) -> Scene:
    protocols = {"protocol_type": "consumer", "protocols.name": "range", "metadata": b"topics"}
    times = {"session_timeout": FIVE_MINUTES, "rebalance_timeout": FIVE_MINUTES}
    return Scene(JOIN_GROUP, words, {"group_id": Own.FRESH, "member_id": "", **times, **protocols, **values})


def of_member(api_key: int, **values: object) -> Scene:
    return Scene(api_key, "of a member", {**OF_MEMBER, **values}, Side.make_member)


# What changes nothing comes first.
SCENES = (
    Scene(API_VERSIONS, "", {"client_software_name": "raw", "client_software_version": "1.0"}),
    Scene(DESCRIBE_CLUSTER, "", {"endpoint_type": 1}),
    Scene(METADATA, "by name", {"topics.name": TOPIC, "topics.topic_id": None}),
    Scene(METADATA, "by id", {"topics.name": None, "topics.topic_id": TopicId(TOPIC)}, first_version=10),
    Scene(
        FETCH,
        "",
        {"max_bytes": 1 << 20, "partition_max_bytes": 1 << 20, "session_epoch": -1, "forgotten_topics_data": []},
    ),
    Scene(LIST_OFFSETS, "", {"timestamp": -1}),
    Scene(OFFSET_FOR_LEADER_EPOCH, "", {"current_leader_epoch": -1}),
    Scene(DESCRIBE_PRODUCERS, "", {"partition_indexes": [0]}),
    Scene(
        DESCRIBE_CONFIGS,
        "of a topic",
        {"resource_type": 2, "resource_name": TOPIC, "configuration_keys": ["cleanup.policy"]},
    ),
    Scene(
        DESCRIBE_CONFIGS, "of a broker", {"resource_type": 4, "resource_name": "1", "configuration_keys": ["node.id"]}
    ),
    Scene(FIND_COORDINATOR, "of a group", {"key": GROUP, "coordinator_keys": [GROUP]}),
    Scene(
        FIND_COORDINATOR, "of a transaction", {"key": "transaction", "coordinator_keys": ["transaction"], "key_type": 1}
    ),
    Scene(LIST_GROUPS, "", {"states_filter": ["Stable"], "types_filter": ["classic"]}),
    Scene(DESCRIBE_GROUPS, "", {"groups": [GROUP]}),
    Scene(OFFSET_FETCH, "", {"partition_indexes": [0]}),
    Scene(INIT_PRODUCER_ID, "", {"transaction_timeout": TEN_SECONDS}),
    Scene(
        INIT_PRODUCER_ID, "of a transactional id", {"transactional_id": Own.FRESH, "transaction_timeout": TEN_SECONDS}
    ),
    produce("", records=PLAIN),
    produce("idempotent", records=encode(BATCH)),
    produce("transactional, no id", records=TRANSACTIONAL),
    produce("transactional", records=TRANSACTIONAL, transactional_id="transaction"),
    join(""),
    join("static", group_instance_id="instance"),
    of_member(
        SYNC_GROUP, **{"assignments.member_id": Own.MEMBER, "protocol_type": "consumer", "protocol_name": "range"}
    ),
    of_member(HEARTBEAT),
    of_member(OFFSET_COMMIT),
    Scene(OFFSET_COMMIT, "simple", {"group_id": Own.FRESH, **SIMPLE}),
    of_member(LEAVE_GROUP),
    Scene(DELETE_GROUPS, "", {"groups_names": [Own.FRESH]}, Side.make_offsets),
    of_member(DELETE_GROUPS, groups_names=[Own.FRESH]),
    Scene(DELETE_RECORDS, "", {"name": Own.FRESH}, Side.make_topic),
    Scene(
        CREATE_TOPICS,
        "",
        {"name": Own.FRESH, "num_partitions": 1, "replication_factor": 1, "assignments": [], "configs": []},
    ),
    Scene(
        CREATE_TOPICS,
        "assigned",
        {"topics.name": Own.FRESH, "num_partitions": -1, "replication_factor": -1, "broker_ids": [1], "configs": []},
    ),
    Scene(
        CREATE_TOPICS,
        "configured",
        {
            "topics.name": Own.FRESH,
            "num_partitions": 1,
            "replication_factor": 1,
            "assignments": [],
            "configs.name": "retention.ms",
            "value": "1000",
        },
    ),
    Scene(
        DELETE_TOPICS,
        "by name",
        {"topic_names": [Own.FRESH], "name": Own.FRESH, "topics.topic_id": None},
        Side.make_topic,
    ),
    Scene(
        DELETE_TOPICS,
        "by id",
        {"topic_names": [Own.FRESH], "name": None, "topics.topic_id": TopicId(Own.FRESH)},
        Side.make_topic,
        6,
    ),
)
# Kafka itself fails on the first two, and stays silent; the others are a question of how fast the controller is.
NEVER_THE_SAME = frozenset(
    {
        (PRODUCE, "records null"),
        (JOIN_GROUP, "protocols twice"),
        (CREATE_TOPICS, "timeout 1 ms"),
        (DELETE_TOPICS, "timeout 1 ms"),
    }
)
# Of each field that several requests have.
SHARED = {
    "topic": TOPIC,
    "name": TOPIC,
    "topic_id": TopicId(TOPIC),
    "replica_id": -1,
    "group_id": GROUP,
    "timeout": TEN_SECONDS,
    "retention_time": timedelta(milliseconds=-1),
}
