"""Where producer ids come from: the controller grants blocks of 1000, each broker hands its block out in order."""

from __future__ import annotations

from minikafka.engine.copying import copy_with

PRODUCER_ID_BLOCK_SIZE = 1000


class Controller:
    """The one place of a cluster that grants blocks of producer ids, from ``next_producer_id`` upward.

    Source: ``ProducerIdsBlock.PRODUCER_ID_BLOCK_SIZE`` and the request AllocateProducerIds.
    """

    def __init__(self, next_producer_id: int = 0) -> None:
        self._next_producer_id = next_producer_id

    def allocate_producer_ids(self) -> range:
        """The next block; no id is ever granted twice."""
        block = range(self._next_producer_id, self._next_producer_id + PRODUCER_ID_BLOCK_SIZE)
        self._next_producer_id = block.stop
        return block

    def copy(self) -> Controller:
        return Controller(self._next_producer_id)


class ProducerIdManager:
    """One broker's supply (``ProducerIdManager.generateProducerId``)."""

    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._block = range(0)

    def generate_producer_id(self) -> int:
        if not self._block:
            self._block = self._controller.allocate_producer_ids()
        producer_id, self._block = self._block[0], self._block[1:]
        return producer_id

    def copy(self, controller: Controller) -> ProducerIdManager:
        """The same, asking ``controller`` for the next block."""
        return copy_with(self, _controller=controller)

    def restart(self) -> None:
        """Lose what is left of the block, as a broker does that is started again: it asks for a new one."""
        self._block = range(0)
