"""The coordinator: every group, and the offsets that it committed.

Source: ``GroupCoordinatorService``, ``OffsetMetadataManager``.
"""

from __future__ import annotations

from dataclasses import dataclass

from kio.schema.errors import ErrorCode

from minikafka.wire.groups.group import Group, State
from minikafka.wire.groups.member import GroupError

MAX_GROUPS = 10_000

TopicPartition = tuple[str, int]


@dataclass(frozen=True, slots=True)
class CommittedOffset:
    """How far a group has read one partition: the offset of the next record that it wants."""

    offset: int
    leader_epoch: int
    metadata: str


class Coordinator:
    """The groups of the only node, in memory. A group whose members have left stays, Empty, until it is deleted.

    ``initial_rebalance_delay`` is how many seconds a group without members waits for more of them when one joins.
    """

    def __init__(self, initial_rebalance_delay: float = 0.0) -> None:
        self._initial_rebalance_delay = initial_rebalance_delay
        self._groups: dict[str, Group] = {}
        self._offsets: dict[str, dict[TopicPartition, CommittedOffset]] = {}

    @property
    def groups(self) -> list[Group]:
        return list(self._groups.values())

    def find(self, group_id: str) -> Group | None:
        """A group, ``None`` if there is none of this id."""
        return self._groups.get(group_id)

    def get(self, group_id: str) -> Group:
        """The group that a member speaks of.

        Raises:
            GroupError: INVALID_GROUP_ID for an empty id; UNKNOWN_MEMBER_ID: whoever asks cannot be a member of a group
                that does not exist.
        """
        if not group_id:
            raise GroupError(ErrorCode.invalid_group_id)
        if group_id not in self._groups:
            raise GroupError(ErrorCode.unknown_member_id)
        return self._groups[group_id]

    def get_or_create(self, group_id: str) -> Group:
        """A group, a new one if need be.

        Raises:
            GroupError: GROUP_MAX_SIZE_REACHED if there are too many groups that are in use.
        """
        if group_id not in self._groups:
            self._make_room()
            self._groups[group_id] = Group(group_id, self._initial_rebalance_delay)
        return self._groups[group_id]

    def _make_room(self) -> None:
        """Do at the bound what Kafka does every ten minutes: forget the groups that nobody uses.

        Source: ``GroupMetadataManager.maybeDeleteGroup``.
        """
        if len(self._groups) < MAX_GROUPS:
            return
        for group_id in [group.id for group in self.groups if group.is_deserted and not self.offsets(group.id)]:
            self.delete(group_id)
        if len(self._groups) >= MAX_GROUPS:
            raise GroupError(ErrorCode.group_max_size_reached)

    def delete(self, group_id: str) -> None:
        """Forget a group without members and its offsets.

        Raises:
            GroupError: GROUP_ID_NOT_FOUND, NON_EMPTY_GROUP.
        """
        group = self._groups.get(group_id)
        if group is None:
            raise GroupError(ErrorCode.group_id_not_found)
        if group.state is not State.EMPTY:
            raise GroupError(ErrorCode.non_empty_group)
        group.close()
        del self._groups[group_id]
        self._offsets.pop(group_id, None)

    # Offsets

    def ensure_may_commit(self, group_id: str, member_id: str, instance_id: str | None, generation: int) -> None:
        """Only a member of the current generation commits; to a group without members, anybody without a generation.

        A group that does not exist is made.

        Source: ``OffsetMetadataManager.validateOffsetCommit``, ``ClassicGroup.validateOffsetCommit``.

        Raises:
            GroupError: GROUP_ID_NOT_FOUND, ILLEGAL_GENERATION, UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID,
                REBALANCE_IN_PROGRESS, or as ``get_or_create``.
        """
        if group_id not in self._groups and generation >= 0:
            raise GroupError(ErrorCode.group_id_not_found)
        group = self.get_or_create(group_id)
        if group.state is State.EMPTY and generation < 0:
            return
        if generation < 0 and not member_id and instance_id is None:
            raise GroupError(ErrorCode.unknown_member_id)
        member = group.member(member_id, instance_id, generation)
        if group.state is State.COMPLETING_REBALANCE:
            raise GroupError(ErrorCode.rebalance_in_progress)
        group.heard_from(member)

    def commit(self, group_id: str, partition: TopicPartition, committed: CommittedOffset) -> None:
        """Remember an offset."""
        self._offsets.setdefault(group_id, {})[partition] = committed

    def offsets(self, group_id: str) -> dict[TopicPartition, CommittedOffset]:
        """The offsets that a group committed."""
        return self._offsets.get(group_id, {})

    def forget_topic(self, topic: str) -> None:
        """Forget the offsets of a topic that is deleted."""
        for group_id, offsets in self._offsets.items():
            self._offsets[group_id] = {partition: kept for partition, kept in offsets.items() if partition[0] != topic}

    def close(self) -> None:
        """Stop all timers and let nobody wait."""
        for group in self._groups.values():
            group.close()
