"""Measure every subject and print one table."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Iterable
from datetime import datetime

from benchmarks import click, disk, engine, imports, redraw, wire
from benchmarks.figures import Figure, table

SUBJECTS: tuple[Callable[[], Iterable[Figure]], ...] = (
    imports.measure,
    engine.measure,
    redraw.measure,
    click.measure,
    wire.measure,
    disk.measure,
)


def main() -> None:
    """Print the heading at once, and the table when all is measured."""
    print(f"{heading()}\n", flush=True)  # noqa: T201  a table is what was asked for
    print(table(figure.cells for measure in SUBJECTS for figure in measure()))  # noqa: T201  the same


def heading() -> str:
    """The day and the machine, without which a figure means nothing."""
    now = datetime.now().astimezone()
    python = ".".join(map(str, sys.version_info[:3]))
    return f"{now:%Y-%m-%d}, {os.cpu_count()} cores, {platform.machine()}, {platform.system()}, Python {python}"


if __name__ == "__main__":
    main()
