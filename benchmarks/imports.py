"""How long the imports take that every notebook begins with, each in a fresh process."""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.figures import Figure

TARGETS = {"minikafka": 0.1, "minikafka.lesson": 0.5}  # seconds
PROCESSES = 9
PROGRAM = "import time; start = time.perf_counter(); import {}; print(time.perf_counter() - start)"


def measure() -> Iterator[Figure]:
    """The median of several processes; the first one, which may have to compile, does not count."""
    for module, target in TARGETS.items():
        _, *seconds = (_seconds(module) for _ in range(PROCESSES + 1))
        yield Figure(f"import {module}", statistics.median(seconds), "s", target)


def _seconds(module: str) -> float:
    command = [sys.executable, "-c", PROGRAM.format(module)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603  our own
