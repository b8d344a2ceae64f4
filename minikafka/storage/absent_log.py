"""A partition of which this directory holds nothing: another node of the cluster it comes from does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Never

from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.log import StoredBatch
from minikafka.engine.producer_state import ProducerStates
from minikafka.engine.records import Batch


class AbsentLog:
    """A ``Log`` that refuses as a broker does that is not the leader: NOT_LEADER_OR_FOLLOWER."""

    def __init__(self, name: str) -> None:
        self.leader_epoch = 0
        self.producers = ProducerStates()
        self.log_start_offset = 0
        self.log_end_offset = 0
        self._name = name

    def append(self, batch: Batch) -> int:  # noqa: ARG002 whatever it is
        return self._refuse()

    def read(self, offset: int, max_bytes: int) -> Sequence[StoredBatch]:  # noqa: ARG002
        return self._refuse()

    def delete_before(self, offset: int) -> None:  # noqa: ARG002
        self._refuse()

    def _refuse(self) -> Never:
        raise KafkaError(Error.NOT_LEADER_OR_FOLLOWER, f"{self._name} is not in this data directory")
