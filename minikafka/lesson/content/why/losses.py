"""Ever more acks lost, under a slider: what is expected, and what came of thousands of runs of the broker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from minikafka.lesson.content.why.loss_runs import PAYMENTS, PERCENTS, LossRuns, stored_runs
from minikafka.lesson.content.why.simulation import standard_deviation
from minikafka.lesson.views.table import table_of
from minikafka.lesson.widgets.loss_slider import LossSlider
from minikafka.lesson.widgets.shown import Shown

if TYPE_CHECKING:
    from minikafka.lesson.views.data_frame import Table

DEVIATIONS = 3  # of 1,000 counts, 997 lie this near to what is expected


class Losses(Shown):
    """The runs at each share of lost acks. A notebook shows them under a slider; ``table`` has the numbers.

    Raises:
        ValueError: there are no runs at this share.
    """

    def __init__(self, percent: int = 20) -> None:
        if percent not in PERCENTS:
            raise ValueError(f"{percent} % is not on the slider: take one of {', '.join(map(str, PERCENTS))}")
        self.runs = stored_runs()
        self._percent = percent

    def __repr__(self) -> str:
        runs = sum(len(each.off) + len(each.on) for each in self.runs)
        return f"{runs} runs of {PAYMENTS} payments. {_sentence(self.at)}"

    @property
    def percent(self) -> int:
        """Where the slider stands."""
        return self.widget.percent if self.is_drawn else self._percent

    @property
    def at(self) -> LossRuns:
        """The runs at the share where the slider stands."""
        return next(each for each in self.runs if each.percent == self.percent)

    @property
    def table(self) -> Table:
        """What is expected of each share, how far chance may lead away from it, and what was counted."""
        return table_of(map(_row, self.runs))

    def draw(self) -> LossSlider:
        return LossSlider([_share(each) for each in self.runs], self._percent)


def is_within(runs: LossRuns) -> bool:
    """True when the mean without idempotence lies as near to what is expected as chance lets it."""
    return abs(runs.mean - runs.expected) <= _spread(runs)


def _spread(runs: LossRuns) -> float:
    """Three standard deviations of the mean, in duplicates of a run."""
    return PAYMENTS * DEVIATIONS * standard_deviation(runs.percent / 100, PAYMENTS * len(runs.off))


def _row(runs: LossRuns) -> dict[str, str]:
    return {
        "Acks lost": f"{runs.percent} %",
        "Expected": f"{runs.expected:.1f} ± {_spread(runs):.1f}",
        "Off, on average": f"{runs.mean:.1f}",
        "Off, the worst run": f"{max(runs.off)}",
        "On, the worst run": f"{max(runs.on)}",
    }


def _share(runs: LossRuns) -> Mapping[str, Any]:
    return {
        "percent": runs.percent,
        "sentence": _sentence(runs),
        "expected": runs.expected,
        "off": list(runs.off),
        "copies": list(runs.copies),
    }


def _sentence(runs: LossRuns) -> str:
    lost = f"{runs.percent} of 100 acks are lost" if runs.percent else "No ack is lost"
    off = f"{PAYMENTS + runs.mean:.1f}".removesuffix(".0")
    on = PAYMENTS + max(runs.on)
    return f"{lost}. Off: {PAYMENTS} payments become {off} records on average. On: {on}, in every run."
