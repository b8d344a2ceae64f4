"""A cluster as clients meet it after an upgrade: it knows the application, and grants it no producer id."""

from __future__ import annotations

from typing import Any

from minikafka.engine.broker import Broker
from minikafka.engine.errors import Error
from minikafka.engine.records import NO_PRODUCER_EPOCH, NO_PRODUCER_ID
from minikafka.engine.results import InitProducerIdResult


class _Unauthorized(Broker):
    """A broker of before Kafka 2.8 whose access lists allow to write, and not ``IdempotentWrite`` on the cluster.

    Source: ``KafkaApis.handleInitProducerIdRequest``; since 2.8 (KIP-679) the right to write to a topic is enough.
    """

    def init_producer_id(self, *_: Any, **__: Any) -> InitProducerIdResult:
        return InitProducerIdResult(Error.CLUSTER_AUTHORIZATION_FAILED, NO_PRODUCER_ID, NO_PRODUCER_EPOCH)


def cluster_that_grants_no_producer_id() -> Broker:
    """A broker that stores what is sent without a producer id, and refuses to grant one."""
    return _Unauthorized()
