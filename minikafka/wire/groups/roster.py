"""Who is in a group: its members by id, the ids of static members, and ids that were given out but not used yet."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from uuid import uuid4

from kio.schema.errors import ErrorCode

from minikafka.wire.groups.member import GroupError, Member, Protocols

MAX_MEMBERS = 1000  # group.max.size


class Roster:
    """The members of one group, oldest first."""

    def __init__(self) -> None:
        self.members: dict[str, Member] = {}
        self.pending: dict[str, asyncio.TimerHandle] = {}
        self._static: dict[str, str] = {}

    @property
    def is_deserted(self) -> bool:
        """True if nobody is in the group, or about to be."""
        return not self.members and not self.pending

    @property
    def longest_rebalance(self) -> float:
        """How many seconds the slowest member may take to join again; 0 if nobody is there."""
        return max((member.rebalance_timeout for member in self.members.values()), default=0.0)

    def shared_protocols(self, protocols: Protocols) -> set[str]:
        """Those of ``protocols`` that every member knows."""
        return set(dict(protocols)).intersection(*(dict(member.protocols) for member in self.members.values()))

    def elected_protocol(self) -> str:
        """Each member votes for its first choice of those that all of them know (``ClassicGroup.selectProtocol``)."""
        wishes = [member.protocols for member in self.members.values()]
        shared = self.shared_protocols(wishes[0])
        votes = [next(name for name, _ in protocols if name in shared) for protocols in wishes]
        return max(dict.fromkeys(votes), key=votes.count)

    def reserve(self, client_id: str, session_timeout: float, forget: Callable[[str], None]) -> str:
        """An id for a newcomer, which must come back with it; if it does not, ``forget`` is called with it (KIP-394).

        Raises:
            GroupError: GROUP_MAX_SIZE_REACHED.
        """
        self._ensure_room()
        member_id = f"{client_id}-{uuid4()}"
        self.pending[member_id] = asyncio.get_running_loop().call_later(session_timeout, forget, member_id)
        return member_id

    def release(self, member_id: str) -> bool:
        """Forget an id that was given out; False if it was not."""
        timer = self.pending.pop(member_id, None)
        if timer is not None:
            timer.cancel()
        return timer is not None

    def add(self, member: Member) -> None:
        """Take in a newcomer, and give it an id if it has none.

        Raises:
            GroupError: GROUP_MAX_SIZE_REACHED.
        """
        if not self.release(member.id):
            self._ensure_room()
        member.id = member.id or f"{member.instance_id or member.client_id}-{uuid4()}"
        self._enter(member)

    def returning(self, member: Member) -> Member | None:
        """The former self of a static member that comes back without its id."""
        former_id = self._static.get(member.instance_id or "")
        return self.members[former_id] if former_id is not None and not member.id else None

    def replace(self, former: Member, member: Member) -> None:
        """Give ``member`` the place and the assignment of its former self, which is fenced."""
        former.fail(ErrorCode.fenced_instance_id)
        self.discard(former)
        member.id = f"{member.instance_id}-{uuid4()}"
        member.assignment = former.assignment
        self._enter(member)

    def known(self, member_id: str, instance_id: str | None) -> Member:
        """The member that speaks.

        Raises:
            GroupError: FENCED_INSTANCE_ID, if another process has its instance id now; UNKNOWN_MEMBER_ID.
        """
        if instance_id is not None and self._static.get(instance_id, member_id) != member_id:
            raise GroupError(ErrorCode.fenced_instance_id)
        if member_id not in self.members or (instance_id is not None and instance_id not in self._static):
            raise GroupError(ErrorCode.unknown_member_id)
        return self.members[member_id]

    def static_id(self, instance_id: str | None) -> str:
        """The member id of a static member, empty if there is none."""
        return self._static.get(instance_id or "", "")

    def discard(self, member: Member) -> None:
        """Take a member out; what it waits for is answered with UNKNOWN_MEMBER_ID."""
        member.stop_timer()
        member.fail(ErrorCode.unknown_member_id)
        self.members.pop(member.id, None)
        if member.instance_id is not None:
            self._static.pop(member.instance_id, None)

    def close(self) -> None:
        """Stop all timers and let nobody wait."""
        for member in self.members.values():
            member.stop_timer()
            member.fail(ErrorCode.coordinator_not_available)
        for member_id in list(self.pending):
            self.release(member_id)

    def _enter(self, member: Member) -> None:
        self.members[member.id] = member
        if member.instance_id is not None:
            self._static[member.instance_id] = member.id

    def _ensure_room(self) -> None:
        if len(self.members) + len(self.pending) >= MAX_MEMBERS:
            raise GroupError(ErrorCode.group_max_size_reached)
