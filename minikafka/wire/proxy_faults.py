"""What a proxy does to requests, and to which of them.

A plan is asked about each request in turn. It gives the same faults whenever it sees the same requests.
"""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import dataclass, field

from minikafka.engine.network import Fault


@dataclass(frozen=True, slots=True)
class ProxyFault:
    """A fault of the network, by the engine's name, and how a proxy brings it about. A proxy delivers nothing twice.

    - ``LOSE_ACK``: the broker gets the request and answers it; instead of the answer the client sees the end.
    - ``LOSE_REQUEST``: the broker does not get the request; the client gets the answers before it, then the connection
      ends. ``at_once``: it ends now, whatever is under way on it.
    - ``DELAY``: the broker gets the request ``delay_ms`` later, and then what follows it on the same connection.

    Raises:
        ValueError: a fault that no proxy brings about.
    """

    fault: Fault
    delay_ms: int = 0
    at_once: bool = False

    def __post_init__(self) -> None:
        if self.fault is Fault.DELIVER_TWICE:
            raise ValueError("a proxy delivers nothing twice: the client would get two answers to one request")


LOSE_ACK = ProxyFault(Fault.LOSE_ACK)
LOSE_REQUEST = ProxyFault(Fault.LOSE_REQUEST)
CUT = ProxyFault(Fault.LOSE_REQUEST, at_once=True)


def delay(milliseconds: int) -> ProxyFault:
    """Hold the request back for so long.

    Raises:
        ValueError: a negative time.
    """
    if milliseconds < 0:
        raise ValueError(f"a request is delayed by 0 ms or more, not by {milliseconds}")
    return ProxyFault(Fault.DELAY, milliseconds)


class Plan(ABC):
    """Chooses the requests of one api that ``fault`` befalls; a class of your own says which in ``strikes``.

    ``api`` is Kafka's name of a request, like ``"Produce"``.
    """

    def __init__(self, fault: ProxyFault, api: str = "Produce") -> None:
        self.fault = fault
        self.api = api

    def fault_for(self, api: str) -> ProxyFault | None:
        """What happens to the next request, which is one of ``api``; ``None``: nothing."""
        return self.fault if api == self.api and self.strikes() else None

    @abstractmethod
    def strikes(self) -> bool:
        """Whether the fault befalls the next request of this plan's api; asked once about each."""


class AtRequest(Plan):
    """One fault, at the ``number``-th request of an api that passes the proxy, counted from 1.

    Raises:
        ValueError: ``number`` is below 1.
    """

    def __init__(self, number: int, fault: ProxyFault, api: str = "Produce") -> None:
        if number < 1:
            raise ValueError(f"requests are counted from 1, so there is none with number {number}")
        super().__init__(fault, api)
        self._number = number
        self._seen = 0

    def strikes(self) -> bool:
        """True once."""
        self._seen += 1
        return self._seen == self._number


class AtRandom(Plan):
    """A fault that befalls each request of an api with ``probability``; a seed always chooses the same ones.

    Raises:
        ValueError: ``probability`` lies outside 0 .. 1.
    """

    def __init__(self, fault: ProxyFault, probability: float, seed: int = 1, api: str = "Produce") -> None:
        if not 0 <= probability <= 1:
            raise ValueError(f"a probability lies between 0 and 1: {probability} does not")
        super().__init__(fault, api)
        self._probability = probability
        self._random = random.Random(seed)  # noqa: S311 - dice for a lesson, which must fall alike each time

    def strikes(self) -> bool:
        """True as the dice fall."""
        return self._random.random() < self._probability


class LoseAcks(AtRandom):
    """Loses acks at random: ``LoseAcks(probability=0.05, seed=7)``."""

    def __init__(self, probability: float, seed: int = 1, api: str = "Produce") -> None:
        super().__init__(LOSE_ACK, probability, seed, api)


class LoseRequests(AtRandom):
    """Loses requests at random, before the broker sees them."""

    def __init__(self, probability: float, seed: int = 1, api: str = "Produce") -> None:
        super().__init__(LOSE_REQUEST, probability, seed, api)


@dataclass(slots=True)
class Counters:
    """What a proxy saw and did; ``str`` gives it as one line.

    ``in_doubt`` counts the other requests that were under way on a connection when it ended: their answers
    were lost as well, and the client cannot know whether the broker acted on them.
    """

    requests: Counter[str] = field(default_factory=Counter)
    acks_lost: int = 0
    requests_lost: int = 0
    connections_cut: int = 0
    delayed: int = 0
    in_doubt: int = 0

    def __str__(self) -> str:
        return (
            f"requests: {self.requests.total()} (Produce: {self.requests['Produce']}), acks lost: {self.acks_lost}, "
            f"requests lost: {self.requests_lost}, delayed: {self.delayed}, "
            f"connections cut: {self.connections_cut}, in doubt: {self.in_doubt}"
        )
