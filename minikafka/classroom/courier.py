"""A thread that carries records to a cluster and brings what others wrote. Whoever hands one over never waits.

While the cluster is away the records wait, in their order; each is written by an idempotent producer, whose retries
are recognised. Whatever goes wrong becomes a sentence, ``notice``, and is tried again.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.producer import Producer
from minikafka.engine.producer_batch import ProducerBatch, Status

if TYPE_CHECKING:
    from minikafka.engine.log import StoredRecord
    from minikafka.wire.client import RemoteBroker

MOST_WAITING = 1_000  # records; beyond, the oldest are given up and counted
SECONDS_BETWEEN_LOOKS = 0.5  # at what others wrote
SECONDS_BETWEEN_ATTEMPTS = 1.0  # while the cluster is away
SECONDS_TO_END = 2.0  # nobody who closes a notebook waits longer for what still waits
ANSWER_MS = 15_000  # how long to wait for an answer of the cluster, which a whole class may keep busy
FOR_EVER_MS = 2**31 - 1
MOST_REMEMBERED = 100  # deliveries of one producer, which keeps the history of each

Connect = Callable[[], "RemoteBroker"]
Hear = Callable[["StoredRecord"], object]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A record on its way."""

    topic: str
    key: bytes
    value: bytes


class AwayError(KafkaError):
    """The cluster did not answer; what is on its way goes out again under the same number."""

    def __init__(self) -> None:
        super().__init__(Error.NETWORK_EXCEPTION, "The cluster does not answer.")


class Courier:
    """Carries records from the first ``send`` on, or from ``start``, until ``close``.

    ``connect`` gives the cluster, ``prepare`` makes what has to be there, again after each failure; what they raise is
    a reason to try again. ``hears`` says, by topic, who gets each record of its partition 0, from the beginning on.
    ``on_look`` follows each look at them. Both are called in this thread, and raise nothing.
    """

    def __init__(
        self,
        connect: Connect,
        prepare: Callable[[RemoteBroker], object],
        hears: Mapping[str, Hear] | None = None,
        on_look: Callable[[], object] = lambda: None,
    ) -> None:
        self.notice = ""
        self.given_up = 0
        self._connect = connect
        self._prepare = prepare
        self._hears = dict(hears or {})
        self.on_look = on_look
        self._offsets = dict.fromkeys(self._hears, 0)
        self._outbox: deque[Outgoing] = deque()
        self._remote: RemoteBroker | None = None
        self._is_prepared = False
        self._producer: Producer | None = None
        self._on_its_way: tuple[Outgoing, ProducerBatch] | None = None
        self._changed, self._end = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="minikafka-class", daemon=True)
        self._starting = threading.Lock()

    @property
    def waiting(self) -> int:
        """How many records are not acknowledged yet."""
        return len(self._outbox)

    def start(self) -> None:
        """Begin to carry, if that was not begun."""
        with self._starting:
            if self._thread.ident is None:
                self._thread.start()

    def send(self, topic: str, key: bytes, value: bytes) -> None:
        """Hand over a record; returns at once."""
        self._outbox.append(Outgoing(topic, key, value))
        while len(self._outbox) > MOST_WAITING:
            self._outbox.popleft()
            self.given_up += 1
        self.start()
        self._changed.set()

    def drop(self) -> None:
        """Give up what still waits: the learner does not want it sent any more."""
        self._outbox.clear()

    def close(self, seconds: float = SECONDS_TO_END) -> None:
        """Wait until nothing waits any more, but not longer than that, and end."""
        deadline = time.monotonic() + seconds
        while self._outbox and self._thread.is_alive() and time.monotonic() < deadline:
            time.sleep(0.01)
        self._end.set()
        self._changed.set()
        if self._thread.ident is not None:
            self._thread.join(SECONDS_TO_END)

    # In the thread

    def _run(self) -> None:
        while not self._end.is_set():
            try:
                self._work()
                self.notice = ""
            except Exception as problem:  # noqa: BLE001  a traceback of this thread would stand in a learner's notebook
                self.notice = str(problem)
                self._disconnect()
            self.on_look()
            if self.notice:
                self._end.wait(SECONDS_BETWEEN_ATTEMPTS)
            else:
                self._changed.wait(SECONDS_BETWEEN_LOOKS)
            self._changed.clear()
        self._disconnect()

    def _work(self) -> None:
        remote = self._remote = self._remote or self._connect()
        if not self._is_prepared:
            self._prepare(remote)
            self._is_prepared = True
        while self._outbox and not self._end.is_set():
            self._deliver(remote)
        for topic, hear in self._hears.items():
            self._listen(remote, topic, hear)

    def _disconnect(self) -> None:
        """Close what is open. The producer stays with what is on its way: its next attempt has the same number."""
        self._is_prepared = False
        if self._remote:
            self._remote.close()

    def _deliver(self, remote: RemoteBroker) -> None:
        """Bring the oldest record to the cluster, or make one more attempt."""
        oldest = self._oldest()
        if oldest is None:
            return
        if self._on_its_way and self._on_its_way[0] is not oldest:  # it was dropped, or given up, without an ack
            self._on_its_way = self._producer = None
        if self._on_its_way is None:
            self._on_its_way = (oldest, self._sent(remote, oldest))
        elif self._producer:
            self._producer.retry(self._on_its_way[1])
        outgoing, delivery = self._on_its_way
        if not delivery.is_done:
            raise AwayError
        self._on_its_way = None
        if delivery.status is Status.FAILED:
            self._producer = None
            raise KafkaError(Error.UNKNOWN_SERVER_ERROR, str(delivery.failure))
        if self._outbox and self._outbox[0] is outgoing:
            self._outbox.popleft()

    def _oldest(self) -> Outgoing | None:
        """What goes out next; another thread may drop everything at any time."""
        try:
            return self._outbox[0]
        except IndexError:
            return None

    def _sent(self, remote: RemoteBroker, outgoing: Outgoing) -> ProducerBatch:
        if self._producer is None or len(self._producer.deliveries) >= MOST_REMEMBERED:
            self._producer = Producer(remote, delivery_timeout_ms=FOR_EVER_MS, request_timeout_ms=ANSWER_MS)
        return self._producer.send(outgoing.topic, outgoing.value, key=outgoing.key)

    def _listen(self, remote: RemoteBroker, topic: str, hear: Hear) -> None:
        """Hand on what is new in a topic; begin anew in one that was made anew."""
        try:
            while fetched := remote.fetch(topic, 0, self._offsets[topic]).records:
                for record in fetched:
                    hear(record)
                self._offsets[topic] = fetched[-1].offset + 1
        except KafkaError as failure:
            if failure.error is Error.OFFSET_OUT_OF_RANGE:
                self._offsets[topic] = remote.log_start_offset(topic, 0)
            elif failure.error is not Error.UNKNOWN_TOPIC_OR_PARTITION:
                raise


def cluster(address: str, name: str) -> Connect:
    """What connects to the cluster at ``address`` under a name, with the security that the environment says."""

    def connected() -> RemoteBroker:
        from minikafka.lesson.lab.cluster import settings_of_environment
        from minikafka.wire.client import connect
        from minikafka.wire.client_security import Security

        settings: dict[str, Any] = {**settings_of_environment()}
        security = Security(**settings)
        return connect(address, client_id=name, request_timeout_ms=ANSWER_MS, security=security)

    return connected
