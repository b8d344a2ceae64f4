"""Which producer id and epoch belong to a transactional id, and who of two producers of that name is the older one."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass

from minikafka.engine.errors import Error
from minikafka.engine.records import MAX_EPOCH, NO_PRODUCER_EPOCH, NO_PRODUCER_ID
from minikafka.engine.results import InitProducerIdResult

LAST_EPOCH = MAX_EPOCH - 1  # the highest one is left for the coordinator to fence with


@dataclass(frozen=True, slots=True)
class TransactionMetadata:
    """What is kept of one transactional id; the previous id and epoch recognise a request that is sent again."""

    producer_id: int
    producer_epoch: int
    last_producer_id: int = NO_PRODUCER_ID
    last_producer_epoch: int = NO_PRODUCER_EPOCH


class TransactionCoordinator:
    """Answers InitProducerId for producers with a transactional id; ``known`` is where it keeps them.

    A producer that names no id gets the next epoch, which fences every older one of that name. One that names its
    current id and epoch gets the next epoch too. One that names the previous epoch sends a request again whose answer
    was lost, and gets the answer again. Everyone else has been replaced: PRODUCER_FENCED.

    Source: ``TransactionCoordinator.prepareInitProducerIdTransit`` and, in ``TransactionMetadata``,
    ``prepareIncrementProducerEpoch`` and ``prepareProducerIdRotation``.
    """

    def __init__(
        self, generate_producer_id: Callable[[], int], known: MutableMapping[str, TransactionMetadata] | None = None
    ) -> None:
        self._generate_producer_id = generate_producer_id
        self._known = {} if known is None else known

    def copy(self, generate_producer_id: Callable[[], int]) -> TransactionCoordinator:
        return TransactionCoordinator(generate_producer_id, dict(self._known))

    def init_producer_id(self, transactional_id: str, producer_id: int, producer_epoch: int) -> InitProducerIdResult:
        """The id and epoch for ``transactional_id``; -1 and -1 if the producer has none yet."""
        known = self._known.get(transactional_id)
        if known is None:
            return self._answer(transactional_id, TransactionMetadata(self._generate_producer_id(), 0))
        expected = (producer_id, producer_epoch)
        if expected == (known.last_producer_id, known.last_producer_epoch) and producer_id != NO_PRODUCER_ID:
            return self._answer(transactional_id, known)
        current = (known.producer_id, known.producer_epoch)
        if producer_id != NO_PRODUCER_ID and expected != current:
            return InitProducerIdResult(Error.PRODUCER_FENCED, NO_PRODUCER_ID, NO_PRODUCER_EPOCH)
        last = current if producer_id != NO_PRODUCER_ID else (NO_PRODUCER_ID, NO_PRODUCER_EPOCH)
        return self._answer(transactional_id, TransactionMetadata(*self._next(known), *last))

    def _next(self, known: TransactionMetadata) -> tuple[int, int]:
        """One epoch later; a new id once the epochs of the old one are used up."""
        if known.producer_epoch >= LAST_EPOCH:
            return self._generate_producer_id(), 0
        return known.producer_id, known.producer_epoch + 1

    def _answer(self, transactional_id: str, metadata: TransactionMetadata) -> InitProducerIdResult:
        self._known[transactional_id] = metadata
        return InitProducerIdResult(Error.NONE, metadata.producer_id, metadata.producer_epoch)
