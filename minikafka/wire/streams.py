"""Frames over asyncio's streams."""

from __future__ import annotations

import asyncio

from minikafka.wire.protocol import LENGTH, checked_length


async def read_frame(stream: asyncio.StreamReader) -> bytes | None:
    """The next frame, without its length; ``None`` once the other side has closed the connection.

    Raises:
        InvalidFrame: a length that no peer can mean.
    """
    try:
        length = checked_length(await stream.readexactly(LENGTH.size))
        return await stream.readexactly(length)
    except (asyncio.IncompleteReadError, ConnectionError):
        return None


async def write_frame(stream: asyncio.StreamWriter, frame: bytes) -> None:
    """Send a frame, giving its length first; waits while the other side does not read."""
    stream.writelines((LENGTH.pack(len(frame)), frame))
    await stream.drain()
