"""What a group refuses, and in which order it looks: the answers of Apache Kafka 4.4.0 to the same requests.

Source: ``GroupCoordinatorService``, ``GroupMetadataManager``, ``ClassicGroup``, ``OffsetMetadataManager``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from kio.schema.errors import ErrorCode

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
    SYNC_GROUP,
)

RANGE = ({"name": "range", "metadata": b"wishes"},)
UNKNOWN_MEMBER = ErrorCode.unknown_member_id
ILLEGAL_GENERATION = ErrorCode.illegal_generation


def join(client: RawClient, version: int = 4, **fields: object) -> Any:
    content: dict[str, object] = {
        "group_id": "g",
        "session_timeout": timedelta(seconds=6),
        "rebalance_timeout": timedelta(seconds=6),
        "member_id": "",
        "protocol_type": "consumer",
        "protocols": RANGE,
        **fields,
    }
    return client.ask(JOIN_GROUP, version, content)


def member_of(client: RawClient) -> str:
    """The only member of the group ``g``, in its first generation, not assigned anything yet."""
    joined = join(client, member_id=join(client).member_id)
    assert (joined.error_code, joined.generation_id) == (NONE, 1)
    return str(joined.member_id)


def sync(client: RawClient, version: int = 5, **fields: object) -> ErrorCode:
    protocol = {"protocol_type": "consumer", "protocol_name": "range"} if version >= 5 else {}
    content = {"group_id": "g", "generation_id": 1, **protocol, **fields}
    answered: ErrorCode = client.ask(SYNC_GROUP, version, content).error_code
    return answered


def heartbeat(client: RawClient, **fields: object) -> ErrorCode:
    content = {"group_id": "g", "generation_id": 1, **fields}
    answered: ErrorCode = client.ask(HEARTBEAT, 4, content).error_code
    return answered


def commit(
    client: RawClient, version: int = 8, topic: str = "topic", partition: int = 0, **fields: object
) -> ErrorCode:
    partitions = [{"partition_index": partition, "committed_offset": 5, "committed_metadata": ""}]
    speaker = {"group_id": "g", "generation_id_or_member_epoch": -1, "member_id": ""}
    content = {**speaker, **fields, "topics": [{"name": topic, "partitions": partitions}]}
    answered: ErrorCode = client.ask(OFFSET_COMMIT, version, content).topics[0].partitions[0].error_code
    return answered


def leave(
    client: RawClient, *members: tuple[str, str | None], group_id: str = "g"
) -> tuple[ErrorCode, list[ErrorCode]]:
    named = [{"member_id": member_id, "group_instance_id": instance_id} for member_id, instance_id in members]
    answer = client.ask(LEAVE_GROUP, 4, {"group_id": group_id, "members": named})
    return answer.error_code, [member.error_code for member in answer.members]


def listed(client: RawClient, states: Sequence[str] = ()) -> list[tuple[str, str, str]]:
    groups = client.ask(LIST_GROUPS, 4, {"states_filter": states}).groups
    return [(group.group_id, group.protocol_type, group.group_state) for group in groups]


@pytest.mark.parametrize("version", [0, 4, 5, 9])
def test_joining_looks_at_the_group_id_before_the_session(version: int, client: RawClient) -> None:
    for seconds in (0, -1, 6):
        refused = join(client, version, group_id="", session_timeout=timedelta(seconds=seconds))
        assert refused.error_code is ErrorCode.invalid_group_id
    refused = join(client, version, session_timeout=timedelta(0))
    assert (refused.error_code, refused.generation_id, refused.member_id) == (ErrorCode.invalid_session_timeout, -1, "")
    assert listed(client) == []


@pytest.mark.parametrize("version", [0, 4, 5, 9])
def test_joining_with_an_id_that_nobody_gave_makes_no_group(version: int, client: RawClient) -> None:
    refused = join(client, version, member_id="nobody")
    assert (refused.error_code, refused.member_id) == (UNKNOWN_MEMBER, "nobody")
    if version >= 5:
        assert join(client, version, member_id="nobody", group_instance_id="i").error_code is UNKNOWN_MEMBER
    assert listed(client) == []


@pytest.mark.parametrize("version", [0, 4, 5, 9])
@pytest.mark.parametrize("fields", [{"protocol_type": ""}, {"protocols": ()}])
def test_joining_without_a_protocol(fields: dict[str, Any], version: int, client: RawClient) -> None:
    """The check comes before a member id is given out, and the group is there from then on."""
    assert join(client, version, **fields).error_code is ErrorCode.inconsistent_group_protocol
    assert listed(client) == [("g", "", "Empty")]


@pytest.mark.parametrize("fields", [{"protocol_type": "other"}, {"protocols": [{"name": "other", "metadata": b""}]}])
def test_a_member_that_comes_back_with_a_protocol_that_nobody_shares(fields: dict[str, Any], client: RawClient) -> None:
    member_id = member_of(client)
    assert join(client, member_id=member_id, **fields).error_code is ErrorCode.inconsistent_group_protocol


def test_what_sync_refuses(client: RawClient) -> None:
    member_id = member_of(client)
    inconsistent = ErrorCode.inconsistent_group_protocol
    assert sync(client, member_id=member_id, group_id="") is ErrorCode.invalid_group_id
    assert sync(client, member_id=member_id, group_id="", protocol_type=None) is inconsistent
    assert sync(client, member_id=member_id, group_id="other") is UNKNOWN_MEMBER
    assert sync(client, member_id="nobody") is UNKNOWN_MEMBER
    assert sync(client, member_id=member_id, group_instance_id="i") is UNKNOWN_MEMBER
    assert sync(client, member_id=member_id, generation_id=9, protocol_type="other") is ILLEGAL_GENERATION
    for fields in ({"protocol_type": None}, {"protocol_name": None}, {"protocol_type": "x"}, {"protocol_name": "x"}):
        assert sync(client, member_id=member_id, **fields) is inconsistent
    assert sync(client, member_id=member_id) is NONE


def test_what_heartbeat_refuses(client: RawClient) -> None:
    member_id = member_of(client)
    assert heartbeat(client, member_id=member_id, group_id="") is ErrorCode.invalid_group_id
    assert heartbeat(client, member_id=member_id, group_id="other") is UNKNOWN_MEMBER
    assert heartbeat(client, member_id="nobody", generation_id=9) is UNKNOWN_MEMBER
    assert heartbeat(client, member_id=member_id, group_instance_id="i") is UNKNOWN_MEMBER
    assert heartbeat(client, member_id=member_id, generation_id=0) is ILLEGAL_GENERATION
    assert heartbeat(client, member_id=member_id) is NONE


def test_who_may_commit_to_a_group_with_members(client: RawClient) -> None:
    member_id = member_of(client)
    member: dict[str, Any] = {"member_id": member_id, "generation_id_or_member_epoch": 1}
    assert commit(client, **member) is ErrorCode.rebalance_in_progress
    assert sync(client, member_id=member_id) is NONE
    assert commit(client, **member) is NONE
    assert commit(client, **{**member, "generation_id_or_member_epoch": 0}) is ILLEGAL_GENERATION
    assert commit(client, **{**member, "generation_id_or_member_epoch": -1}) is ILLEGAL_GENERATION
    assert commit(client, **{**member, "member_id": "nobody"}) is UNKNOWN_MEMBER
    assert commit(client, **member, group_instance_id="i") is UNKNOWN_MEMBER
    assert commit(client) is UNKNOWN_MEMBER
    assert commit(client, group_instance_id="i") is UNKNOWN_MEMBER


@pytest.mark.parametrize(
    ("version", "fields", "error"),
    [
        (8, {}, NONE),
        (8, {"group_id": ""}, NONE),
        (8, {"member_id": "anybody"}, NONE),
        (8, {"group_instance_id": "i"}, NONE),
        (8, {"generation_id_or_member_epoch": 0}, ILLEGAL_GENERATION),
        (9, {"generation_id_or_member_epoch": 0}, ErrorCode.group_id_not_found),
        (8, {"generation_id_or_member_epoch": 0, "topic": "other"}, ErrorCode.unknown_topic_or_partition),
        (8, {"partition": -1}, ErrorCode.unknown_topic_or_partition),
    ],
)
def test_who_may_commit_to_a_group_that_does_not_exist(
    version: int, fields: dict[str, Any], error: ErrorCode, client: RawClient
) -> None:
    assert commit(client, version, **fields) is error
    assert bool(listed(client)) is (error is NONE)


def test_what_leaving_refuses(client: RawClient) -> None:
    member_id = member_of(client)
    assert leave(client, (member_id, None), group_id="") == (ErrorCode.invalid_group_id, [])
    assert leave(client, (member_id, None), group_id="other") == (NONE, [UNKNOWN_MEMBER])
    wrong = [("nobody", None), ("", None), ("", "i"), (member_id, "i")]
    assert leave(client, *wrong) == (NONE, [UNKNOWN_MEMBER] * 4)
    for group_id, error in (("", ErrorCode.invalid_group_id), ("other", UNKNOWN_MEMBER)):
        content = {"group_id": group_id, "member_id": member_id}
        assert client.ask(LEAVE_GROUP, 2, content).error_code is error
    assert leave(client, (member_id, None), (member_id, None)) == (NONE, [NONE, UNKNOWN_MEMBER])


def test_a_group_whose_last_member_left_stays_until_it_is_deleted(client: RawClient) -> None:
    member_id = member_of(client)
    assert sync(client, member_id=member_id) is NONE
    assert leave(client, (member_id, None)) == (NONE, [NONE])
    assert listed(client) == [("g", "consumer", "Empty")]
    assert listed(client, ["empty"]) == listed(client)
    assert listed(client, ["Stable"]) == listed(client, ["nonsense"]) == []
    group = client.ask(DESCRIBE_GROUPS, 5, {"groups": ["g"]}).groups[0]
    assert (group.group_state, group.protocol_type, group.protocol_data, group.members) == ("Empty", "consumer", "", ())
    assert heartbeat(client, member_id=member_id, generation_id=2) is UNKNOWN_MEMBER
    assert join(client, member_id=member_id).error_code is UNKNOWN_MEMBER
    assert commit(client, member_id="anybody") is NONE
    deleted = client.ask(DELETE_GROUPS, 2, {"groups_names": ["g", "g", "other"]}).results
    assert {result.group_id: result.error_code for result in deleted} == {
        "g": NONE,
        "other": ErrorCode.group_id_not_found,
    }
    assert listed(client) == []


def test_a_group_that_was_only_asked_to_be_joined_stays_too(client: RawClient) -> None:
    member_id = join(client).member_id
    assert leave(client, (member_id, None)) == (NONE, [NONE])
    assert listed(client) == [("g", "", "Empty")]
    assert join(client, member_id=member_id).error_code is UNKNOWN_MEMBER


def test_several_members_that_leave_together_make_one_rebalance(client: RawClient) -> None:
    members = [join(client, 5, group_instance_id="a")]
    assert [member.error_code for member in members] == [NONE]
    assert leave(client, ("", "a"), ("", "b")) == (NONE, [NONE, UNKNOWN_MEMBER])
    again = join(client, 5, group_instance_id="a")
    assert (again.error_code, again.generation_id) == (NONE, 3)  # the second one was of nobody


@pytest.mark.parametrize("version", [5, 8, 9])
def test_a_static_leader_that_is_back_shares_nothing(version: int, client: RawClient) -> None:
    """Before version 9 it is answered as if its former self led; from then on it is told to skip the assignment."""
    former = join(client, version, group_instance_id="a")
    sync(client, member_id=former.member_id, assignments=[{"member_id": former.member_id, "assignment": b"all"}])
    changed = ({"name": "range", "metadata": b"other wishes"},)
    again = join(client, version, group_instance_id="a", protocols=changed)
    assert (again.error_code, again.generation_id) == (NONE, 1)
    assert again.member_id != former.member_id
    expected = (again.member_id, 1) if version >= 9 else (former.member_id, 0)
    assert (again.leader, len(again.members)) == expected
    assert getattr(again, "skip_assignment", False) == (version >= 9)


def test_a_static_member_that_changes_the_protocol_makes_a_rebalance(client: RawClient) -> None:
    former = join(client, 9, group_instance_id="a")
    sync(client, member_id=former.member_id)
    again = join(client, 9, group_instance_id="a", protocols=({"name": "sticky", "metadata": b""}, *RANGE))
    assert (again.error_code, again.generation_id, again.protocol_name) == (NONE, 2, "sticky")


def test_an_assignment_is_told_until_there_is_a_new_one(client: RawClient) -> None:
    """Also while the leader shares anew; when that is broken off, nobody has any (``ClassicGroup``)."""

    def assigned() -> list[tuple[str, bytes]]:
        group = client.ask(DESCRIBE_GROUPS, 5, {"groups": ["g"]}).groups[0]
        return [(group.group_state, member.member_assignment) for member in group.members]

    member_id = member_of(client)
    sync(client, member_id=member_id, assignments=[{"member_id": member_id, "assignment": b"all"}])
    assert assigned() == [("Stable", b"all")]
    join(client, member_id=member_id)
    assert assigned() == [("CompletingRebalance", b"all")]
    join(client, member_id=member_id, protocols=({"name": "range", "metadata": b"other wishes"},))
    assert assigned() == [("CompletingRebalance", b"")]


@pytest.mark.parametrize("version", range(1, 5))
def test_transactions_are_refused_for_good(version: int, client: RawClient) -> None:
    answer = client.ask(FIND_COORDINATOR, version, {"key": "t", "key_type": 1, "coordinator_keys": ["t"]})
    found = answer.coordinators[0] if version >= 4 else answer
    assert (found.error_code, found.node_id) == (ErrorCode.transactional_id_authorization_failed, -1)
