"""The run that a lab shows: how it begins, the moment that is looked at, and who is told of each change."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import RLock
from typing import Any, ClassVar, Protocol

from minikafka.engine.broker import Broker
from minikafka.engine.broker_calls import BrokerCalls
from minikafka.engine.clock import ManualClock
from minikafka.engine.cluster import Cluster
from minikafka.engine.errors import CannotOperate, KafkaError, NothingToRetry, RecordTooLargeException
from minikafka.engine.producer import Producer
from minikafka.engine.producer_ids import Controller
from minikafka.engine.sequence_check import Generation
from minikafka.engine.trace import Trace
from minikafka.engine.watched_broker import Watched
from minikafka.lesson.lab import lab_words as words

BOOTSTRAP = "MINIKAFKA_BOOTSTRAP"  # names a cluster for every lab, so that a class changes no notebook


class MakesProducers(Protocol):
    """What a lab asks when a run begins. ``in_memory`` is true where a run can be made again, call by call."""

    in_memory: ClassVar[bool]

    def new_producer(self, *, enable_idempotence: bool) -> Producer: ...

    def close(self) -> None: ...


def lab_setup(
    first_sequence: int,
    generation: Generation,
    brokers: int,
    cluster: str | None,
    cluster_settings: Mapping[str, Any] | None,
) -> MakesProducers:
    """Brokers in memory, or those of the Kafka cluster that ``cluster`` or MINIKAFKA_BOOTSTRAP names.

    Raises:
        ValueError: the name is no ``host:port``.
        KafkaError: no Kafka broker answers there.
    """
    address = cluster or os.environ.get(BOOTSTRAP)
    if not address:
        return LabSetup(first_sequence, generation, brokers)
    from minikafka.lesson.lab.cluster import ClusterSetup

    return ClusterSetup(address, first_sequence, cluster_settings)


@dataclass(frozen=True, slots=True)
class LabSetup:
    """What stays the same from run to run of a lab; ``brokers`` is how many keep each partition."""

    in_memory: ClassVar[bool] = True

    first_sequence: int = 0
    generation: Generation = Generation.KAFKA_2_5
    brokers: int = 1

    def new_producer(self, *, enable_idempotence: bool) -> Producer:
        """A producer with a new broker, which has stored nothing."""
        return Producer(self.new_broker(), enable_idempotence=enable_idempotence, first_sequence=self.first_sequence)

    def close(self) -> None:
        """Nothing: a broker in memory goes with its lab."""

    def new_broker(self) -> BrokerCalls:
        """A broker, or several that copy each other."""
        if self.brokers == 1:
            return Broker(generation=self.generation)
        clock, controller = ManualClock(), Controller()
        return Cluster(
            [Broker(generation=self.generation, clock=clock, controller=controller) for _ in range(self.brokers)]
        )


class NotThisLab(RuntimeError):
    """A lab that watches others sends nothing itself."""


REFUSALS = (CannotOperate, KafkaError, NothingToRetry, NotThisLab, RecordTooLargeException)


class CurrentRun:
    """One run at a time, of a producer on one topic. A refusal is told and not raised: ``notice`` is the sentence."""

    def __init__(self, setup: MakesProducers, topic: str, *, enable_idempotence: bool) -> None:
        self.topic = topic
        self.notice = ""
        self._setup = setup
        self._listeners: list[Callable[[], None]] = []
        # JupyterLab may hand the clicks on one panel to two threads of the kernel (its setting commsOverSubshells).
        self.lock = RLock()
        self.producer = self.new_producer(enable_idempotence=enable_idempotence)
        self._watched: Watched | None = None
        self.position = 0

    @property
    def trace(self) -> Trace:
        """What happened in this run."""
        return self._watched.trace if self._watched else self.producer.trace

    @property
    def enable_idempotence(self) -> bool:
        """Whether the producer of this run numbers its batches."""
        return self.producer.config.idempotent

    @property
    def end(self) -> int:
        """The last position of the run."""
        return len(self.trace) - 1

    @property
    def retry_refusal(self) -> str | None:
        """Why there is nothing to retry now, ``None`` if there is."""
        return self.send_refusal or self.producer.retry_refusal

    @property
    def send_refusal(self) -> str | None:
        """Why this lab sends nothing itself now, ``None`` if it does."""
        return words.WATCHES if self._watched else None

    @property
    def runs_in_memory(self) -> bool:
        """Whether this run is one of ours on a broker in memory, which can be made again."""
        return self._setup.in_memory and not self._watched

    def on_change(self, listener: Callable[[], None]) -> None:
        """Have ``listener`` called after each change."""
        self._listeners.append(listener)

    def new_producer(self, *, enable_idempotence: bool) -> Producer:
        """A producer with a new broker, as this lab makes them."""
        return self._setup.new_producer(enable_idempotence=enable_idempotence)

    def go_to(self, position: int) -> None:
        """Look at a moment of the run; the broker is not asked. Positions outside the run are brought to its ends."""
        with self.lock:
            self.position = min(max(position, 0), self.end)
            self.tell("")

    def back(self) -> None:
        """One stage back."""
        with self.lock:
            self.go_to(self.position - 1)

    def forward(self) -> None:
        """One stage forward."""
        with self.lock:
            self.go_to(self.position + 1)

    def to_start(self) -> None:
        """Back to where the run began."""
        self.go_to(0)

    def open(self, producer: Producer, position: int | None = None, notice: str = "") -> None:
        """Go on with another run, at ``position`` or at its end."""
        with self.lock:
            self._watched = None
            self.producer = producer
            self.position = self.end if position is None else position
            self.tell(notice)

    def watch(self, broker: Watched) -> None:
        """Show what clients send to ``broker``, or through a ``WatchedProxy``, until ``reset`` or ``open``."""
        self._watched = broker
        broker.on_batch(lambda: self._follow(broker))
        self._follow(broker)

    def _follow(self, broker: Watched) -> None:
        if self._watched is broker:
            self.go_to(self.end)

    def perform(self, action: Callable[[Producer], object], refused: str = "") -> None:
        """Do something with the producer of this run, and look at its end; a refusal is told after ``refused``."""
        notice = ""
        with self.lock:
            try:
                self._ensure_own_run()
                action(self.producer)
            except REFUSALS as refusal:
                what = words.NOTHING_TO_RETRY if isinstance(refusal, NothingToRetry) else refused or words.NOTHING_SENT
                notice = words.REFUSED.format(what=what, why=refusal)
            self.position = self.end
            self.tell(notice)

    def _ensure_own_run(self) -> None:
        if self.send_refusal:
            raise NotThisLab(self.send_refusal)

    def tell(self, notice: str) -> None:
        """Have ``notice`` shown, and every listener look again."""
        self.notice = notice
        for listener in self._listeners:
            listener()
