"""One Produce request: batches for several partitions, each partition answered on its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from minikafka.engine.broker_calls import BrokerCalls
from minikafka.engine.errors import Error
from minikafka.engine.records import Batch
from minikafka.engine.results import ProduceResult

TopicPartition = tuple[str, int]


def produce_request(
    broker: BrokerCalls, batches: Mapping[TopicPartition, Sequence[Batch]], acks: int = -1
) -> dict[TopicPartition, ProduceResult]:
    """Append one batch to each topic and partition; the answers come in the order of the request.

    A partition that gets no batch, or more than one, is answered INVALID_RECORD and stays as it is. What happens to one
    partition says nothing about the next.

    Source: ``ProduceRequest.validateRecords`` (version 3 and later), ``ReplicaManager.appendToLocalLog``.
    """
    return {
        (topic, partition): broker.produce(topic, partition, sent[0], acks)
        if len(sent) == 1
        else ProduceResult(error=Error.INVALID_RECORD)
        for (topic, partition), sent in batches.items()
    }
