"""Who is told what a sender does. A recorder writes it into a trace; a search of many runs needs nobody to listen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikafka.engine.producer_batch import Passage, ProducerBatch, Request
from minikafka.engine.results import ProduceResult

if TYPE_CHECKING:
    from minikafka.engine.partition_queue import PartitionQueue
    from minikafka.engine.sender import Sender


class Observer:
    """Listens and does nothing. Each method is called when its thing has just happened, in the order of a run."""

    def started(self, sender: Sender) -> None:
        """The producer has its id, if it needs one."""

    def waits(self, delivery: ProducerBatch) -> None:
        """A message found no place in flight."""

    def sends(self, delivery: ProducerBatch) -> None:
        """A batch is about to be sent for the first time; it gets its numbers now, unless it is a part of another."""

    def sends_again(self, delivery: ProducerBatch) -> None:
        """A batch is about to be sent again."""

    def numbers(self, delivery: ProducerBatch) -> None:
        """A batch has the numbers under which it goes out."""

    def carried(self, passage: Passage) -> None:
        """The network has done with a request what it does, and the broker, if it was reached, has decided."""

    def answered(self, request: Request, result: ProduceResult) -> None:
        """The producer has taken an answer."""

    def gives_up(self, delivery: ProducerBatch) -> None:
        """A batch has failed because its time or its retries are over, or an earlier one was refused for good."""

    def begins_epoch(self, queue: PartitionQueue) -> None:
        """What is in flight on a partition was numbered again."""

    def flushed(self) -> None:
        """Nothing is left to be sent."""


NOBODY = Observer()
