"""The states that a search has met, and how they hang together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from minikafka.search.world import World


@dataclass(slots=True)
class Node:
    """A state that was met first by ``action``, taken in the state ``parent``; both are numbers.

    ``swapped`` is whether the two producers change places in its form. ``edges`` says for each action where it leads.
    ``world`` is kept until the state was looked at.
    """

    parent: int
    action: int
    swapped: bool
    world: World | None
    edges: dict[int, Edge] = field(default_factory=dict)
    held: bool = False
    never_written: frozenset[int] = frozenset()


class Edge(NamedTuple):
    """Where an action leads; whether the producers change places on the way, and whether it takes no time."""

    node: int
    swapped: bool
    takes_no_time: bool
