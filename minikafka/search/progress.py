"""How far a search has come, and what its reductions spared."""

from __future__ import annotations

from dataclasses import dataclass

ENOUGH = 100  # states, before anything is said of those that follow


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

    ``tried`` counts actions done to a copy of a state, ``states`` the different ones met. This depth goes on from
    ``level`` states, has ``looked_at`` so many of them, and has ``found`` so many new ones. ``seconds`` counts the time
    spent in the search alone.
    """

    depth: int
    of_depth: int
    tried: int
    states: int
    level: int
    looked_at: int
    found: int
    seconds: float

    @property
    def done(self) -> float:
        """The share of this depth, from 0 to 1."""
        return self.looked_at / self.level if self.level else 1.0

    @property
    def states_a_second(self) -> int:
        """How many states were looked at in a second."""
        return round(self.tried / self.seconds) if self.seconds else 0

    @property
    def seconds_left(self) -> float | None:
        """At most how long it still takes, if states go on to grow as at this depth; ``None`` as long as few are known.

        It is an upper bound: the deeper a search is, the more of what it finds it has met before.
        """
        looked_at = self.states - self.found - self.level + self.looked_at
        if looked_at < ENOUGH:
            return None
        growth = self.found / self.looked_at
        to_look_at, following = float(self.level - self.looked_at), self.level * growth
        for _ in range(self.depth, self.of_depth):
            to_look_at += following
            following *= growth
        return to_look_at * self.seconds / looked_at
