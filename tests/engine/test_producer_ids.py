"""Producer ids: blocks of 1000 from one controller (``ProducerIdsBlock``, scenario L05)."""

from __future__ import annotations

from itertools import pairwise

from minikafka.engine.producer_ids import Controller, ProducerIdManager


def test_the_first_block_starts_at_zero() -> None:
    assert Controller().allocate_producer_ids() == range(1000)


def test_blocks_follow_each_other() -> None:
    controller = Controller()
    blocks = [controller.allocate_producer_ids() for _ in range(4)]
    assert all(earlier.stop == later.start and len(later) == 1000 for earlier, later in pairwise(blocks))


def test_a_broker_counts_up() -> None:
    manager = ProducerIdManager(Controller())
    assert [manager.generate_producer_id() for _ in range(3)] == [0, 1, 2]


def test_each_broker_has_a_block_of_its_own() -> None:
    """L05."""
    controller = Controller()
    first, second = ProducerIdManager(controller), ProducerIdManager(controller)
    assert [manager.generate_producer_id() for manager in (first, second, first)] == [0, 1000, 1]


def test_an_exhausted_block_is_followed_by_the_next_free_one() -> None:
    controller = Controller()
    first, second = ProducerIdManager(controller), ProducerIdManager(controller)
    ids = [first.generate_producer_id() for _ in range(1000)]
    assert second.generate_producer_id() == 1000
    assert ids == list(range(1000))
    assert first.generate_producer_id() == 2000


def test_a_broker_takes_no_block_before_it_needs_one() -> None:
    controller = Controller()
    ProducerIdManager(controller)
    assert ProducerIdManager(controller).generate_producer_id() == 0


def test_a_copy_of_the_controller_grants_what_comes_next() -> None:
    controller = Controller()
    controller.allocate_producer_ids()
    copy = controller.copy()
    assert copy.allocate_producer_ids() == controller.allocate_producer_ids() == range(1000, 2000)
