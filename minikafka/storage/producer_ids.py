"""What a cluster must not forget about producer ids: the next free one, and whose are those with a transactional id.

Kafka keeps the first in the controllers' log and the second in the topic ``__transaction_state``; here each is a small
file of the data directory, in the form of Kafka's checkpoints.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, MutableMapping
from pathlib import Path

from minikafka.engine.errors import Error, KafkaError
from minikafka.engine.producer_ids import Controller
from minikafka.engine.transaction_coordinator import TransactionMetadata
from minikafka.storage.checkpoint import read_checkpoint, write_checkpoint

NEXT_PRODUCER_ID = "next-producer-id-checkpoint"
TRANSACTIONAL_IDS = "transactional-id-checkpoint"


class StoredController(Controller):
    """Notes each block before it grants it, so no id is granted twice; a restart skips the rest of a block."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / NEXT_PRODUCER_ID
        try:
            super().__init__(max((int(number) for (number,) in read_checkpoint(self._path)), default=0))
        except ValueError as problem:
            raise KafkaError(Error.KAFKA_STORAGE_ERROR, f"{self._path} holds no producer id") from problem

    def allocate_producer_ids(self) -> range:
        block = super().allocate_producer_ids()
        _note(self._path, [str(block.stop)])
        return block


class StoredTransactionalIds(MutableMapping[str, TransactionMetadata]):
    """Transactional ids with their producer ids and epochs; every change is written at once."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / TRANSACTIONAL_IDS
        try:
            self._known = {
                json.loads(" ".join(name)): TransactionMetadata(*map(int, (pid, epoch, last_pid, last_epoch)))
                for pid, epoch, last_pid, last_epoch, *name in read_checkpoint(self._path)
            }
        except ValueError as problem:
            explanation = f"{self._path}: a line is no pair of ids and epochs and a name"
            raise KafkaError(Error.KAFKA_STORAGE_ERROR, explanation) from problem

    def __getitem__(self, transactional_id: str) -> TransactionMetadata:
        return self._known[transactional_id]

    def __setitem__(self, transactional_id: str, metadata: TransactionMetadata) -> None:
        self._replace({**self._known, transactional_id: metadata})

    def __delitem__(self, transactional_id: str) -> None:
        self._replace({name: metadata for name, metadata in self._known.items() if name != transactional_id})

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def _replace(self, known: dict[str, TransactionMetadata]) -> None:
        _note(self._path, (_line(name, metadata) for name, metadata in known.items()))
        self._known = known


def _note(path: Path, lines: Iterable[str]) -> None:
    try:
        write_checkpoint(path, lines)
    except OSError as problem:
        explanation = f"{path}: {problem.strerror}; no producer id was granted"
        raise KafkaError(Error.KAFKA_STORAGE_ERROR, explanation) from problem


def _line(transactional_id: str, metadata: TransactionMetadata) -> str:
    current = f"{metadata.producer_id} {metadata.producer_epoch}"
    return f"{current} {metadata.last_producer_id} {metadata.last_producer_epoch} {json.dumps(transactional_id)}"
