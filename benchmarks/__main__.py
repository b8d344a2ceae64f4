"""Measure every subject, or those named, and print one table."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable, Iterable
from datetime import datetime

from benchmarks import apache_kafka, click, disk, engine, explain, imports, redraw, search, site, watch, wire
from benchmarks.figures import Figure, table

SUBJECTS: dict[str, Callable[[], Iterable[Figure]]] = {
    "imports": imports.measure,
    "engine": engine.measure,
    "search": search.measure,
    "redraw": redraw.measure,
    "click": click.measure,
    "site": site.measure,
    "wire": wire.measure,
    "watch": watch.measure,
    "explain": explain.measure,
    "disk": disk.measure,
    "apache_kafka": apache_kafka.measure,
}


def main() -> None:
    """Print the heading at once, and the table when all is measured."""
    arguments = _arguments()
    print(f"{_day()}, {_machine()}\n", flush=True)  # noqa: T201  a table is what was asked for
    measured = (SUBJECTS[subject]() for subject in arguments.subjects or SUBJECTS)
    print(table(figure.cells for figures in measured for figure in figures))  # noqa: T201  the same
    if arguments.keep:
        apache_kafka.keep(_day(), _machine())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=f"one of {', '.join(SUBJECTS)} (default: all)")
    parser.add_argument("--keep", action="store_true", help="keep the figures of apache_kafka for the Perf notebook")
    arguments = parser.parse_args()
    if unknown := set(arguments.subjects) - set(SUBJECTS):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    return arguments


def _day() -> str:
    return f"{datetime.now().astimezone():%Y-%m-%d}"


def _machine() -> str:
    """Without it a figure means nothing."""
    python = ".".join(map(str, sys.version_info[:3]))
    return f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, Python {python}"


if __name__ == "__main__":
    main()
