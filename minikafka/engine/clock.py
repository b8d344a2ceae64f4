"""Time is handed in: the engine never asks the machine what time it is."""

from __future__ import annotations

from typing import Protocol

START_MS = 1_700_000_000_000


class Clock(Protocol):
    """What the engine needs to know of time, in milliseconds since 1970-01-01 UTC."""

    def now(self) -> int:
        """The current time."""

    def sleep(self, duration_ms: int) -> None:
        """Return once ``duration_ms`` have passed."""


class ManualClock:
    """A clock that stands still until somebody moves it, so that every run is the same run."""

    def __init__(self, now_ms: int = START_MS) -> None:
        self._now_ms = now_ms

    def now(self) -> int:
        return self._now_ms

    def sleep(self, duration_ms: int) -> None:
        self.advance(duration_ms)

    def advance(self, duration_ms: int) -> None:
        """Move the clock forward.

        Raises:
            ValueError: ``duration_ms`` is negative; a broker's clock never runs backwards.
        """
        if duration_ms < 0:
            raise ValueError(f"a clock moves forward only, not by {duration_ms} ms")
        self._now_ms += duration_ms
