"""How a client recognises that its batch was a duplicate, which no answer says in so many words.

On a topic with the records' own times (``message.timestamp.type=CreateTime``, the default), a fresh batch is
answered with log append time -1, and a duplicate with the max timestamp of the original: so the answer tells
exactly. It does not where every answer has a time (``LogAppendTime``), nor where the records have none. There a
batch is a duplicate if its offset lies below the log end offset of before; that is exact unless the original
was still on its way.

Source: ``UnifiedLog.append``, the branch for duplicates.
"""

from __future__ import annotations

from minikafka.engine.errors import Error
from minikafka.engine.records import NO_TIMESTAMP, Batch
from minikafka.engine.results import ProduceResult
from minikafka.wire.client_cluster import Cluster

_TIMESTAMP_TYPE = "message.timestamp.type"


def is_duplicate(result: ProduceResult, log_end_offset_before: int | None) -> bool:
    """Whether ``result`` answers a duplicate; by its time, or by its offset where the end before is given."""
    if result.error is not Error.NONE:
        return False
    if log_end_offset_before is None:
        return result.log_append_time != NO_TIMESTAMP
    return result.base_offset < log_end_offset_before


class Duplicates:
    """Which topics keep the records' own times; each is asked for once."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._keeps_create_time: dict[str, bool] = {}

    def show_by_time(self, topic: str, batch: Batch) -> bool:
        """Whether the time in the answer to ``batch`` tells a duplicate from a fresh batch.

        Raises:
            KafkaError: the broker could not be asked.
        """
        if topic not in self._keeps_create_time:
            self._keeps_create_time[topic] = self._ask(topic)
        return self._keeps_create_time[topic] and batch.max_timestamp != NO_TIMESTAMP

    def forget(self, topic: str) -> None:
        """Ask again about a topic, which may be another one of the same name."""
        self._keeps_create_time.pop(topic, None)

    def _ask(self, topic: str) -> bool:
        """False also of a broker that will not say."""
        return self._cluster.topic_configs(topic, _TIMESTAMP_TYPE).get(_TIMESTAMP_TYPE) == "CreateTime"
