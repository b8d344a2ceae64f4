"""One client's connection: frames come in, are answered one after the other, and go out in that order.

As in Kafka, the next request of a connection is not looked at before the one ahead of it is answered
(``SocketServer.Processor`` mutes the channel). So a Fetch that waits holds up its own connection and no other.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable

from minikafka.wire.disconnect import Disconnect
from minikafka.wire.dispatch import Peer, dispatch
from minikafka.wire.frames import Frames
from minikafka.wire.node import Node
from minikafka.wire.protocol import LENGTH, InvalidFrame

log = logging.getLogger("minikafka.wire")

MAX_WAIT = 5.0  # seconds for clients to take their last answers when the server stops
FRAMES_AT_ONCE = 64
READ_AHEAD_BYTES = 64 * 1024


class Connections:
    """The connections that are open, and how many bytes of unanswered requests they hold together."""

    def __init__(self) -> None:
        self.open: set[Connection] = set()
        self.unfinished_bytes = 0

    def close_stalled(self) -> None:
        """Close those whose client has gone quiet; to be called every few seconds."""
        now = asyncio.get_running_loop().time()
        for connection in list(self.open):
            connection.close_if_stalled(now)

    async def close(self) -> None:
        """Finish the answers that are under way, then close every connection; nobody is waited for any longer."""
        if self.open:
            await asyncio.wait(
                [asyncio.ensure_future(connection.finish()) for connection in self.open], timeout=MAX_WAIT
            )
        for connection in list(self.open):
            connection.abort()


class Connection(asyncio.BufferedProtocol):
    """Takes what a client sends, frame by frame, and has it answered."""

    def __init__(self, node: Node, connections: Connections) -> None:
        self._node = node
        self._connections = connections
        self._limits = node.limits
        self._loop = asyncio.get_running_loop()
        self._frames = Frames(node.limits.request_bytes)
        self._answering: asyncio.Task[None] | None = None
        self._writable = True
        self._closed = asyncio.Event()
        self._quiet_since = self._loop.time()

    # What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._peer = Peer(*transport.get_extra_info("peername")[:2], *transport.get_extra_info("sockname")[:2])
        self._connections.open.add(self)
        if len(self._connections.open) > self._limits.connections:
            self._close(f"there are {self._limits.connections} connections already")

    def connection_lost(self, _exc: Exception | None) -> None:
        self._connections.open.discard(self)
        self._connections.unfinished_bytes -= len(self._frames)
        if self._answering is not None:
            self._answering.cancel()
        self._closed.set()

    def get_buffer(self, _sizehint: int) -> memoryview:
        return self._frames.room()

    def buffer_updated(self, nbytes: int) -> None:
        if not self._frames:
            self._quiet_since = self._loop.time()
        self._frames.take(nbytes)
        self._connections.unfinished_bytes += nbytes
        if self._connections.unfinished_bytes > self._limits.unfinished_bytes:
            self._close(f"requests of more than {self._limits.unfinished_bytes} bytes have begun and not ended")
        self._proceed()

    def pause_writing(self) -> None:
        """The client does not take its answers: answer no more of its requests until it does."""
        self._writable = False
        self._quiet_since = self._loop.time()

    def resume_writing(self) -> None:
        self._writable = True
        self._proceed()

    # Requests, one after the other

    @property
    def _ready(self) -> bool:
        return self._writable and self._answering is None and not self._transport.is_closing()

    def _proceed(self) -> None:
        """Answer what is there, and read on, though not far ahead of what is answered.

        To read a little ahead is how we notice that a client has gone while we let it wait.
        """
        for _ in range(FRAMES_AT_ONCE):
            frame = self._next_frame() if self._ready else None
            if frame is None:
                break
            with frame:
                self._answer(frame)
        else:
            self._loop.call_soon(self._proceed)  # the other clients' turn
            self._transport.pause_reading()
            return
        if self._ready or len(self._frames) < READ_AHEAD_BYTES:
            self._transport.resume_reading()
        else:
            self._transport.pause_reading()

    def _next_frame(self) -> memoryview | None:
        try:
            frame = self._frames.next()
        except InvalidFrame as problem:
            self._close(str(problem))
            return None
        if frame is not None:
            self._connections.unfinished_bytes -= LENGTH.size + len(frame)
            self._quiet_since = self._loop.time()
        return frame

    def _answer(self, frame: memoryview) -> None:
        try:
            answer = dispatch(frame, self._peer, self._node)
        except Disconnect as reason:
            self._close(str(reason))
        except Exception:
            log.exception("%s: a request could not be answered", self._name)
            self._transport.close()
        else:
            self._send(answer)

    def _send(self, answer: bytes | Awaitable[bytes] | None) -> None:
        if isinstance(answer, bytes):
            self._transport.write(answer)
        elif answer is not None:
            self._answering = self._loop.create_task(self._send_later(answer))

    async def _send_later(self, answer: Awaitable[bytes]) -> None:
        try:
            self._transport.write(await answer)
        except Exception:
            log.exception("%s: a request could not be answered", self._name)
            self._transport.close()
        self._answering = None
        self._proceed()

    # The end

    def close_if_stalled(self, now: float) -> None:
        """Close the connection if nothing has moved for too long; a client that we let wait has all the time."""
        self._frames.shrink()
        quiet = now - self._quiet_since
        if self._answering is None and quiet > self._limits.idle_seconds:
            self._transport.abort()
        elif quiet <= self._limits.stall_seconds:
            return
        elif self._transport.is_closing():
            self._transport.abort()
        elif not self._writable:
            log.warning("%s: the answers are not taken: connection closed", self._name)
            self._transport.abort()
        elif self._ready and self._frames:
            self._close(f"a request has not come in completely after {self._limits.stall_seconds:g} seconds")

    async def finish(self) -> None:
        """Let the answer that is under way go out, then close."""
        self._transport.pause_reading()
        if self._answering is not None:
            await asyncio.wait([self._answering])
        self._transport.close()
        await self._closed.wait()

    def abort(self) -> None:
        """Close at once; what the client has not taken is lost."""
        self._transport.abort()

    def _close(self, reason: str) -> None:
        log.warning("%s: %s: connection closed", self._name, reason)
        self._quiet_since = self._loop.time()
        self._transport.close()

    @property
    def _name(self) -> str:
        return f"{self._peer.client_host}:{self._peer.client_port}"
