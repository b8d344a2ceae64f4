"""Thousands of runs under ever more losses, as the broker made them: what the slider of Why shows.

The runs take a minute, so they are stored beside this module; ``python -m tools.losses`` makes them again.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files

from minikafka.lesson.content.why.simulation import expected_duplicates, run_of, simulate

FILE = "loss_runs.json"
PERCENTS = tuple(range(0, 55, 5))  # of the acks are lost
PAYMENTS = 20  # in each run
RUNS = 100  # for each share, without idempotence and with it


@dataclass(frozen=True, slots=True)
class LossRuns:
    """Runs at one share of lost acks: the duplicates that each of them left, and how the first one's log looks.

    ``copies`` says of each payment of the first run without idempotence how often it is stored.
    """

    percent: int
    off: tuple[int, ...]
    on: tuple[int, ...]
    copies: tuple[int, ...]

    @property
    def expected(self) -> float:
        """Duplicates in a run without idempotence, by the formula."""
        return PAYMENTS * expected_duplicates(self.percent / 100)

    @property
    def mean(self) -> float:
        """Duplicates in a run without idempotence, counted."""
        return sum(self.off) / len(self.off)


def made(percent: int, runs: int = RUNS) -> LossRuns:
    """Run the broker under this share of lost acks; each run throws dice of its own."""
    loss = percent / 100
    off = [run_of(ack_loss=loss, messages=PAYMENTS, seed=f"off {percent} {run}") for run in range(runs)]
    on = [
        simulate(ack_loss=loss, enable_idempotence=True, messages=PAYMENTS, seed=f"on {percent} {run}")
        for run in range(runs)
    ]
    return LossRuns(
        percent,
        tuple(sum(copies) - PAYMENTS for copies in off),
        tuple(tally.duplicates for tally in on),
        off[0],
    )


@cache
def stored_runs() -> tuple[LossRuns, ...]:
    """The runs that are stored, by their share."""
    text = files("minikafka.lesson.content.why").joinpath(FILE).read_text(encoding="utf-8")
    return tuple(
        LossRuns(found["percent"], tuple(found["off"]), tuple(found["on"]), tuple(found["copies"]))
        for found in json.loads(text)
    )


def as_text(runs: list[LossRuns]) -> str:
    """What is stored, a line for each share."""
    lines = ",\n".join(json.dumps(asdict(each), separators=(",", ":")) for each in runs)
    return f"[\n{lines}\n]\n"
