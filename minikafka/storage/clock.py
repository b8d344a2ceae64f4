"""The machine's own time, for a broker that real clients talk to, or whose log outlives it."""

from __future__ import annotations

import time


class SystemClock:
    """The engine's ``Clock``, in milliseconds since 1970-01-01 UTC."""

    def now(self) -> int:
        return time.time_ns() // 1_000_000

    def sleep(self, duration_ms: int) -> None:
        time.sleep(duration_ms / 1000)
