"""``minikafka dump-log``: what files of a Kafka data directory say, in the words of ``kafka-dump-log``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def add_dump_log_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``dump-log`` to the subcommands of ``minikafka``; its ``run`` takes the parsed arguments."""
    command = commands.add_parser(
        "dump-log",
        help="print a segment, an index, a snapshot",
        description="Print what files of a Kafka data directory say, as kafka-dump-log does: segments (.log), indexes "
        "(.index, .timeindex, .txnindex), snapshots of producers (.snapshot) and of controllers (.checkpoint); also "
        "the checkpoints and notes beside them. The broker may be running. What cannot be read is named at the end.",
    )
    command.add_argument(
        "files", metavar="FILE", nargs="+", type=Path, help="such as data/topic-0/00000000000000000000.log"
    )
    command.add_argument("--deep-iteration", action="store_true", help="print the records of each batch, too")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print each file, and then name what could not be read; returns 1 if there was more than a torn end, else 0."""
    from minikafka.storage.dump_log import read_dump
    from minikafka.storage.dump_text import lines

    problems: list[str] = []
    status = 0
    for file in arguments.files:
        try:
            dump = read_dump(file, deep_iteration=arguments.deep_iteration)
        except (OSError, ValueError) as problem:
            problems.append(str(problem))
            status = 1
        else:
            sys.stdout.writelines(f"{line}\n" for line in lines(dump))
            problems += dump.problems
            status |= not dump.is_readable
    sys.stdout.flush()
    sys.stderr.writelines(f"minikafka dump-log: {problem}\n" for problem in problems)
    return status
