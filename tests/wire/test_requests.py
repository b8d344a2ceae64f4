"""Every request in every version that is offered, and the answers to what clients get wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from kio.schema.errors import ErrorCode

from minikafka.engine.broker import Broker
from minikafka.engine.records import Record, RecordBatch
from minikafka.storage.record_batch import encode, stored_batches
from minikafka.wire.protocol import decode_response, response_schema
from minikafka.wire.requests import APIS
from minikafka.wire.server import serve
from minikafka.wire.shared_broker import SharedBroker
from tests.wire.raw_client import RawClient, raw_client

TIME = 1_700_000_000_000
BATCH = RecordBatch(
    producer_id=7, producer_epoch=0, base_sequence=0, records=(Record(value=b"message1", timestamp=TIME),)
)
NEXT = RecordBatch(producer_id=7, producer_epoch=0, base_sequence=1, records=BATCH.records)
TEN_SECONDS = timedelta(seconds=10)
NONE = ErrorCode.none

PRODUCE, FETCH, LIST_OFFSETS, METADATA = 0, 1, 2, 3
OFFSET_COMMIT, OFFSET_FETCH, FIND_COORDINATOR, JOIN_GROUP, HEARTBEAT, LEAVE_GROUP, SYNC_GROUP = 8, 9, 10, 11, 12, 13, 14
DESCRIBE_GROUPS, LIST_GROUPS, API_VERSIONS, CREATE_TOPICS, DELETE_TOPICS, DELETE_RECORDS = 15, 16, 18, 19, 20, 21
INIT_PRODUCER_ID, OFFSET_FOR_LEADER_EPOCH, DESCRIBE_CONFIGS, DELETE_GROUPS = 22, 23, 32, 42
DESCRIBE_CLUSTER, DESCRIBE_PRODUCERS = 60, 61


@pytest.fixture
def broker() -> SharedBroker:
    broker = SharedBroker(Broker())
    broker.produce("topic", 0, BATCH)
    return broker


@pytest.fixture
def client(broker: SharedBroker) -> Iterator[RawClient]:
    with serve(broker) as address, raw_client(address) as client:
        yield client


def topic_id(client: RawClient) -> UUID:
    answer = client.ask(METADATA, 12, {"topics": [{"name": "topic", "topic_id": None}]})
    found = answer.topics[0].topic_id
    assert isinstance(found, UUID)
    return found


def produce(client: RawClient, version: int, data: bytes | None, *, acks: int = -1, topic: str = "topic") -> Any:
    name: dict[str, object] = {"name": topic} if version < 13 else {"topic_id": topic_id(client)}
    content = {
        "acks": acks,
        "timeout": TEN_SECONDS,
        "topic_data": [{**name, "partition_data": [{"index": 0, "records": data}]}],
    }
    return client.ask(PRODUCE, version, content).responses[0].partition_responses[0]


def fetch(client: RawClient, version: int, offset: int = 0, *, wait: timedelta = timedelta(0), **bounds: int) -> Any:
    partition = {
        "partition": 0,
        "fetch_offset": offset,
        "partition_max_bytes": bounds.get("partition_max_bytes", 1 << 20),
    }
    name: dict[str, object] = {"topic": "topic"} if version < 13 else {"topic_id": topic_id(client)}
    content: dict[str, object] = {
        "max_wait": wait,
        "min_bytes": bounds.get("min_bytes", 1),
        "max_bytes": bounds.get("max_bytes", 1 << 20),
        "topics": [{**name, "partitions": [partition]}],
    }
    return client.ask(FETCH, version, content)


def versions_of(api_key: int) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("version", APIS[api_key].versions)


@versions_of(PRODUCE)
def test_produce(version: int, client: RawClient) -> None:
    first = produce(client, version, encode(NEXT))
    again = produce(client, version, encode(NEXT))
    refused = produce(
        client,
        version,
        encode(BATCH.__class__(producer_id=7, producer_epoch=0, base_sequence=9, records=BATCH.records)),
    )
    assert (first.error_code, first.base_offset, first.log_append_time) == (NONE, 1, None)
    assert (again.error_code, again.base_offset) == (NONE, 1)
    assert int(again.log_append_time.timestamp() * 1000) == TIME
    assert (refused.error_code, refused.base_offset) == (ErrorCode.out_of_order_sequence_number, -1)
    if version >= 5:
        assert first.log_start_offset == again.log_start_offset == refused.log_start_offset == 0


@versions_of(FETCH)
def test_fetch(version: int, client: RawClient) -> None:
    answer = fetch(client, version)
    partition = answer.responses[0].partitions[0]
    (stored,) = stored_batches(partition.records)
    assert (partition.error_code, partition.high_watermark, stored.base_offset) == (NONE, 1, 0)
    assert stored.batch.records == BATCH.records
    assert getattr(answer, "session_id", 0) == 0


@versions_of(LIST_OFFSETS)
@pytest.mark.parametrize(("timestamp", "offset"), [(-2, 0), (-1, 1), (TIME, 0), (TIME + 1, -1)])
def test_list_offsets(version: int, timestamp: int, offset: int, client: RawClient) -> None:
    asked = {"name": "topic", "partitions": [{"partition_index": 0, "timestamp": timestamp}]}
    answer = client.ask(LIST_OFFSETS, version, {"replica_id": -1, "topics": [asked]})
    partition = answer.topics[0].partitions[0]
    assert (partition.error_code, partition.offset) == (NONE, offset)


@versions_of(METADATA)
def test_metadata_creates_a_topic(version: int, broker: SharedBroker, client: RawClient) -> None:
    answer = client.ask(METADATA, version, {"topics": [{"name": "new"}]})
    assert [(topic.name, topic.error_code, len(topic.partitions)) for topic in answer.topics] == [("new", NONE, 1)]
    assert broker.topics == {"topic": 1, "new": 1}
    everything = client.ask(METADATA, version, {"topics": None if version else []})
    assert {topic.name for topic in everything.topics} == {"topic", "new"}
    host, port = client.socket.getpeername()
    assert [(node.host, node.port) for node in answer.brokers] == [(host, port)]


@versions_of(OFFSET_COMMIT)
def test_commit_and_fetch_an_offset(version: int, client: RawClient) -> None:
    committed = {"partition_index": 0, "committed_offset": 1, "committed_metadata": "m"}
    content = {
        "group_id": "g",
        "generation_id_or_member_epoch": -1,
        "member_id": "",
        "topics": [{"name": "topic", "partitions": [committed]}],
    }
    answer = client.ask(OFFSET_COMMIT, version, content)
    assert answer.topics[0].partitions[0].error_code is NONE
    for asked in APIS[OFFSET_FETCH].versions:
        assert fetched_offset(client, asked) == (1, "m", NONE)


def fetched_offset(client: RawClient, version: int) -> tuple[int, str, ErrorCode]:
    topics = [{"name": "topic", "partition_indexes": [0]}]
    if version >= 8:
        answer = client.ask(OFFSET_FETCH, version, {"groups": [{"group_id": "g", "topics": topics}]}).groups[0]
    else:
        answer = client.ask(OFFSET_FETCH, version, {"group_id": "g", "topics": topics})
    partition = answer.topics[0].partitions[0]
    return partition.committed_offset, partition.metadata, partition.error_code


@versions_of(FIND_COORDINATOR)
def test_find_coordinator(version: int, client: RawClient) -> None:
    answer = client.ask(FIND_COORDINATOR, version, {"key": "g", "coordinator_keys": ["g"]})
    found = answer.coordinators[0] if version >= 4 else answer
    assert (found.error_code, (found.host, found.port)) == (NONE, client.socket.getpeername())


def join(client: RawClient, version: int, member_id: str = "") -> Any:
    content = {
        "group_id": "g",
        "session_timeout": TEN_SECONDS,
        "rebalance_timeout": TEN_SECONDS,
        "member_id": member_id,
        "group_instance_id": None,
        "protocol_type": "consumer",
        "protocols": [{"name": "range", "metadata": b"wishes"}],
    }
    return client.ask(JOIN_GROUP, version, content)


def joined(client: RawClient, version: int) -> Any:
    answer = join(client, version)
    if version >= 4:
        assert answer.error_code is ErrorCode.member_id_required
        answer = join(client, version, answer.member_id)
    assert answer.error_code is NONE
    return answer


@versions_of(JOIN_GROUP)
def test_join_group(version: int, client: RawClient) -> None:
    answer = joined(client, version)
    assert (answer.generation_id, answer.protocol_name, answer.leader) == (1, "range", answer.member_id)
    assert [(member.member_id, member.metadata) for member in answer.members] == [(answer.member_id, b"wishes")]


@versions_of(SYNC_GROUP)
def test_sync_heartbeat_and_leave(version: int, client: RawClient) -> None:
    member = joined(client, 4)
    speaker = {"group_id": "g", "generation_id": 1, "member_id": member.member_id}
    assignments = [{"member_id": member.member_id, "assignment": b"all"}]
    synced = client.ask(SYNC_GROUP, version, {**speaker, "assignments": assignments})
    assert (synced.error_code, synced.assignment) == (NONE, b"all")
    for asked in APIS[HEARTBEAT].versions:
        assert client.ask(HEARTBEAT, asked, speaker).error_code is NONE
        late = client.ask(HEARTBEAT, asked, {**speaker, "generation_id": 0})
        assert late.error_code is ErrorCode.illegal_generation
    for asked in APIS[DESCRIBE_GROUPS].versions:
        group = client.ask(DESCRIBE_GROUPS, asked, {"groups": ["g"]}).groups[0]
        assert (group.group_state, group.protocol_data, group.members[0].member_assignment) == (
            "Stable",
            "range",
            b"all",
        )
    for asked in APIS[LIST_GROUPS].versions:
        assert [group.group_id for group in client.ask(LIST_GROUPS, asked, {}).groups] == ["g"]


@versions_of(LEAVE_GROUP)
def test_leave_group(version: int, client: RawClient) -> None:
    member_id = joined(client, 4).member_id
    content = {
        "group_id": "g",
        "member_id": member_id,
        "members": [{"member_id": member_id, "group_instance_id": None}],
    }
    assert client.ask(LEAVE_GROUP, version, content).error_code is NONE
    again = client.ask(LEAVE_GROUP, version, content)
    assert (again.members[0] if version >= 3 else again).error_code is ErrorCode.unknown_member_id


@versions_of(DELETE_GROUPS)
def test_delete_groups(version: int, client: RawClient) -> None:
    joined(client, 4)
    answer = client.ask(DELETE_GROUPS, version, {"groups_names": ["g", "unknown"]})
    expected = [ErrorCode.non_empty_group, ErrorCode.group_id_not_found]
    assert [result.error_code for result in answer.results] == expected


@versions_of(API_VERSIONS)
def test_api_versions(version: int, client: RawClient) -> None:
    software = {"client_software_name": "raw", "client_software_version": "1.0"}
    answer = client.ask(API_VERSIONS, version, software)
    offered = {api.api_key: range(api.min_version, api.max_version + 1) for api in answer.api_keys}
    answered = {api.key: api.versions for api in APIS.values()}
    # Produce is named from version 0 on, as Kafka 4.0 does (KAFKA-18659).
    assert offered == answered | {PRODUCE: range(answered[PRODUCE].stop)}


@versions_of(CREATE_TOPICS)
def test_create_topics(version: int, broker: SharedBroker, client: RawClient) -> None:
    names = {"new": (2, 1), "topic": (1, 1), "none": (0, 1), "many": (1, 3), "bad name": (1, 1), "default": (-1, -1)}
    topics = [
        {"name": name, "num_partitions": partitions, "replication_factor": replicas}
        for name, (partitions, replicas) in names.items()
    ]
    answer = client.ask(CREATE_TOPICS, version, {"topics": topics, "timeout": TEN_SECONDS})
    assert {topic.name: topic.error_code for topic in answer.topics} == {
        "new": NONE,
        "topic": ErrorCode.topic_already_exists,
        "none": ErrorCode.invalid_partitions,
        "many": ErrorCode.invalid_replication_factor,
        "bad name": ErrorCode.invalid_topic_exception,
        "default": NONE,
    }
    assert broker.topics == {"topic": 1, "new": 2, "default": 1}


@versions_of(DELETE_TOPICS)
def test_delete_topics(version: int, broker: SharedBroker, client: RawClient) -> None:
    name: Mapping[str, object] = {"topic_names": ["topic", "unknown"]}
    if version >= 6:
        name = {"topics": [{"name": None, "topic_id": topic_id(client)}, {"name": "unknown"}]}
    answer = client.ask(DELETE_TOPICS, version, {**name, "timeout": TEN_SECONDS})
    assert [topic.error_code for topic in answer.responses] == [NONE, ErrorCode.unknown_topic_or_partition]
    assert broker.topics == {}


@versions_of(DELETE_RECORDS)
def test_delete_records(version: int, broker: SharedBroker, client: RawClient) -> None:
    partitions = [{"partition_index": number, "offset": -1} for number in (0, 1)]
    answer = client.ask(DELETE_RECORDS, version, {"topics": [{"name": "topic", "partitions": partitions}]})
    results = [(result.low_watermark, result.error_code) for result in answer.topics[0].partitions]
    assert results == [(1, NONE), (-1, ErrorCode.unknown_topic_or_partition)]
    assert broker.log_start_offset("topic", 0) == 1


@versions_of(INIT_PRODUCER_ID)
def test_init_producer_id(version: int, client: RawClient) -> None:
    def initialised(**content: object) -> tuple[ErrorCode, int, int]:
        answer = client.ask(INIT_PRODUCER_ID, version, {"transaction_timeout": TEN_SECONDS, **NO_PRODUCER, **content})
        return answer.error_code, answer.producer_id, answer.producer_epoch

    assert [initialised(), initialised()] == [(NONE, 0, 0), (NONE, 1, 0)]
    assert [initialised(transactional_id="t") for _ in range(2)] == [(NONE, 2, 0), (NONE, 2, 1)]
    assert initialised(transactional_id="") == (ErrorCode.invalid_request, -1, -1)
    if version >= 3:
        assert initialised(producer_id=5) == (ErrorCode.invalid_request, -1, -1)
        assert initialised(transactional_id="t", producer_id=2, producer_epoch=1) == (NONE, 2, 2)
        fenced = ErrorCode.producer_fenced if version > 3 else ErrorCode.invalid_producer_epoch
        assert initialised(transactional_id="t", producer_id=2, producer_epoch=0) == (fenced, -1, -1)


NO_PRODUCER = {"producer_id": -1, "producer_epoch": -1}


@versions_of(OFFSET_FOR_LEADER_EPOCH)
def test_offset_for_leader_epoch(version: int, client: RawClient) -> None:
    asked = {"partition": 0, "current_leader_epoch": 0, "leader_epoch": 0}
    answer = client.ask(OFFSET_FOR_LEADER_EPOCH, version, {"topics": [{"topic": "topic", "partitions": [asked]}]})
    partition = answer.topics[0].partitions[0]
    assert (partition.error_code, partition.leader_epoch, partition.end_offset) == (NONE, 0, 1)


@versions_of(DESCRIBE_CONFIGS)
def test_describe_configs(version: int, client: RawClient) -> None:
    topic = {"resource_type": 2, "resource_name": "topic", "configuration_keys": ["max.message.bytes"]}
    broker = {"resource_type": 4, "resource_name": "1", "configuration_keys": ["num.partitions"]}
    answer = client.ask(
        DESCRIBE_CONFIGS, version, {"resources": [topic, broker, {**topic, "resource_name": "unknown"}]}
    )
    assert [result.error_code for result in answer.results] == [NONE, NONE, ErrorCode.unknown_topic_or_partition]
    values = [(config.name, config.value) for result in answer.results for config in result.configs]
    assert values == [("max.message.bytes", "1048588"), ("num.partitions", "1")]


@versions_of(DESCRIBE_CLUSTER)
def test_describe_cluster(version: int, client: RawClient) -> None:
    answer = client.ask(DESCRIBE_CLUSTER, version, {"endpoint_type": 1})
    assert [(node.host, node.port) for node in answer.brokers] == [client.socket.getpeername()]


@versions_of(DESCRIBE_PRODUCERS)
def test_describe_producers(version: int, client: RawClient) -> None:
    answer = client.ask(DESCRIBE_PRODUCERS, version, {"topics": [{"name": "topic", "partition_indexes": [0, 1]}]})
    known, unknown = answer.topics[0].partitions
    (producer,) = known.active_producers
    assert (producer.producer_id, producer.producer_epoch, producer.last_sequence, producer.last_timestamp) == (
        7,
        0,
        0,
        TIME,
    )
    assert (producer.coordinator_epoch, producer.current_txn_start_offset) == (-1, -1)
    assert unknown.error_code is ErrorCode.unknown_topic_or_partition


def test_every_request_that_is_offered_is_tested_here() -> None:
    tested = {value for name, value in globals().items() if name.isupper() and isinstance(value, int)}
    assert {api.key for api in APIS.values()} <= tested


# What clients get wrong


def test_api_versions_from_the_future_is_answered_in_version_0(client: RawClient) -> None:
    client.socket.sendall(bytes.fromhex("0000000c 0012 0063 00000001 0000 0000"))
    frame = client.frame()
    assert frame is not None
    answer: Any = decode_response(frame, response_schema(API_VERSIONS, 0))[1]
    assert answer.error_code is ErrorCode.unsupported_version
    assert [(api.api_key, api.min_version, api.max_version) for api in answer.api_keys] == [(18, 0, 4)]


@pytest.mark.parametrize("name", ["", "-raw", "raw client"])
def test_software_without_a_name(name: str, client: RawClient) -> None:
    software = {"client_software_name": name, "client_software_version": "1.0"}
    assert client.ask(API_VERSIONS, 3, software).error_code is ErrorCode.invalid_request


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        pytest.param(lambda data: data * 2, ErrorCode.invalid_record, id="two batches"),
        pytest.param(lambda _: b"", ErrorCode.invalid_record, id="no batch"),
        pytest.param(lambda _: None, ErrorCode.invalid_record, id="null"),
        pytest.param(lambda data: data[:-1] + b"x", ErrorCode.corrupt_message, id="wrong checksum"),
        pytest.param(lambda data: data[:-1], ErrorCode.invalid_record, id="cut off"),
        pytest.param(lambda data: data + data[:-1], NONE, id="a second batch that is cut off"),
        pytest.param(lambda data: data[:16] + b"\x01" + data[17:], ErrorCode.invalid_record, id="magic 1"),
    ],
)
def test_what_is_wrong_with_a_batch(
    spoil: Callable[[bytes], bytes | None], error: ErrorCode, client: RawClient
) -> None:
    assert produce(client, 9, spoil(encode(NEXT))).error_code is error


def test_a_batch_that_is_too_large() -> None:
    with serve(Broker(message_max_bytes=100)) as address, raw_client(address) as client:
        client.ask(METADATA, 4, {"topics": [{"name": "topic"}]})
        large = RecordBatch(records=(Record(value=bytes(100)),))
        assert produce(client, 9, encode(large)).error_code is ErrorCode.message_too_large


def test_produce_does_not_create_topics(client: RawClient) -> None:
    assert produce(client, 9, encode(BATCH), topic="new").error_code is ErrorCode.unknown_topic_or_partition


@pytest.mark.parametrize("acks", [-2, 2])
def test_other_acks(acks: int, client: RawClient) -> None:
    assert produce(client, 9, encode(NEXT), acks=acks).error_code is ErrorCode.invalid_required_acks


def test_with_acks_0_nothing_is_answered_and_an_error_closes_the_connection(
    broker: SharedBroker, client: RawClient
) -> None:
    def content(batch: RecordBatch) -> Mapping[str, object]:
        partition = {"index": 0, "records": encode(batch)}
        return {"acks": 0, "timeout": TEN_SECONDS, "topic_data": [{"name": "topic", "partition_data": [partition]}]}

    client.send(PRODUCE, 9, content(NEXT))
    assert client.ask(DESCRIBE_CLUSTER, 0, {}).error_code is NONE  # and no answer to Produce before it
    assert broker.log_end_offset("topic", 0) == 2
    client.send(
        PRODUCE, 9, content(RecordBatch(producer_id=7, producer_epoch=0, base_sequence=9, records=BATCH.records))
    )
    assert client.is_closed()


def test_fetch_waits_for_records(broker: SharedBroker, client: RawClient) -> None:
    partition = {"partition": 0, "fetch_offset": 1, "partition_max_bytes": 1 << 20}
    content = {
        "max_wait": timedelta(minutes=10),
        "min_bytes": 1,
        "topics": [{"topic": "topic", "partitions": [partition]}],
    }
    client.send(FETCH, 12, content)
    broker.produce("topic", 0, NEXT)  # on another thread than the server's
    (stored,) = stored_batches(client.answer(FETCH, 12).responses[0].partitions[0].records)
    assert (stored.base_offset, stored.batch.base_sequence) == (1, 1)


def test_fetch_answers_empty_when_the_time_is_over(client: RawClient) -> None:
    answer = fetch(client, 12, offset=1, wait=timedelta(milliseconds=10))
    partition = answer.responses[0].partitions[0]
    assert (partition.error_code, partition.records, partition.high_watermark) == (NONE, b"", 1)


def test_fetch_does_not_wait_with_an_error(client: RawClient) -> None:
    answer = fetch(client, 12, offset=5, wait=timedelta(minutes=10))
    assert answer.responses[0].partitions[0].error_code is ErrorCode.offset_out_of_range


def test_fetch_gives_the_first_batch_however_large_and_then_keeps_to_the_bounds(
    broker: SharedBroker, client: RawClient
) -> None:
    broker.produce("topic", 0, NEXT)
    one = encode(BATCH)
    for answer in (
        fetch(client, 12, max_bytes=1),
        fetch(client, 12, partition_max_bytes=1),
        fetch(client, 12, max_bytes=len(one) * 2 - 1),
    ):
        partition = answer.responses[0].partitions[0]
        assert len(list(stored_batches(partition.records))) == 1


def test_a_fetch_session_that_was_never_given(client: RawClient) -> None:
    content = {"max_wait": TEN_SECONDS, "session_id": 5, "session_epoch": 1, "topics": []}
    assert client.ask(FETCH, 12, content).error_code is ErrorCode.fetch_session_id_not_found


def test_a_leader_epoch_from_the_future(client: RawClient) -> None:
    asked = {"name": "topic", "partitions": [{"partition_index": 0, "timestamp": -1, "current_leader_epoch": 1}]}
    answer = client.ask(LIST_OFFSETS, 4, {"replica_id": -1, "topics": [asked]})
    assert answer.topics[0].partitions[0].error_code is ErrorCode.unknown_leader_epoch


def test_a_topic_that_may_not_be_created(broker: SharedBroker, client: RawClient) -> None:
    content = {"topics": [{"name": "new"}], "allow_auto_topic_creation": False}
    assert client.ask(METADATA, 4, content).topics[0].error_code is ErrorCode.unknown_topic_or_partition
    assert broker.topics == {"topic": 1}


def test_a_topic_id_that_nobody_knows(client: RawClient) -> None:
    unknown = UUID(int=5)
    assert client.ask(METADATA, 12, {"topics": [{"name": None, "topic_id": unknown}]}).topics[0].error_code is (
        ErrorCode.unknown_topic_id
    )


def test_a_client_in_a_loop_cannot_fill_the_memory_with_partitions(client: RawClient) -> None:
    topics = [{"name": "huge", "num_partitions": 2**31 - 1, "replication_factor": 1}]
    answer = client.ask(CREATE_TOPICS, 5, {"topics": topics, "timeout": TEN_SECONDS})
    assert answer.topics[0].error_code is ErrorCode.policy_violation


def test_validate_only_creates_nothing(broker: SharedBroker, client: RawClient) -> None:
    topics = [{"name": name, "num_partitions": 1, "replication_factor": 1} for name in ("new", "topic")]
    answer = client.ask(CREATE_TOPICS, 5, {"topics": topics, "timeout": TEN_SECONDS, "validate_only": True})
    assert [topic.error_code for topic in answer.topics] == [NONE, ErrorCode.topic_already_exists]
    assert broker.topics == {"topic": 1}
