"""``minikafka dump-log``: what a file of a partition's directory says, as a table."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from minikafka.engine.errors import KafkaError

if TYPE_CHECKING:
    from minikafka.storage.dump_log import Row


def add_dump_log_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``dump-log`` to the subcommands of ``minikafka``; its ``run`` takes the parsed arguments."""
    command = commands.add_parser(
        "dump-log",
        help="print a segment, an index or a snapshot",
        description="Print what a file of a partition's directory says: the batches of a segment (.log), the entries "
        "of an index (.index, .timeindex), or the producers of a snapshot (.snapshot). The broker may be running.",
    )
    command.add_argument(
        "files", metavar="FILE", nargs="+", type=Path, help="such as data/topic-0/00000000000000000000.log"
    )
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print a table for each file; returns the exit status."""
    from minikafka.storage.dump_log import dump_log

    try:
        for file in arguments.files:
            sys.stdout.write(f"{file}\n{table(dump_log(file))}\n")
    except (OSError, ValueError, KafkaError) as problem:
        sys.stderr.write(f"minikafka dump-log: {problem}\n")
        return 1
    return 0


def table(rows: Sequence[Row]) -> str:
    """The rows in columns, numbers to the right."""
    if not rows:
        return "nothing\n"
    lines = [list(rows[0]), *([str(value) for value in row.values()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    padded = ("  ".join(word.rjust(width) for word, width in zip(line, widths, strict=True)) for line in lines)
    return "\n".join(line.rstrip() for line in padded) + "\n"
