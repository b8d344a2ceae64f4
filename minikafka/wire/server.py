"""Kafka's protocol in front of a broker: in a notebook with ``serve``, on its own with ``minikafka broker``.

The server has one loop on one thread. In a notebook that is a thread of its own, so that the kernel stays free. Whoever
calls the broker meanwhile, or serves it at a second address, wraps it in a ``SharedBroker`` first.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass

from minikafka.engine.broker import Broker
from minikafka.wire.connection import Connection, Connections
from minikafka.wire.limits import DEFAULT_LIMITS, Limits
from minikafka.wire.node import Node
from minikafka.wire.node_settings import NodeSettings
from minikafka.wire.shared_broker import SharedBroker

log = logging.getLogger("minikafka.wire")

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
BACKLOG = 1024
SWEEP_SECONDS = 5.0


class AddressInUse(OSError):
    """Somebody else listens there already."""


class Server:
    """Listens on one address, from ``start`` to ``close``, on the loop that runs."""

    def __init__(
        self, broker: Broker | SharedBroker, host: str, port: int, limits: Limits, settings: NodeSettings
    ) -> None:
        self._broker, self._host, self._port, self._limits, self._settings = broker, host, port, limits, settings
        self._connections = Connections()

    @property
    def address(self) -> str:
        """``"host:port"``, as clients want it for their bootstrap servers."""
        host, port = self._server.sockets[0].getsockname()[:2]
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    async def start(self) -> None:
        """Listen.

        Raises:
            AddressInUse: with one line that says which address, and what to do.
            OSError: the host is none of this machine's.
        """
        if self._host not in LOOPBACK:
            log.warning(
                "listening on %s: whoever reaches it can read and write, there is no authentication", self._host
            )
        self._node = Node(self._broker, self._limits, self._settings)
        try:
            self._server = await asyncio.get_running_loop().create_server(
                lambda: Connection(self._node, self._connections), self._host, self._port, backlog=BACKLOG
            )
        except OSError as problem:
            if problem.errno != errno.EADDRINUSE:
                raise
            taken = f"{self._host}:{self._port} is in use: stop what listens there, or choose another port"
            raise AddressInUse(taken) from None
        self._sweeping = asyncio.create_task(self._sweep())

    async def close(self) -> None:
        """Accept nobody, finish the answers that are under way, and close."""
        self._sweeping.cancel()
        self._server.close()
        self._node.close()
        await self._connections.close()

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(min(SWEEP_SECONDS, self._limits.stall_seconds))
            self._connections.close_stalled()


@contextmanager
def serve(
    broker: Broker | SharedBroker,
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    limits: Limits = DEFAULT_LIMITS,
    node_id: int = NodeSettings.node_id,
    advertised_listeners: str | None = None,
    auto_create_topics_enable: bool = NodeSettings.auto_create_topics_enable,
    group_min_session_timeout_ms: int = NodeSettings.group_min_session_timeout_ms,
    group_max_session_timeout_ms: int = NodeSettings.group_max_session_timeout_ms,
    group_initial_rebalance_delay_ms: int = NodeSettings.group_initial_rebalance_delay_ms,
) -> Iterator[str]:
    """Kafka's protocol in front of ``broker``, on a thread of its own, as long as the ``with`` block lasts.

    Gives the address for a client's ``bootstrap_servers``. Port 0 is any free port. ``NodeSettings`` says what the
    settings from ``node_id`` on mean; they have Kafka's names.

    Raises:
        ConfigException: a setting out of range.
        AddressInUse: somebody listens on ``port`` already.
        OSError: the host is none of this machine's.
        OverflowError: there is no such port.
    """
    settings = NodeSettings(
        node_id=node_id,
        advertised_listeners=advertised_listeners,
        auto_create_topics_enable=auto_create_topics_enable,
        group_min_session_timeout_ms=group_min_session_timeout_ms,
        group_max_session_timeout_ms=group_max_session_timeout_ms,
        group_initial_rebalance_delay_ms=group_initial_rebalance_delay_ms,
    )
    server = Server(broker, host, port, limits, settings)
    running: Future[_Running] = Future()
    thread = threading.Thread(target=lambda: asyncio.run(_serve(server, running)), name="minikafka", daemon=True)
    thread.start()
    started = running.result()
    try:
        yield started.address
    finally:
        started.loop.call_soon_threadsafe(started.stop.set)
        thread.join()


@dataclass(frozen=True, slots=True)
class _Running:
    """What the thread that asked for a server needs to know of it."""

    address: str
    loop: asyncio.AbstractEventLoop
    stop: asyncio.Event


async def _serve(server: Server, running: Future[_Running]) -> None:
    stop = asyncio.Event()
    try:
        await server.start()
    except (OSError, OverflowError) as problem:  # the latter for a port beyond 65535
        running.set_exception(problem)
        return
    running.set_result(_Running(server.address, asyncio.get_running_loop(), stop))
    await stop.wait()
    await server.close()
