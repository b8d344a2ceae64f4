"""The random stories can fail: each known mistake in the sequence check is found by them."""

from __future__ import annotations

import pytest

from minikafka.engine.broker import Broker
from minikafka.engine.clock import ManualClock
from minikafka.engine.producer_ids import Controller
from tests.conformance import mistakes
from tests.conformance.mistakes import Mistake, WrongBroker
from tests.conformance.targets import Settings
from tests.kafka.stories import agree

FOUND: tuple[Mistake, ...] = (
    mistakes.checks_nothing,
    mistakes.remembers_four,
    mistakes.remembers_the_last_only,
    mistakes.remembers_everything,
    mistakes.takes_lower_for_duplicate,
    mistakes.looks_in_every_partition,
    mistakes.forgets_the_offset,
    mistakes.forgets_the_time,
    mistakes.wraps_one_early,
    mistakes.raises_the_epoch_first,
    mistakes.keeps_one_epoch_for_all_partitions,
    mistakes.checks_the_epoch_last,
)


def wrong_broker(mistake: Mistake) -> Broker:
    settings = Settings(
        generation="kafka-2.5", clock=ManualClock(0), producer_id_expiration_ms=86_400_000, controller=Controller()
    )
    return WrongBroker(mistake, **settings)


@pytest.mark.parametrize("mistake", FOUND, ids=lambda mistake: mistake.__name__)
def test_a_mistake_is_found(mistake: Mistake) -> None:
    with pytest.raises(AssertionError):
        agree(Broker(), wrong_broker(mistake), stories=300, longest=60, shorten=False)


def test_what_is_kept_is_compared_too() -> None:
    with pytest.raises(AssertionError):
        agree(Broker(), mistakes.DescribesTheNextSequence(), stories=50, longest=20, shorten=False)


def test_two_right_brokers_agree_step_by_step() -> None:
    assert agree(Broker(), Broker(), stories=20, longest=60) >= 20 * 30
