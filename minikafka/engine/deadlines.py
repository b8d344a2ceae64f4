"""When a batch may be sent again, and when it is given up."""

from __future__ import annotations

from minikafka.engine.clock import Clock
from minikafka.engine.configuration import ProducerConfig
from minikafka.engine.producer_batch import Failure, ProducerBatch, Status

RETRY_BACKOFFS_MS = (100, 200, 400, 800, 1000)  # the last one from then on (retry.backoff.ms, retry.backoff.max.ms)
IN_DOUBT = "the broker may have stored it or not"


class Deadlines:
    """What a producer's settings make of the time on its broker's clock."""

    def __init__(self, config: ProducerConfig, clock: Clock) -> None:
        self._config = config
        self._clock = clock

    def wait_before_retry(self, delivery: ProducerBatch) -> int:
        """Milliseconds until a batch may be sent again, or is given up.

        A lost ack takes the request timeout, a refusal a pause that grows.
        """
        due = delivery.sent_ms
        if delivery.status is Status.IN_FLIGHT:
            due += self._config.request_timeout_ms
        elif delivery.status is Status.TO_RETRY:
            due += RETRY_BACKOFFS_MS[min(delivery.attempts, len(RETRY_BACKOFFS_MS)) - 1]
        return max(0, min(due, delivery.created_ms + self._config.delivery_timeout_ms) - self._clock.now())

    def is_too_late(self, delivery: ProducerBatch) -> bool:
        """True when the delivery timeout is over (``ProducerBatch.hasReachedDeliveryTimeout``)."""
        return self._clock.now() - delivery.created_ms >= self._config.delivery_timeout_ms

    def why_give_up(self, delivery: ProducerBatch) -> Failure | None:
        """Why a batch must not be sent again, if so (``Sender.canRetry``)."""
        if delivery.is_done:
            return None
        if self.is_too_late(delivery):
            timeout = self._config.delivery_timeout_ms
            return Failure(f"no ack within {timeout} ms", IN_DOUBT)
        if delivery.attempts > self._config.retries:
            retries = self._config.retries
            return Failure(f"no ack, and no retries left (retries={retries})", IN_DOUBT)
        return None
