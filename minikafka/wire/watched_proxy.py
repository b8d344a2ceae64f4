"""A proxy that can be watched: ``lab.watch(proxy)`` shows what passes between any client and any cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import time

from minikafka.engine.trace import Trace
from minikafka.wire.client_security import UNSECURED, Security
from minikafka.wire.proxy import Proxy
from minikafka.wire.proxy_faults import Plan
from minikafka.wire.watch_tally import Tally
from minikafka.wire.watch_trace import WatchTrace
from minikafka.wire.wiretap import Sighting, Wiretap


class WatchedProxy(Proxy):
    """A ``Proxy`` with a ``trace`` of the batches that passed it, and a ``tally`` of them.

        with WatchedProxy("localhost:9092", LoseAcks(probability=0.05)) as address:
            lab.watch(proxy)

    The trace keeps every record, up to 10 000 batches: watch a lesson's worth of messages, not a load test. Arguments
    and errors as for ``Proxy``.
    """

    def __init__(
        self,
        upstream: str,
        faults: Plan | Iterable[Plan] = (),
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        security: Security = UNSECURED,
    ) -> None:
        self.tally = Tally()
        self._trace = WatchTrace(int(time() * 1000))
        self._watchers: list[Callable[[], None]] = []
        self.wiretap = Wiretap([self.tally, self._trace, self._tell])
        super().__init__(upstream, faults, host=host, port=port, security=security, wiretap=self.wiretap)

    @property
    def trace(self) -> Trace:
        """What passed, as steps."""
        return self._trace.trace

    def on_batch(self, watcher: Callable[[], None]) -> None:
        """Have ``watcher`` called after each batch and its answer, on the proxy's thread."""
        self._watchers.append(watcher)

    def _tell(self, _: Sighting) -> None:
        for watcher in self._watchers:
            watcher()
