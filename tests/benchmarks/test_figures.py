"""The table that `make bench` prints: what it says of a target, and how it lines up."""

import pytest

from benchmarks.apache_kafka import KEPT
from benchmarks.figures import Figure, percentile, table


@pytest.mark.parametrize(("value", "verdict"), [(39.9, "met"), (40.0, "met"), (40.1, "MISSED")])
def test_a_target_is_met_up_to_its_very_value(value: float, verdict: str) -> None:
    assert Figure("a click", value, "ms", at_most=40.0).cells[2:] == ("40 ms", verdict)


def test_a_figure_without_a_target_is_not_judged() -> None:
    assert Figure("sends", 12_345.6, "/s").cells == ("sends", "12,346 /s", "-", "-")


def test_what_cannot_be_measured_has_neither_met_nor_missed_its_target() -> None:
    assert Figure("a click", None, "ms", at_most=40.0).cells == ("a click", "not measured", "40 ms", "-")


def test_percentiles_of_the_numbers_from_0_to_100_are_those_numbers() -> None:
    numbers = [float(number) for number in range(101)]
    assert [percentile(numbers, percent) for percent in (50, 95)] == [50.0, 95.0]


def test_names_line_up_left_and_figures_right() -> None:
    assert table([("import", "0.04 s", "0.1 s", "met"), ("a longer name", "9,000 /s", "-", "-")]).splitlines() == [
        "               measured  target  verdict",
        "import           0.04 s   0.1 s      met",
        "a longer name  9,000 /s       -        -",
    ]


def test_figures_are_kept_where_the_perf_notebook_reads_them() -> None:
    assert KEPT.is_file()
