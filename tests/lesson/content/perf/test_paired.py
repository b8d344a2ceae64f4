"""Measurements in pairs: the interval is Student's, and a verdict claims no more than it."""

from __future__ import annotations

import random

import pytest

from minikafka.lesson.content.perf.paired import Paired

SEED = 20261128


def noisy_pairs(dice: random.Random, true_ratio: float, pairs: int = 8) -> Paired:
    """Paces that share what disturbs the machine, and differ by ``true_ratio`` and a little noise of their own."""
    machine = [dice.uniform(500, 1_500) for _ in range(pairs)]
    first = tuple(pace * true_ratio * dice.lognormvariate(0, 0.03) for pace in machine)
    return Paired(first, tuple(pace * dice.lognormvariate(0, 0.03) for pace in machine))


def test_the_interval_is_that_of_students_t() -> None:
    # Ratios e^-0.1, e^0, e^0.1: mean 0, standard deviation 0.1, t for 2 degrees of freedom 4.303.
    pairs = Paired((0.904837, 1.0, 1.105171), (1.0, 1.0, 1.0))
    assert pairs.interval == pytest.approx((-22.0, 28.2), abs=0.1)


def test_equal_ways_are_told_apart_in_about_five_of_a_hundred() -> None:
    dice = random.Random(SEED)  # noqa: S311  dice, and no secret
    wrong = sum("no difference" not in noisy_pairs(dice, 1.0).verdict("on") for _ in range(400))
    assert 5 <= wrong <= 40


@pytest.mark.parametrize(("ratio", "word"), [(0.8, "slower"), (1.25, "faster")])
def test_a_difference_that_is_there_is_found(ratio: float, word: str) -> None:
    dice = random.Random(SEED)  # noqa: S311  the same
    assert noisy_pairs(dice, ratio).verdict("idempotence on").endswith(f"idempotence on is {word} here.")


def test_the_verdict_prints_the_interval_and_how_many_pairs() -> None:
    verdict = Paired((99.0, 101.0), (100.0, 100.0)).verdict("on")
    assert verdict == "-11.9 % to +13.5 % in 2 pairs: no difference shows on this machine."


@pytest.mark.parametrize(("first", "second"), [((1.0,), (1.0,)), ((1.0, 2.0), (1.0,)), ((1.0,) * 13, (1.0,) * 13)])
def test_what_is_no_measurement_in_pairs_is_refused(first: tuple[float, ...], second: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="measure 2 to 12 pairs"):
        Paired(first, second)
