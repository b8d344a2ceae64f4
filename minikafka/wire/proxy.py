"""A proxy between any Kafka client and any broker, or cluster, that loses what it is told to lose."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterable
from concurrent.futures import Future
from functools import partial

from minikafka.engine.errors import KafkaError
from minikafka.wire.address import Address
from minikafka.wire.client_security import UNSECURED, Security
from minikafka.wire.proxy_connection import Connection
from minikafka.wire.proxy_faults import Counters, Plan, ProxyFault
from minikafka.wire.proxy_upstream import close_upstream, open_upstream
from minikafka.wire.wiretap import Wiretap

_log = logging.getLogger(__name__)


class Proxy:
    """Carries Kafka's requests to ``upstream``, with the faults that plans choose, in its own thread.

    Clients learn from the first broker that they ask where the others are. The proxy puts its own addresses
    in place of the brokers', with one port for each broker, so that clients keep to it.

        with Proxy("localhost:9092", LoseAcks(probability=0.05, seed=7)) as address:
            producer = KafkaProducer(bootstrap_servers=address)

    ``counters`` tells at any time what was lost.

    Args:
        upstream: a broker's address; the proxy finds the others of its cluster.
        faults: a plan, or several; the first that has a fault for a request decides.
        host: where to listen. Whoever can connect there reaches the broker, without a password.
        port: where to listen for ``upstream``; 0 takes a free port, and so do the other brokers.
        security: TLS and SASL towards the cluster. Towards clients the proxy listens in the clear, and asks nobody who
            they are.
        wiretap: looks at each Produce request and its answer.

    Raises:
        ValueError: ``upstream`` is no address.
    """

    def __init__(
        self,
        upstream: str,
        faults: Plan | Iterable[Plan] = (),
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        security: Security = UNSECURED,
        wiretap: Wiretap | None = None,
    ) -> None:
        self.counters = Counters()
        self._upstream = Address.parse(upstream)
        self._plans = (faults,) if isinstance(faults, Plan) else tuple(faults)
        self._host, self._port = host, port
        self._security, self._wiretap = security, wiretap
        self._listeners: dict[Address, asyncio.Server] = {}
        self._connections: set[asyncio.Task[None]] = set()

    def __repr__(self) -> str:
        return f"Proxy(upstream={str(self._upstream)!r})"

    def __enter__(self) -> str:
        """Start to listen, and give the address that clients connect to.

        Raises:
            OSError: nothing can listen there, as when another program uses the port.
            OverflowError: there is no such port.
        """
        started: Future[str] = Future()
        self._thread = threading.Thread(target=asyncio.run, args=(self._serve(started),), daemon=True)
        self._thread.start()
        return started.result()

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join()

    async def _serve(self, started: Future[str]) -> None:
        self._loop, self._stopped, self._opening = asyncio.get_running_loop(), asyncio.Event(), asyncio.Lock()
        try:
            port = await self._listen_for(self._upstream, self._port)
        except (OSError, OverflowError) as failure:
            started.set_exception(failure)
            return
        started.set_result(str(Address(self._host, port)))
        await self._stopped.wait()
        await self._close()

    async def _close(self) -> None:
        for listener in self._listeners.values():
            listener.close()
        self._listeners.clear()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await asyncio.sleep(0)  # what was hung up on is closed in the loop's next round

    async def _listen_for(self, broker: Address, port: int = 0) -> int:
        """The port that stands for ``broker``, opened when it is first asked for."""
        async with self._opening:
            if broker not in self._listeners:
                accept = partial(self._accept, broker)
                self._listeners[broker] = await asyncio.start_server(accept, self._host, port)
        listening: int = self._listeners[broker].sockets[0].getsockname()[1]
        return listening

    def _accept(self, broker: Address, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.create_task(self._carry(broker, reader, writer))
        self._connections.add(connection)
        connection.add_done_callback(partial(self._forget, writer))

    def _forget(self, writer: asyncio.StreamWriter, connection: asyncio.Task[None]) -> None:
        self._connections.discard(connection)
        writer.close()
        if not connection.cancelled() and (failure := connection.exception()):
            _log.error("a connection failed", exc_info=failure)

    async def _carry(self, broker: Address, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            upstream = await open_upstream(broker, self._security)
        except (OSError, KafkaError) as failure:
            _log.warning("no connection to the broker at %s: %s", broker, failure)
            return

        async def stand_in(other: Address) -> Address:
            """The address of this proxy for another broker, as this client reaches it."""
            return Address(writer.get_extra_info("sockname")[0], await self._listen_for(other))

        try:
            await Connection(
                (reader, writer), upstream, self._fault_for, self.counters, stand_in, wiretap=self._wiretap
            ).run()
        finally:
            await close_upstream(upstream)

    def _fault_for(self, api: str) -> ProxyFault | None:
        """The first plan's fault; each plan is asked about each request, so that none of them loses count."""
        faults = [plan.fault_for(api) for plan in self._plans]
        return next((fault for fault in faults if fault is not None), None)
