"""What the operating system says of a process (Linux): its memory, its processor time, its age."""

from __future__ import annotations

import os
import time
from pathlib import Path


def resident_bytes(pid: int) -> int:
    """What the process takes of memory now."""
    pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def cpu_seconds(pid: int) -> float:
    """What the process took of the processors until now."""
    user, system = _fields(pid)[11:13]
    return _seconds(user) + _seconds(system)


def age_seconds(pid: int) -> float:
    """How long ago the process was started."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) - _seconds(_fields(pid)[19])


def _fields(pid: int) -> list[str]:
    """What ``proc(5)`` calls fields 3 and up: those after the name, which may hold spaces itself."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()


def _seconds(ticks: str) -> float:
    return int(ticks) / os.sysconf("SC_CLK_TCK")
