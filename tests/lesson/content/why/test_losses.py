"""Losses: what is derived by other means here, what the broker stores, and the runs behind the slider of Why."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from math import sqrt
from pathlib import Path

import pytest

from minikafka.lesson.content.why import Losses, expected_duplicates, losses, simulate
from minikafka.lesson.content.why.losses import (
    PERCENTS,
    RUNS,
    LossRuns,
    as_text,
    run_of,
    runs_at,
    standard_deviation,
    stored_runs,
)

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


# The runs behind the slider


every_share = pytest.mark.parametrize("runs", stored_runs(), ids=lambda runs: f"{runs.percent} %")


def is_within(runs: LossRuns) -> bool:
    """True when the mean without idempotence lies within three standard deviations of p / (1 - p)."""
    loss = runs.percent / 100
    deviation = sqrt(loss / (20 * RUNS)) / (1 - loss)
    return abs(sum(runs.off) / (20 * RUNS) - loss / (1 - loss)) <= 3 * deviation + 1e-12


@pytest.mark.parametrize("percent", [0, 20, 50])
def test_what_is_stored_is_what_the_broker_does(percent: int) -> None:
    stored = next(runs for runs in stored_runs() if runs.percent == percent)
    again = runs_at(percent, runs=2)
    assert (stored.off[:2], stored.on[:2], stored.copies) == (again.off, again.on, again.copies)


def test_there_are_thousands_of_runs() -> None:
    assert [runs.percent for runs in stored_runs()] == list(PERCENTS)
    assert {len(each) for runs in stored_runs() for each in (runs.off, runs.on)} == {RUNS}
    assert repr(Losses()).startswith("2200 runs of 20 payments.")


@every_share
def test_the_mean_lies_where_chance_lets_it_and_idempotence_leaves_none(runs: LossRuns) -> None:
    assert is_within(runs)
    assert set(runs.on) == {0}


def test_a_mean_outside_the_band_is_not_called_within() -> None:
    runs = stored_runs()[4]
    assert not is_within(replace(runs, off=tuple(count + 1 for count in runs.off)))


@every_share
def test_the_first_run_is_told_payment_by_payment(runs: LossRuns) -> None:
    assert len(runs.copies) == 20
    assert sum(runs.copies) - 20 == runs.off[0]


def test_it_is_read_as_it_was_written() -> None:
    written = Path(losses.__file__).with_name(losses.FILE).read_text(encoding="utf-8")
    assert as_text(list(stored_runs())) == written


def test_the_table_puts_the_counts_beside_what_is_expected() -> None:
    row = Losses().table.iloc[4]
    # p / (1 - p) of 20, and three times sqrt(p / 2000) / (1 - p) of them: 100 runs of 20 payments
    assert row["Acks lost"] == "20 %"
    assert row["Expected"] == f"5.0 ± {20 * 3 * sqrt(0.2 / 2000) / 0.8:.1f}"
    assert row["On, the worst run"] == "0"


def test_the_sentence_says_what_became_of_the_payments() -> None:
    sentences = [share["sentence"] for share in Losses().widget.shares]
    assert sentences[0] == "No ack is lost. Off: 20 payments become 20 records on average. On: 20, in every run."
    assert sentences[10].startswith("50 of 100 acks are lost. Off: 20 payments become ")


def test_python_knows_where_the_slider_stands() -> None:
    shown = Losses(percent=10)
    assert shown.percent == 10
    shown.widget.percent = 35
    assert shown.percent == 35
    assert "35 of 100" in repr(shown)


def test_a_share_that_is_not_on_the_slider_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="12 % is not on the slider: take one of 0, 5, 10"):
        Losses(percent=12)
