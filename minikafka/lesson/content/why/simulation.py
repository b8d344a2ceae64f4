"""How many duplicates lost acks leave behind: counted in runs of the broker, and derived.

The derivation: each batch that reaches the broker is stored, and it was the last copy if its ack came through. Let
an ack be lost with probability p. Then k copies need k - 1 acks to be lost and one to arrive, which has the probability
p**(k - 1) * (1 - p). The mean of this geometric distribution is 1 / (1 - p) copies, one of them wanted, so

    duplicates per message = 1 / (1 - p) - 1 = p / (1 - p)

and its variance is p / (1 - p)**2. Requests that are lost do not come into it: they store nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from random import Random

from minikafka.engine.broker import Broker, BrokerCalls
from minikafka.engine.network import Network
from minikafka.engine.producer import Producer
from minikafka.engine.producer_batch import Passage, Request
from minikafka.lesson.content.why.account import TOPIC
from minikafka.lesson.views.words import counted

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
        """Decide what this request is to meet, and take it along."""
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
    """Send messages through a network that loses the given shares, by dice that fall alike for the same ``seed``.

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
    """The same run, told message by message: how often each of them is stored."""
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
    """How far the duplicates per message usually lie from what is expected, counted over so many messages."""
    return sqrt(ack_loss / messages) / (1 - ack_loss)
