"""Duplicates under losses: what is derived by other means here, and what the broker stores."""

from __future__ import annotations

from itertools import product
from math import sqrt

import pytest

from minikafka.lesson.content.why import expected_duplicates, simulate
from minikafka.lesson.content.why.simulation import run_of, standard_deviation

shares = pytest.mark.parametrize("ack_loss", [0.0, 0.1, 0.25, 0.5, 0.9])
ENOUGH = 2_000  # attempts; the next one has a probability too small for a float


@shares
def test_what_is_expected_is_the_mean_of_all_ways_it_can_go(ack_loss: float) -> None:
    """Summed up copy by copy: after k duplicates, the next ack comes through."""
    mean = sum(k * ack_loss**k * (1 - ack_loss) for k in range(ENOUGH))
    square = sum(k * k * ack_loss**k * (1 - ack_loss) for k in range(ENOUGH))
    assert expected_duplicates(ack_loss) == pytest.approx(mean)
    assert standard_deviation(ack_loss, 1) == pytest.approx(sqrt(square - mean**2))


@pytest.mark.parametrize(("ack_loss", "expected"), [(0.0, 0), (0.2, 1 / 4), (0.5, 1), (0.75, 3)])
def test_one_ack_lost_in_n_leaves_one_duplicate_in_n_minus_1(ack_loss: float, expected: float) -> None:
    assert expected_duplicates(ack_loss) == pytest.approx(expected)


def test_a_hundred_times_the_messages_lie_ten_times_as_near() -> None:
    assert standard_deviation(0.3, 100) == pytest.approx(standard_deviation(0.3, 10_000) * 10)


@pytest.mark.parametrize(("ack_loss", "request_loss"), [(0.3, 0.0), (0.3, 0.6), (0.6, 0.3)])
def test_the_broker_stores_as_many_as_expected(ack_loss: float, request_loss: float) -> None:
    tally = simulate(ack_loss=ack_loss, request_loss=request_loss, messages=400, seed="a test's own")
    away = abs(tally.per_message - expected_duplicates(ack_loss))
    assert away < 3 * standard_deviation(ack_loss, 400)


def test_lost_requests_alone_leave_no_duplicate() -> None:
    assert simulate(request_loss=0.6, messages=100).duplicates == 0


@pytest.mark.parametrize(("ack_loss", "request_loss"), list(product((0.0, 0.3, 0.7), repeat=2)))
def test_with_idempotence_there_is_none_whatever_is_lost(ack_loss: float, request_loss: float) -> None:
    tally = simulate(ack_loss=ack_loss, request_loss=request_loss, enable_idempotence=True, messages=30)
    assert (tally.sent, tally.stored) == (30, 30)


def test_the_same_seed_throws_the_same_dice_and_another_one_others() -> None:
    assert simulate(ack_loss=0.5, seed=1) == simulate(ack_loss=0.5, seed=1)
    assert len({simulate(ack_loss=0.5, seed=seed).stored for seed in range(5)}) > 1


def test_a_run_is_told_message_by_message() -> None:
    copies = run_of(ack_loss=0.5, messages=30, seed="a test's own")
    assert len(copies) == 30
    assert min(copies) == 1
    assert max(copies) > 1
    assert sum(copies) == simulate(ack_loss=0.5, messages=30, seed="a test's own").stored


def test_a_tally_says_what_it_counted() -> None:
    assert repr(simulate(messages=1)) == "1 message sent, 1 stored: 0 duplicates"


@pytest.mark.parametrize("share", [-0.1, 1.0, 10])
def test_a_share_out_of_range_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match=rf"ack_loss is {share}: use a share from 0 to below 1"):
        simulate(ack_loss=share)
    with pytest.raises(ValueError, match=rf"request_loss is {share}: use a share from 0 to below 1"):
        simulate(request_loss=share)
