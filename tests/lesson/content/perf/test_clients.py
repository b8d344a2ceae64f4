"""The real client: what it sends, what its pairs say, and the figures that are kept beside Apache Kafka."""

from __future__ import annotations

import random
import re

import pytest

from minikafka import Broker, serve
from minikafka.lesson.content.perf import client_pace, short_lived_pace, side_by_side, stored_by_clients
from minikafka.lesson.content.perf.clients import Paired, SideBySide, from_json, to_json


def test_the_race_stores_all_records_and_one_producer_id_for_each_run_with_idempotence() -> None:
    broker = Broker()
    with serve(broker) as address:
        plot = client_pace(address)
    assert [(series.name, len(series.ys)) for series in plot.series] == [("one pair", 8), ("all pairs, 95 of 100", 8)]
    assert plot.verdict in plot.alternative
    assert plot.verdict in plot.html
    rows = [["idempotence-off", "4,000", 0], ["idempotence-on", "4,000", 8]]
    assert stored_by_clients(broker).to_numpy().tolist() == rows


def test_a_producer_for_each_message_leaves_as_many_ids_although_each_was_closed() -> None:
    broker = Broker()
    with serve(broker) as address:
        many, one = short_lived_pace(address).series
    assert list(many.ys) == sorted(many.ys)
    assert list(one.ys) == sorted(one.ys)
    rows = [["many-producers", "5", 5], ["one-producer", "5", 1]]
    assert stored_by_clients(broker).to_numpy().tolist() == rows


def test_what_a_notebook_stores_holds_no_pace() -> None:
    with serve(Broker()) as address:
        assert repr(short_lived_pace(address)) == repr(short_lived_pace(address))


# Pairs: the interval is Student's, and a verdict claims no more than it


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


# Beside Apache Kafka: what is kept is what is shown, with its day and its machine


FIGURES = SideBySide("2026-11-25", "2 cores", ("ours", "theirs"), (("start", "1 s", "2 s"), ("ack", "3 ms", "4 ms")))


def test_what_was_written_is_read_again() -> None:
    assert from_json(to_json(FIGURES)) == FIGURES


def test_the_table_stands_under_the_day_and_the_machine() -> None:
    heading, _, *table = repr(FIGURES).splitlines()
    assert heading == "Measured on 2026-11-25, on 2 cores."
    cells = [["Figure", "ours", "theirs"], ["start", "1 s", "2 s"], ["ack", "3 ms", "4 ms"]]
    assert [line.split() for line in table] == [" ".join(row).split() for row in cells]
    assert "<p>Measured on 2026-11-25, on 2 cores.</p>" in FIGURES._repr_html_()
    assert ">4 ms</td>" in FIGURES._repr_html_()


def test_the_course_keeps_figures_of_both_brokers() -> None:
    kept = side_by_side()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", kept.date)
    assert "cores" in kept.machine
    assert kept.brokers[0] == "minikafka"
    assert kept.brokers[-1].startswith("Apache Kafka 4.")
    names = " ".join(row[0] for row in kept.rows)
    for figure in ("500,000 records", "p50", "p99", "first answer", "resident memory"):
        assert figure in names
