"""One member of a group: a consumer, and what it is waiting for."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from kio.schema.errors import ErrorCode

Protocols = tuple[tuple[str, bytes], ...]


class GroupError(Exception):
    """A group refuses a call; ``error`` says why in Kafka's terms."""

    def __init__(self, error: ErrorCode) -> None:
        super().__init__(error.name.upper())
        self.error = error


@dataclass(frozen=True, slots=True)
class Joined:
    """The answer to JoinGroup. Only the leader is told the members, each with its id, instance id and metadata.

    ``former_leader`` is set for a static leader that is back while nothing has to be shared anew: the id it had before.
    """

    generation: int
    protocol_type: str
    protocol: str
    leader: str
    member_id: str
    members: tuple[tuple[str, str | None, bytes], ...] = ()
    former_leader: str = ""


@dataclass(eq=False, slots=True)
class Member:
    """A consumer in a group. ``protocols`` are its assignors, the preferred one first; timeouts are in seconds.

    ``instance_id`` is the name of a static member, which keeps its place while it restarts (KIP-345).
    """

    id: str
    instance_id: str | None
    client_id: str
    client_host: str
    session_timeout: float
    rebalance_timeout: float
    protocols: Protocols
    assignment: bytes = b""
    joining: asyncio.Future[Joined] | None = None
    syncing: asyncio.Future[bytes] | None = None
    expiry: asyncio.TimerHandle | None = field(default=None, repr=False)

    def metadata(self, protocol: str) -> bytes:
        return dict(self.protocols).get(protocol, b"")

    def joined(self, answer: Joined) -> None:
        """Answer the JoinGroup that waits, if its client still does."""
        if self.joining is not None and not self.joining.done():
            self.joining.set_result(answer)
        self.joining = None

    def synced(self) -> None:
        """Answer the SyncGroup that waits with the member's assignment."""
        if self.syncing is not None and not self.syncing.done():
            self.syncing.set_result(self.assignment)
        self.syncing = None

    def fail(self, error: ErrorCode) -> None:
        """Answer whatever waits with an error."""
        for waiting in (self.joining, self.syncing):
            if waiting is not None and not waiting.done():
                waiting.set_exception(GroupError(error))
        self.joining = self.syncing = None

    def stop_timer(self) -> None:
        if self.expiry is not None:
            self.expiry.cancel()
            self.expiry = None
