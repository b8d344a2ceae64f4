"""How far a search has come, and what its reductions spared."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Level:
    """All runs of one number of actions.

    ``runs`` is how many there are. ``steps`` is how many last actions are left of them when equal states are met once,
    ``tried`` when actions that commute are taken in one order only besides. ``states`` is how many new ones were found.
    """

    depth: int
    runs: int
    steps: int
    tried: int
    states: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a search stands. ``depth`` is the number of actions that it looks at now, out of ``of_depth``.

    ``tried`` counts actions done to a copy of a state, ``states`` the different ones found; ``done`` is the share of
    this depth, from 0 to 1. ``seconds`` counts the time spent in the search alone.
    """

    depth: int
    of_depth: int
    tried: int
    states: int
    done: float
    seconds: float

    @property
    def states_a_second(self) -> int:
        """How many states were looked at in a second."""
        return round(self.tried / self.seconds) if self.seconds else 0
