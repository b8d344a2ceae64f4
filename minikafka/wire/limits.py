"""What one client, or all of them together, may take of this broker; beyond it a connection is closed."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Sizes in bytes, times in seconds; in brackets, what Kafka calls it.

    ``stall_seconds`` is the time that one request may take to come in, once it has begun, and that a client may take to
    read its answers. ``items`` is how many topics, partitions and so on one request may name.
    """

    request_bytes: int = 100 * MIB  # socket.request.max.bytes
    unfinished_bytes: int = 512 * MIB  # queued.max.request.bytes
    connections: int = 900  # max.connections; a process usually has 1024 file descriptors
    idle_seconds: float = 600.0  # connections.max.idle.ms
    stall_seconds: float = 60.0
    items: int = 10_000


DEFAULT_LIMITS = Limits()
