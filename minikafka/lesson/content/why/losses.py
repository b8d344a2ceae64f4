"""How many duplicates lost acks leave behind: counted in runs of the broker, and derived.

The derivation: each batch that reaches the broker is stored, and it was the last copy if its ack came through. Let
an ack be lost with probability p. Then k copies need k - 1 acks to be lost and one to arrive, which has the probability
p**(k - 1) * (1 - p). The mean of this geometric distribution is 1 / (1 - p) copies, one of them wanted, so

    duplicates per message = 1 / (1 - p) - 1 = p / (1 - p)

and its variance is p / (1 - p)**2. Requests that are lost do not come into it: they store nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import sqrt
from random import Random
from typing import Any

from minikafka.engine.broker import Broker
from minikafka.engine.broker_calls import BrokerCalls
from minikafka.engine.network import Network
from minikafka.engine.producer import Producer
from minikafka.engine.producer_batch import Passage, Request
from minikafka.lesson.content.why.account import TOPIC
from minikafka.lesson.views.table import Table, table_of
from minikafka.lesson.views.words import counted
from minikafka.lesson.widgets.pictures import LossSlider
from minikafka.lesson.widgets.shown import Shown

FOR_EVER = 2**31 - 1  # milliseconds, the longest delivery.timeout.ms that Kafka takes: 24 days


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of a run, or of several: messages that were sent, records that the broker then held."""

    sent: int
    stored: int

    def __repr__(self) -> str:
        return f"{counted(self.sent, 'message')} sent, {self.stored} stored: {counted(self.duplicates, 'duplicate')}"

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.sent + other.sent, self.stored + other.stored)

    @property
    def duplicates(self) -> int:
        """How many records are copies of another one."""
        return self.stored - self.sent

    @property
    def per_message(self) -> float:
        """Duplicates per message sent."""
        return self.duplicates / self.sent


class LossyNetwork(Network):
    """Loses requests on their way there, and acks on their way back, independently of each other.

    ``request_loss`` is the share of all requests, ``ack_loss`` the share of all acks that the broker sends: from 0, and
    below 1, or nothing would ever be settled.

    Raises:
        ValueError: a share is out of range.
    """

    def __init__(self, broker: BrokerCalls, *, ack_loss: float, request_loss: float, dice: Random) -> None:
        super().__init__(broker)
        for name, share in (("ack_loss", ack_loss), ("request_loss", request_loss)):
            if not 0 <= share < 1:
                raise ValueError(f"{name} is {share}: use a share from 0 to below 1, as 0.1 for 10 %")
        self._ack_loss = ack_loss
        self._request_loss = request_loss
        self._dice = dice

    def carry(self, request: Request, acks: int) -> Iterator[Passage]:
        """Decide by the dice what happens to this request, and carry it."""
        if self._dice.random() < self._request_loss:
            self.lose_request()
        elif self._dice.random() < self._ack_loss:
            self.lose_ack()
        return super().carry(request, acks)


def simulate(
    *,
    ack_loss: float = 0.0,
    request_loss: float = 0.0,
    enable_idempotence: bool = False,
    messages: int = 10,
    seed: int | str = 0,
) -> Tally:
    """Send messages through a network that loses the given shares, with dice that fall the same for the same ``seed``.

    The producer sends again whatever gets no ack, as a client does, and is told never to give up: so every message is
    stored at least once, and what is more is a duplicate.

    Raises:
        ValueError: a share is not from 0 to below 1.
    """
    copies = run_of(
        ack_loss=ack_loss,
        request_loss=request_loss,
        enable_idempotence=enable_idempotence,
        messages=messages,
        seed=seed,
    )
    return Tally(messages, sum(copies))


def run_of(
    *,
    ack_loss: float,
    request_loss: float = 0.0,
    enable_idempotence: bool = False,
    messages: int,
    seed: int | str,
) -> tuple[int, ...]:
    """The same run, message by message: how often each of them is stored."""
    broker = Broker()
    dice = Random(seed)  # noqa: S311 - dice for a lesson, which must fall alike each time
    network = LossyNetwork(broker, ack_loss=ack_loss, request_loss=request_loss, dice=dice)
    producer = Producer(network, enable_idempotence=enable_idempotence, delivery_timeout_ms=FOR_EVER)
    ends = [0]
    for number in range(messages):
        producer.send(TOPIC, f"payment {number}".encode())
        producer.flush()
        ends.append(broker.log_end_offset(TOPIC, 0))
    return tuple(after - before for before, after in pairwise(ends))


def expected_duplicates(ack_loss: float) -> float:
    """Duplicates per message without idempotence, when this share of the acks is lost: p / (1 - p)."""
    return ack_loss / (1 - ack_loss)


def standard_deviation(ack_loss: float, messages: int) -> float:
    """The standard deviation of the duplicates per message, when ``messages`` are counted."""
    return sqrt(ack_loss / messages) / (1 - ack_loss)


# Thousands of runs under ever more losses, as the broker made them.
# They take a minute, so they are stored beside this module; ``python -m tools.losses`` makes them again.


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


def runs_at(percent: int, runs: int = RUNS) -> LossRuns:
    """Run the broker under this share of lost acks; each run throws dice of its own."""

    def copies(name: str, run: int) -> tuple[int, ...]:
        dice = f"{name} {percent} {run}"
        return run_of(ack_loss=percent / 100, enable_idempotence=name == "on", messages=PAYMENTS, seed=dice)

    off, on = (tuple(sum(copies(name, run)) - PAYMENTS for run in range(runs)) for name in ("off", "on"))
    return LossRuns(percent, off, on, copies("off", 0))


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


# What the slider of Why shows


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
