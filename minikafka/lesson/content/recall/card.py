"""A flip card: a question, its answer, and a run of the broker that proves the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from minikafka.engine.broker import Broker

NewBroker = Callable[[], Broker]


@dataclass(frozen=True, slots=True)
class Card:
    """One card; progress is kept under its name. ``proof`` is true if a broker does what ``back`` says."""

    name: str
    front: str
    back: str
    proof: Callable[[NewBroker], bool]
