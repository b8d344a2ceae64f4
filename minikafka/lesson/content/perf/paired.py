"""Two ways to do one thing, measured in pairs: what can be said of their difference on a machine that is never quiet.

What disturbs the machine disturbs both halves of a pair, so the ratio of a pair is steadier than either pace.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import mean, stdev

# Student's t for 95 of 100, by the number of pairs less one: a few pairs may all lie on one side by chance.
_T = {1: 12.71, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262, 10: 2.228, 11: 2.201}
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Paired:
    """The paces of two ways, pair by pair: ``first`` and ``second`` in records a second, each above 0.

    Raises:
        ValueError: not as many of the one as of the other, or not 2 to 12 pairs.
    """

    first: tuple[float, ...]
    second: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.first) != len(self.second) or len(self.first) - 1 not in _T:
            raise ValueError(f"{len(self.first)} paces and {len(self.second)}: measure {FEWEST} to {len(_T) + 1} pairs")

    @property
    def differences(self) -> tuple[float, ...]:
        """By how many percent the first way is faster, for each pair; below 0 it is slower."""
        return tuple(100 * (one / other - 1) for one, other in zip(self.first, self.second, strict=True))

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true difference lies, in percent, in 95 of 100 such measurements."""
        ratios = [math.log(one / other) for one, other in zip(self.first, self.second, strict=True)]
        spread = _T[len(ratios) - 1] * stdev(ratios) / math.sqrt(len(ratios))
        low, high = (100 * (math.exp(mean(ratios) + end) - 1) for end in (-spread, spread))
        return low, high

    def verdict(self, name: str) -> str:
        """What the pairs say of the first way, which is called ``name``, in a sentence with the interval."""
        low, high = self.interval
        measured = f"{low:+.1f} % to {high:+.1f} % in {len(self.first)} pairs"
        if low <= 0 <= high:
            return f"{measured}: no difference shows on this machine."
        return f"{measured}: {name} is {'faster' if low > 0 else 'slower'} here."
