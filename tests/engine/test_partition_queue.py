"""What a producer keeps about one partition.

Source: ``TxnPartitionEntry``, ``TransactionManager.handleCompletedBatch``.
"""

from __future__ import annotations

import pytest

from minikafka.engine.partition_queue import PartitionQueue
from minikafka.engine.producer_batch import ProducerBatch
from minikafka.engine.records import NO_PRODUCER_ID
from tests.engine.runs import TOPIC, records


def sent(queue: PartitionQueue, *sizes: int) -> list[ProducerBatch]:
    """Batches of so many records, each with its numbers."""
    for number, size in enumerate(sizes):
        queue.waiting.append(ProducerBatch(number, TOPIC, 0, records(*[b"value"] * size), created_ms=0))
    return [queue.drain() for _ in sizes]


@pytest.fixture
def queue() -> PartitionQueue:
    return PartitionQueue((TOPIC, 0), 7, 0, 0)


def test_an_ack_covers_every_record_of_its_batch(queue: PartitionQueue) -> None:
    (batch,) = sent(queue, 100)
    queue.acknowledge(batch)
    assert queue.last_acked_sequence == 99


def test_acks_out_of_order_never_go_back(queue: PartitionQueue) -> None:
    first, second = sent(queue, 2, 3)
    queue.acknowledge(second)
    queue.acknowledge(first)
    assert queue.last_acked_sequence == 4


def test_an_ack_after_the_largest_sequence_goes_on_from_0() -> None:
    queue = PartitionQueue((TOPIC, 0), 7, 0, 2**31 - 2)
    first, second = sent(queue, 2, 2)
    queue.acknowledge(first)
    assert queue.last_acked_sequence == 2**31 - 1
    queue.acknowledge(second)
    assert queue.last_acked_sequence == 1


def test_without_idempotence_an_ack_has_no_sequence() -> None:
    queue = PartitionQueue((TOPIC, 0), NO_PRODUCER_ID, -1, 0)
    (batch,) = sent(queue, 1)
    queue.acknowledge(batch)
    assert queue.last_acked_sequence == -1


def test_a_copy_is_of_the_same_partition(queue: PartitionQueue) -> None:
    assert queue.copy({}).place == (TOPIC, 0)


def test_a_gap_stays_one_when_what_was_in_doubt_is_settled(queue: PartitionQueue) -> None:
    queue.is_unresolved = queue.has_a_gap = True
    assert queue.needs_new_epoch()
