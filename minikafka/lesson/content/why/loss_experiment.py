"""The experiment: the same messages under ever more losses, in many runs, against what the derivation says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from minikafka.lesson.content.why.simulation import Tally, expected_duplicates, simulate, standard_deviation
from minikafka.lesson.views.plots import Series, Style
from minikafka.lesson.views.table import table_of
from minikafka.lesson.widgets.plot import ShownPlot, line_plot
from minikafka.lesson.widgets.shown import Shown

if TYPE_CHECKING:
    from minikafka.lesson.views.data_frame import Table

ACK_LOSSES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
REQUEST_LOSS = 0.2
MESSAGES = 10  # in each run
CURVE_STEPS = 50
DEVIATIONS = 3  # of 1,000 counts, 997 lie this near to what is expected
PERCENT = 100


@dataclass(frozen=True)
class LossExperiment(Shown):
    """Runs of the broker at each share of lost acks; each run throws dice of its own.

    A notebook shows it as a plot; ``table`` has its numbers.
    """

    runs: int = 25
    ack_losses: Sequence[float] = ACK_LOSSES

    def __repr__(self) -> str:
        return repr(self.plot)

    def draw(self) -> Any:
        return self.plot.widget

    def stored(self) -> dict[str, str]:
        return self.plot.stored()

    @cached_property
    def off(self) -> tuple[Tally, ...]:
        """Without idempotence, acks alone are lost."""
        return self._tallies("off")

    @cached_property
    def off_and_requests_lost(self) -> tuple[Tally, ...]:
        """Without idempotence, requests are lost as well."""
        return self._tallies("off, requests", request_loss=REQUEST_LOSS)

    @cached_property
    def on(self) -> tuple[Tally, ...]:
        """With idempotence, under all these losses."""
        return self._tallies("on", request_loss=REQUEST_LOSS, enable_idempotence=True)

    @cached_property
    def plot(self) -> ShownPlot:
        """Duplicates per message over the share of acks lost."""
        return line_plot(
            [
                self._curve(),
                self._points("idempotence off", self.off),
                self._points("off, requests lost too", self.off_and_requests_lost),
                self._points("idempotence on", self.on),
            ],
            x="acks lost, in % of all that the broker sends",
            y="duplicates per message",
            title="Lost acks leave duplicates, unless idempotence is on",
        )

    @property
    def table(self) -> Table:
        """What is expected, how far chance may lead away from it, and what was counted."""
        return table_of([self._row(number) for number in range(len(self.ack_losses))])

    def _row(self, number: int) -> dict[str, str]:
        loss = self.ack_losses[number]
        return {
            "Acks lost": f"{loss:.0%}",
            "Expected": f"{expected_duplicates(loss):.2f} ± {self._spread(loss):.2f}",
            "Off": f"{self.off[number].per_message:.2f}",
            "Off, requests lost too": f"{self.off_and_requests_lost[number].per_message:.2f}",
            "Both within": "yes" if self.is_within(number) else "no",
            "On": f"{self.on[number].per_message:.2f}",
        }

    def is_within(self, number: int) -> bool:
        """True when both counts without idempotence lie as near to what is expected as chance lets them."""
        loss = self.ack_losses[number]
        counts = (self.off[number], self.off_and_requests_lost[number])
        return all(abs(tally.per_message - expected_duplicates(loss)) <= self._spread(loss) for tally in counts)

    def _tallies(self, name: str, *, request_loss: float = 0.0, enable_idempotence: bool = False) -> tuple[Tally, ...]:
        return tuple(
            sum(
                (
                    simulate(
                        ack_loss=loss,
                        request_loss=request_loss,
                        enable_idempotence=enable_idempotence,
                        messages=MESSAGES,
                        seed=f"{name} {loss} {run}",
                    )
                    for run in range(self.runs)
                ),
                Tally(0, 0),
            )
            for loss in self.ack_losses
        )

    def _spread(self, loss: float) -> float:
        return DEVIATIONS * standard_deviation(loss, self.runs * MESSAGES)

    def _curve(self) -> Series:
        losses = [max(self.ack_losses) * step / CURVE_STEPS for step in range(CURVE_STEPS + 1)]
        expected = [expected_duplicates(loss) for loss in losses]
        return Series("expected", _in_percent(losses), expected, Style.LINE, [self._spread(loss) for loss in losses])

    def _points(self, name: str, tallies: Sequence[Tally]) -> Series:
        return Series(name, _in_percent(self.ack_losses), [tally.per_message for tally in tallies])


def _in_percent(shares: Sequence[float]) -> list[float]:
    return [PERCENT * share for share in shares]
