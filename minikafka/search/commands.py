"""``minikafka search``: the shortest run that breaks a promise."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from minikafka.engine.errors import ConfigException

if TYPE_CHECKING:
    from minikafka.engine.trace import Trace
    from minikafka.search.progress import Progress
    from minikafka.search.result import Result
    from minikafka.search.search import Search

# What writes a run into a file: it takes the trace, the file, and a title. By the name of its option.
Writers = Mapping[str, Callable[["Trace", Path, str], None]]

KEPT, BROKEN, WRONG, INTERRUPTED = 0, 1, 2, 130
DEPTH = 4
_NUMBERS = {
    "in_flight": "requests in flight of a producer, 1 to 6",
    "first_sequence": "the first sequence of a producer; clients begin with 0, the lesson's page with 1",
    "expiry_ms": "after how long a broker forgets a producer",
    "delivery_timeout_ms": "after how long a producer gives a message up",
    "request_timeout_ms": "how long a producer waits for an answer",
    "partitions": "partitions of the topic, 1 to 4",
    "brokers": "brokers that keep a copy of each, 1 to 3",
    "messages": "messages in a run, 1 to 8",
}


_FILES = {
    "html": "write the run that breaks it as a page that plays in any browser",
    "time_diagram": "write that run as a time diagram, a picture of PNG",
}


def add_search_command(commands: argparse._SubParsersAction[argparse.ArgumentParser], writers: Writers) -> None:
    """Add ``search`` to the subcommands of ``minikafka``; its ``run`` takes the parsed arguments.

    How a run is drawn a search does not know, so ``writers`` come from outside: one for each of ``_FILES``.
    """
    command = commands.add_parser(
        "search",
        help="find the shortest run that breaks a promise of the producer",
        description="Try every run of up to so many actions, and print the shortest one that breaks a promise.",
        epilog="Exit status: 0 if no run breaks the promise, 1 if one does, 2 if what was asked for cannot be.",
    )
    command.add_argument(
        "--promise", default="no-duplicates", metavar="NAME", help="what must hold (default: %(default)s)"
    )
    command.add_argument(
        "--depth", type=int, default=DEPTH, metavar="N", help="actions of a run (default: %(default)s)"
    )
    command.add_argument(
        "--actions", metavar="LIST", help='what can happen, with commas, as "send, lose ack, retry" (default: all)'
    )
    command.add_argument("--no-idempotence", dest="idempotence", action="store_false", help="enable.idempotence=false")
    command.add_argument("--generation", metavar="NAME", help="kafka-2.5 (2.5 to 4.4, the default) or kafka-4.5")
    for name, told in _NUMBERS.items():
        command.add_argument("--" + name.replace("_", "-"), type=int, metavar="N", help=told)
    command.add_argument("--seconds", type=float, metavar="N", help="stop after so many, with what holds until then")
    command.add_argument("--json", action="store_true", help="print JSON for other programs")
    for name, told in _FILES.items():
        command.add_argument("--" + name.replace("_", "-"), type=Path, metavar="FILE", help=told)
    command.set_defaults(run=lambda arguments: run(arguments, writers))


def run(arguments: argparse.Namespace, writers: Writers) -> int:
    """Search, print, write what was asked for, and return the exit status."""
    from minikafka.search.search import PromiseFailed

    files = {name: path for name in _FILES if (path := getattr(arguments, name)) is not None}
    try:
        _demand_places(files)
        search = _search(arguments)
    except (ConfigException, OSError) as problem:
        sys.stderr.write(f"minikafka search: {problem}\n")
        return WRONG
    try:
        for progress in search.steps():
            _tell(progress)
    except PromiseFailed as problem:
        sys.stderr.write(f"minikafka search: {problem}\n")
        return WRONG
    except KeyboardInterrupt:
        sys.stdout.write(_told(search.result, arguments) + "\n")
        return INTERRUPTED
    sys.stdout.write(_told(search.result, arguments) + "\n")
    try:
        _write(search.result, {path: writers[name] for name, path in files.items()})
    except (OSError, ImportError) as problem:
        sys.stderr.write(f"minikafka search: the run was not written: {problem}\n")
        return WRONG
    return BROKEN if search.result.is_broken else KEPT


def _demand_places(files: Mapping[str, Path]) -> None:
    """Refuse files that could not be written, before a search begins that may take an hour.

    Raises:
        ConfigException: a file that is a directory, or whose directory does not exist.
    """
    for name, path in files.items():
        option = "--" + name.replace("_", "-")
        if path.is_dir():
            raise ConfigException(f"{option}: {path} is a directory: name a file in it")
        if not path.parent.is_dir():
            raise ConfigException(f"{option}: there is no directory {path.parent}: make it first, or name another")


def _write(result: Result, writers: Mapping[Path, Callable[[Trace, Path, str], None]]) -> None:
    """Write the run that was found; without one there is nothing to write, and that is said."""
    for path, write in writers.items():
        if result.is_broken:
            write(result.trace, path, str(result).partition("\n")[0])
        else:
            sys.stderr.write(f"minikafka search: no run breaks it, so {path} was not written\n")


def _search(arguments: argparse.Namespace) -> Search:
    from minikafka.search.actions import ALL
    from minikafka.search.search import Search
    from minikafka.search.settings import Settings

    given: dict[str, Any] = {"idempotence": arguments.idempotence}
    names = ("generation", *_NUMBERS)
    given |= {name: getattr(arguments, name) for name in names if getattr(arguments, name) is not None}
    actions = ALL if arguments.actions is None else [name.strip() for name in arguments.actions.split(",")]
    return Search(arguments.promise, Settings(**given), actions, arguments.depth, most_seconds=arguments.seconds)


def _tell(progress: Progress) -> None:
    """Say how far it is, to a person who looks on."""
    if sys.stderr.isatty():
        told = f"depth {progress.depth} of {progress.of_depth}, {progress.done:.0%}, {progress.states:,} states"
        sys.stderr.write(f"\r{told}\x1b[K" + ("\r\x1b[K" if progress.done == 1 else ""))


def _told(result: Result, arguments: argparse.Namespace) -> str:
    return json.dumps(result.to_json(), indent=1) if arguments.json else str(result)
