"""How a lab begins a run on a Kafka cluster."""

from __future__ import annotations

import atexit
from uuid import uuid4

from minikafka.engine.producer import Producer
from minikafka.lesson.cluster.learner import learner
from minikafka.lesson.cluster.learners_broker import LearnersBroker
from minikafka.wire.client import connect

ANSWER_MS = 10_000  # request.timeout.ms of what really goes to the cluster
# After a lost ack the producer waits this long before it sends again. Kafka's default of 30 s is nothing for a lesson.
REQUEST_TIMEOUT_MS = 500


class ClusterSetup:
    """What stays the same from run to run of a lab on the cluster at ``address``.

    Raises:
        ValueError: ``address`` is none.
        KafkaError: no Kafka broker answers there.
    """

    def __init__(self, address: str, first_sequence: int) -> None:
        self._remote = connect(address, client_id=f"minikafka-{learner()}", request_timeout_ms=ANSWER_MS)
        self._first_sequence = first_sequence
        self._broker: LearnersBroker | None = None
        atexit.register(self.close)

    def close(self) -> None:
        """Remove the topics of the last run and close the connections; Python's end does the same."""
        if self._broker:
            self._broker.remove_topics()
        self._remote.close()
        atexit.unregister(self.close)

    def new_producer(self, *, enable_idempotence: bool) -> Producer:
        """A producer with topics of its own, made when they are first used; those of the run before are removed.

        Raises:
            KafkaError: the cluster does not answer, or grants no producer id.
        """
        if self._broker:
            self._broker.remove_topics()
        self._broker = LearnersBroker(self._remote, f"minikafka-{learner()}-{uuid4().hex[:8]}")
        return Producer(
            self._broker,
            enable_idempotence=enable_idempotence,
            first_sequence=self._first_sequence,
            request_timeout_ms=REQUEST_TIMEOUT_MS,
        )
