"""InitProducerId with a transactional id: who gets the next epoch, who an answer again, and who has been replaced.

Expected values from ``TransactionMetadata.prepareIncrementProducerEpoch`` and KIP-360 (kafka-rules.md §3).
"""

from __future__ import annotations

import itertools

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.errors import Error
from minikafka.engine.results import InitProducerIdResult
from minikafka.engine.transaction_coordinator import TransactionCoordinator, TransactionMetadata

FENCED = InitProducerIdResult(Error.PRODUCER_FENCED, -1, -1)


def granted(producer_id: int, epoch: int) -> InitProducerIdResult:
    return InitProducerIdResult(Error.NONE, producer_id, epoch)


@pytest.fixture
def coordinator() -> TransactionCoordinator:
    """Two producers have come with the name ``orders``: id 40, epoch 1."""
    coordinator = TransactionCoordinator(itertools.count(40).__next__)
    for _ in range(2):
        coordinator.init_producer_id("orders", -1, -1)
    return coordinator


def test_the_current_epoch_gets_the_next_one(coordinator: TransactionCoordinator) -> None:
    assert coordinator.init_producer_id("orders", 40, 1) == granted(40, 2)


def test_a_request_that_is_sent_again_gets_its_answer_again(coordinator: TransactionCoordinator) -> None:
    coordinator.init_producer_id("orders", 40, 1)
    assert coordinator.init_producer_id("orders", 40, 1) == granted(40, 2)
    assert coordinator.init_producer_id("orders", 40, 2) == granted(40, 3)


@pytest.mark.parametrize(("producer_id", "epoch"), [(40, 0), (40, 2), (41, 1)])
def test_everyone_else_is_fenced(coordinator: TransactionCoordinator, producer_id: int, epoch: int) -> None:
    assert coordinator.init_producer_id("orders", producer_id, epoch) == FENCED
    assert coordinator.init_producer_id("orders", -1, -1) == granted(40, 2)


def test_a_new_producer_of_that_name_takes_the_answer_away(coordinator: TransactionCoordinator) -> None:
    coordinator.init_producer_id("orders", 40, 1)
    coordinator.init_producer_id("orders", -1, -1)
    assert coordinator.init_producer_id("orders", 40, 1) == FENCED


def test_epochs_end_at_32766_and_the_retry_of_the_last_one_is_known(coordinator: TransactionCoordinator) -> None:
    for _ in range(32765):
        last = coordinator.init_producer_id("orders", -1, -1)
    assert last == granted(40, 32766)
    assert coordinator.init_producer_id("orders", 40, 32766) == granted(41, 0)
    assert coordinator.init_producer_id("orders", 40, 32766) == granted(41, 0)


@pytest.mark.parametrize(("producer_id", "epoch"), [(40, -1), (-1, 0)])
def test_an_id_without_an_epoch_is_no_request(producer_id: int, epoch: int) -> None:
    """``KafkaApis.handleInitProducerIdRequest``."""
    for name in (None, "orders"):
        assert Broker().init_producer_id(name, producer_id, epoch).error is Error.INVALID_REQUEST


def test_a_producer_after_an_answer_sent_again_is_known(coordinator: TransactionCoordinator) -> None:
    for _ in range(2):
        coordinator.init_producer_id("orders", 40, 1)
    assert coordinator.copy(itertools.count(70).__next__).init_producer_id("payments", -1, -1) == granted(70, 0)
    assert coordinator.init_producer_id("payments", -1, -1) == granted(41, 0)


def test_only_the_name_that_asked_is_kept() -> None:
    known: dict[str, TransactionMetadata] = {}
    coordinator = TransactionCoordinator(itertools.count(40).__next__, known)
    coordinator.init_producer_id("orders", -1, -1)
    for _ in range(2):
        coordinator.init_producer_id("orders", 40, 0)
    assert known == {"orders": TransactionMetadata(40, 1, 40, 0)}
