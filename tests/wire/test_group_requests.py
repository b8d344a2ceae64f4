"""Every request about a group of consumers, in every version that is offered."""

from __future__ import annotations

from typing import Any

from kio.schema.errors import ErrorCode

from minikafka.wire.requests import APIS
from tests.wire.raw_client import RawClient
from tests.wire.raw_requests import (
    DELETE_GROUPS,
    DESCRIBE_GROUPS,
    FIND_COORDINATOR,
    HEARTBEAT,
    JOIN_GROUP,
    LEAVE_GROUP,
    LIST_GROUPS,
    NONE,
    OFFSET_COMMIT,
    OFFSET_FETCH,
    SYNC_GROUP,
    TEN_SECONDS,
    versions_of,
)


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
    protocol = {"protocol_type": "consumer", "protocol_name": "range"}
    synced = client.ask(
        SYNC_GROUP, version, {**speaker, **(protocol if version >= 5 else {}), "assignments": assignments}
    )
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
