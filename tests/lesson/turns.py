"""Turns of an event loop, one after the other, until something is true."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


async def turns_until(condition: Callable[[], object]) -> int:
    """Let the loop turn; returns how often it has."""
    count = 0
    while not condition():
        await asyncio.sleep(0)
        count += 1
    return count
