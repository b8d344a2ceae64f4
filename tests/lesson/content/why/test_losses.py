"""The runs behind the slider of Why: they are the broker's, and idempotence leaves no duplicate."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt
from pathlib import Path

import pytest

from minikafka.lesson.content.why import Losses, loss_runs
from minikafka.lesson.content.why.loss_runs import PERCENTS, RUNS, LossRuns, as_text, made, stored_runs
from minikafka.lesson.content.why.losses import is_within

every_share = pytest.mark.parametrize("runs", stored_runs(), ids=lambda runs: f"{runs.percent} %")


@pytest.mark.parametrize("percent", [0, 20, 50])
def test_what_is_stored_is_what_the_broker_does(percent: int) -> None:
    stored = next(runs for runs in stored_runs() if runs.percent == percent)
    again = made(percent, runs=2)
    assert (stored.off[:2], stored.on[:2], stored.copies) == (again.off, again.on, again.copies)


def test_there_are_thousands_of_runs() -> None:
    assert [runs.percent for runs in stored_runs()] == list(PERCENTS)
    assert {len(each) for runs in stored_runs() for each in (runs.off, runs.on)} == {RUNS}
    assert repr(Losses()).startswith("2200 runs of 20 payments.")


@every_share
def test_the_mean_lies_where_chance_lets_it_and_idempotence_leaves_none(runs: LossRuns) -> None:
    loss = runs.percent / 100
    deviation = sqrt(loss / (20 * RUNS)) / (1 - loss)
    assert sum(runs.off) / (20 * RUNS) == pytest.approx(loss / (1 - loss), abs=3 * deviation)
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
    written = Path(loss_runs.__file__).with_name(loss_runs.FILE).read_text(encoding="utf-8")
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
    losses = Losses(percent=10)
    assert losses.percent == 10
    losses.widget.percent = 35
    assert losses.percent == 35
    assert "35 of 100" in repr(losses)


def test_a_share_that_is_not_on_the_slider_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="12 % is not on the slider: take one of 0, 5, 10"):
        Losses(percent=12)
