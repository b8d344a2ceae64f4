"""A group of consumers that share the partitions of their topics.

The state machine of the classic protocol::

    Empty -> PreparingRebalance -> CompletingRebalance -> Stable
               members (re)join       the leader assigns    members send heartbeats

Whoever joins, leaves, or is silent for longer than its session timeout, sends the group back to PreparingRebalance.
Each round through it is a new generation; a member that still speaks of an older one is told ILLEGAL_GENERATION.

Source: ``GroupMetadataManager.classicGroupJoin`` and the methods around it, ``ClassicGroup``.
"""

from __future__ import annotations

import asyncio
import enum
from collections.abc import Callable, Iterable, Mapping

from kio.schema.errors import ErrorCode

from minikafka.wire.groups.member import GroupError, Joined, Member, Protocols
from minikafka.wire.groups.roster import Roster


class State(enum.Enum):
    """Where a group is, by the names that DescribeGroups gives."""

    EMPTY = "Empty"
    PREPARING_REBALANCE = "PreparingRebalance"
    COMPLETING_REBALANCE = "CompletingRebalance"
    STABLE = "Stable"
    DEAD = "Dead"


class Group:
    """One group. All of it happens on the server's loop.

    ``initial_rebalance_delay`` is how many seconds it waits for more members when the first one joins.
    """

    def __init__(self, group_id: str, initial_rebalance_delay: float = 0.0) -> None:
        self.id = group_id
        self.state = State.EMPTY
        self.generation = 0
        self.protocol_type = ""
        self.protocol = ""
        self.leader = ""
        self.roster = Roster()
        self._initial_rebalance_delay = initial_rebalance_delay
        self._waits_for_more = self._somebody_came = False
        self._rebalance_timer: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()

    @property
    def members(self) -> Iterable[Member]:
        """The members, oldest first."""
        return self.roster.members.values()

    # Joining

    @property
    def is_deserted(self) -> bool:
        """True if nobody is in the group, or about to be."""
        return self.roster.is_deserted

    def reserve_member_id(self, newcomer: Member, protocol_type: str) -> str:
        """An id for a newcomer to come back with.

        Raises:
            GroupError: INCONSISTENT_GROUP_PROTOCOL, GROUP_MAX_SIZE_REACHED.
        """
        self._ensure_protocols(newcomer.protocols, protocol_type)
        return self.roster.reserve(newcomer.client_id, newcomer.session_timeout, self._forget_pending)

    def join(self, member: Member, protocol_type: str) -> asyncio.Future[Joined]:
        """Let ``member`` join, or join again; the future is done when the rebalance is. A newcomer may have no id.

        Raises:
            GroupError: UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID, INCONSISTENT_GROUP_PROTOCOL, GROUP_MAX_SIZE_REACHED.
        """
        self._ensure_protocols(member.protocols, protocol_type)
        former = self.roster.returning(member)
        if former is not None:
            return self._replace(former, member)
        if not member.id or member.id in self.roster.pending:
            self.roster.add(member)
            self.protocol_type = protocol_type
            self._somebody_came = True
            return self._wait_for_rebalance(member)
        return self._rejoin(self.roster.known(member.id, member.instance_id), member.protocols)

    def _ensure_protocols(self, protocols: Protocols, protocol_type: str) -> None:
        """All members share one protocol at least (``ClassicGroup.supportsProtocols``)."""
        is_another_type = self.state is not State.EMPTY and protocol_type != self.protocol_type
        if not protocol_type or not self.roster.shared_protocols(protocols) or is_another_type:
            raise GroupError(ErrorCode.inconsistent_group_protocol)

    def _rejoin(self, member: Member, protocols: Protocols) -> asyncio.Future[Joined]:
        """Start a rebalance only if it can change something; otherwise repeat the answer that the member missed."""
        changed, member.protocols = member.protocols != protocols, protocols
        leader_asks = self.state is State.STABLE and member.id == self.leader
        if self.state is State.PREPARING_REBALANCE or changed or leader_asks:
            return self._wait_for_rebalance(member)
        return self._done(self._answer_to(member))

    def _replace(self, former: Member, member: Member) -> asyncio.Future[Joined]:
        """A static member is back. If the protocol stays, the others need not hear of it (KIP-345).

        Source: ``GroupMetadataManager.updateStaticMemberThenRebalanceOrCompleteJoin``.
        """
        led = self.leader == former.id
        self.roster.replace(former, member)
        if led:
            self.leader = member.id
        if self.state is not State.STABLE or self.roster.elected_protocol() != self.protocol:
            return self._wait_for_rebalance(member)
        self.heard_from(member)
        return self._done(self._answer_to(member, former_leader=former.id if led else ""))

    def _done(self, answer: Joined) -> asyncio.Future[Joined]:
        future: asyncio.Future[Joined] = self._loop.create_future()
        future.set_result(answer)
        return future

    def _answer_to(self, member: Member, *, former_leader: str = "") -> Joined:
        everybody = tuple((other.id, other.instance_id, other.metadata(self.protocol)) for other in self.members)
        return Joined(
            generation=self.generation,
            protocol_type=self.protocol_type,
            protocol=self.protocol,
            leader=self.leader,
            member_id=member.id,
            members=everybody if member.id == self.leader else (),
            former_leader=former_leader,
        )

    # The rebalance

    def _wait_for_rebalance(self, member: Member) -> asyncio.Future[Joined]:
        member.stop_timer()
        member.fail(ErrorCode.unknown_member_id)
        member.joining = future = self._loop.create_future()
        self._prepare_rebalance()
        return future

    def _prepare_rebalance(self) -> None:
        """Call everybody in; those who do not come before the longest rebalance timeout are out."""
        for member in self.members:
            if member.syncing is not None:
                member.fail(ErrorCode.rebalance_in_progress)
        was, self.state = self.state, State.PREPARING_REBALANCE
        if was is State.COMPLETING_REBALANCE:
            self._share({})
        if was is State.EMPTY and self._initial_rebalance_delay:
            self._wait_for_more(self.roster.longest_rebalance)
            return
        if was is not State.PREPARING_REBALANCE:
            self._start_rebalance_timer(self.roster.longest_rebalance, self._complete_join)
        self._complete_join_if_all_are_here()

    def _wait_for_more(self, remaining: float) -> None:
        """Give a new group's other members time to come (``tryCompleteInitialRebalanceElseSchedule``)."""
        self._waits_for_more, self._somebody_came = True, False
        delay = min(self._initial_rebalance_delay, remaining)
        self._start_rebalance_timer(delay, lambda: self._wait_on(remaining - delay))

    def _wait_on(self, remaining: float) -> None:
        if self._somebody_came and remaining > 0:
            self._wait_for_more(remaining)
        else:
            self._complete_join()

    def _complete_join_if_all_are_here(self) -> None:
        everybody_is_here = all(member.joining for member in self.members) and not self.roster.pending
        if everybody_is_here and not self._waits_for_more:
            self._complete_join()

    def _complete_join(self) -> None:
        self._waits_for_more = False
        self._discard_all(member for member in self.members if member.joining is None)
        self.generation += 1
        if not self.roster.members:
            self._become_empty()
            return
        self.state = State.COMPLETING_REBALANCE
        self.protocol = self.roster.elected_protocol()
        if self.leader not in self.roster.members:
            self.leader = next(iter(self.roster.members))
        self._start_rebalance_timer(self.roster.longest_rebalance, self._expire_syncs)
        for member in self.members:
            self.heard_from(member)
            member.joined(self._answer_to(member))

    def _become_empty(self) -> None:
        self.state = State.EMPTY
        self.protocol = self.leader = ""
        self._stop_rebalance_timer()

    def sync(self, member: Member, assignments: Mapping[str, bytes]) -> asyncio.Future[bytes]:
        """Wait for the member's assignment, which the leader brings.

        Raises:
            GroupError: REBALANCE_IN_PROGRESS.
        """
        if self.state is State.PREPARING_REBALANCE:
            raise GroupError(ErrorCode.rebalance_in_progress)
        self.heard_from(member)
        member.fail(ErrorCode.unknown_member_id)
        member.syncing = future = self._loop.create_future()
        if self.state is State.COMPLETING_REBALANCE and member.id == self.leader:
            self._assign(assignments)
        if self.state is State.STABLE:
            member.synced()
        return future

    def _assign(self, assignments: Mapping[str, bytes]) -> None:
        self.state = State.STABLE
        self._stop_rebalance_timer()
        self._share(assignments)
        for member in self.members:
            member.synced()

    def _share(self, assignments: Mapping[str, bytes]) -> None:
        for member in self.members:
            member.assignment = assignments.get(member.id, b"")

    def _expire_syncs(self) -> None:
        self._discard_all(member for member in self.members if member.syncing is None)
        self._prepare_rebalance()

    def _start_rebalance_timer(self, timeout: float, action: Callable[[], None]) -> None:
        self._stop_rebalance_timer()
        self._rebalance_timer = self._loop.call_later(timeout, action)

    def _stop_rebalance_timer(self) -> None:
        if self._rebalance_timer is not None:
            self._rebalance_timer.cancel()

    # Members

    def member(self, member_id: str, instance_id: str | None, generation: int) -> Member:
        """The member that speaks.

        Raises:
            GroupError: UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID, ILLEGAL_GENERATION.
        """
        member = self.roster.known(member_id, instance_id)
        if generation != self.generation:
            raise GroupError(ErrorCode.illegal_generation)
        return member

    def heard_from(self, member: Member) -> None:
        """Start the member's session anew."""
        member.stop_timer()
        member.expiry = self._loop.call_later(member.session_timeout, self._expire, member)

    def leave(self, member_id: str, instance_id: str | None) -> None:
        """Let a member go at its own wish; a static one may give its instance id alone.

        The others share what it had at the next ``rebalance``, so that several can leave together.

        Raises:
            GroupError: UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID.
        """
        if not self.roster.release(member_id):
            self.roster.discard(self.roster.known(member_id or self.roster.static_id(instance_id), instance_id))

    def rebalance(self) -> None:
        """Share anew after members have left."""
        if self.state in {State.STABLE, State.COMPLETING_REBALANCE}:
            self._prepare_rebalance()
        elif self.state is State.PREPARING_REBALANCE:
            self._complete_join_if_all_are_here()

    def remove(self, member: Member) -> None:
        """Take a member out, because it left or because it was silent for too long, and rebalance."""
        self.roster.discard(member)
        self.rebalance()

    def _expire(self, member: Member) -> None:
        """A member that waits for a rebalance sends no heartbeats, and needs none."""
        if member.joining is None:
            self.remove(member)

    def _discard_all(self, members: Iterable[Member]) -> None:
        for member in list(members):
            self.roster.discard(member)

    def _forget_pending(self, member_id: str) -> None:
        self.roster.release(member_id)
        if self.state is State.PREPARING_REBALANCE:
            self._complete_join_if_all_are_here()

    def close(self) -> None:
        """Stop all timers and let nobody wait."""
        self.state = State.DEAD
        self._stop_rebalance_timer()
        self.roster.close()
