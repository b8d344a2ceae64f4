"""``minikafka watch``: your own application and your own cluster, under the glass."""

from __future__ import annotations

import argparse
import os
import sys
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from minikafka.wire.commands_proxy import add_arguments as add_proxy_arguments
from minikafka.wire.commands_proxy import plans
from minikafka.wire.foreground import end_by_signal, say

if TYPE_CHECKING:
    from threading import Event

    from minikafka.wire.client_security import Security
    from minikafka.wire.watch_page import PageWriter
    from minikafka.wire.wiretap import Sighting, Wiretap

PASSWORD = "MINIKAFKA_SASL_PASSWORD"  # noqa: S105 - the name of the variable that holds it
_A_MOMENT = 0.1
_MOST_AT_ONCE = 100  # rows in a moment; a person reads no more


def add_watch_command(commands: argparse._SubParsersAction[argparse.ArgumentParser], write_page: PageWriter) -> None:
    """Add ``watch`` to the subcommands of ``minikafka``; its ``run`` takes the parsed arguments.

    How a run is drawn the wire does not know, so ``write_page`` comes from outside.
    """
    command = commands.add_parser(
        "watch",
        help="show each batch between your application and your cluster",
        description="Stand between your application and your cluster, and print each batch and its answer. Connect the "
        "application to the address that is printed. Ctrl-C ends it and prints what was seen.",
    )
    add_proxy_arguments(command)
    command.add_argument("--save", type=Path, metavar="FILE", help="at the end, write rows and counts as JSON")
    command.add_argument(
        "--html",
        type=Path,
        metavar="FILE",
        help="at the end, write the newest batches, with what their messages say, as a page that plays",
    )
    command.add_argument("--quiet", action="store_true", help="print no rows, only the counts at the end")
    _add_security(command)
    command.set_defaults(run=lambda arguments: run(arguments, write_page))


def _add_security(command: argparse.ArgumentParser) -> None:
    towards = command.add_argument_group("towards the cluster (towards the application it listens in the clear)")
    towards.add_argument("--security-protocol", default="PLAINTEXT", metavar="NAME", help="PLAINTEXT, SSL, SASL_SSL, …")
    towards.add_argument("--ssl-cafile", metavar="FILE", help="the authority that signed the cluster's certificates")
    towards.add_argument("--sasl-mechanism", default="PLAIN", metavar="NAME", help="PLAIN, SCRAM-SHA-256 or -512")
    towards.add_argument("--sasl-plain-username", metavar="NAME", help=f"the password is taken from ${PASSWORD}")


def run(arguments: argparse.Namespace, write_page: PageWriter) -> int:
    """Watch until Ctrl-C or SIGTERM; returns the exit status."""
    from minikafka.engine.errors import KafkaError
    from minikafka.wire.watch_file import Rows, save_json
    from minikafka.wire.watch_page import NewestBatches
    from minikafka.wire.watch_tally import Tally
    from minikafka.wire.wiretap import Wiretap

    end, tally, rows, newest, printed = end_by_signal(), Tally(), Rows(), NewestBatches(), Printer()
    sinks: list[Callable[[Sighting], None]] = [tally]
    sinks += [rows] if arguments.save else []
    sinks += [newest] if arguments.html else []
    sinks += [] if arguments.quiet else [printed]
    try:
        _watch(arguments, Wiretap(sinks), printed, end)
        say(f"\n{tally}")
        if arguments.save:
            save_json(arguments.save, arguments.upstream, rows, tally)
            say(f"Written: {arguments.save}")
        if arguments.html:
            newest.save(arguments.html, arguments.upstream, tally, write_page)
            say(f"Written: {arguments.html}")
    except (OSError, OverflowError, ValueError, KafkaError) as problem:
        sys.stderr.write(f"minikafka watch: {problem}\n")
        return 1
    return 0


def _watch(arguments: argparse.Namespace, wiretap: Wiretap, printed: Printer, end: Event) -> None:
    from minikafka.wire.client import connect
    from minikafka.wire.proxy import Proxy
    from minikafka.wire.server import LOOPBACK
    from minikafka.wire.watch_rows import heading

    security = _security(arguments)
    with connect(arguments.upstream, security=security):  # says at once if nobody is there
        pass
    faults, host = plans(arguments), arguments.host
    with Proxy(
        arguments.upstream, faults, host=host, port=arguments.port, security=security, wiretap=wiretap
    ) as address:
        say(f"Your application connects to {address}, in the clear, without a password; Ctrl-C ends it.")
        if host not in LOOPBACK:
            say(f"Warning: whoever reaches {host} reaches the cluster.")
        say(heading())
        while not end.wait(_A_MOMENT):
            printed.print()
        printed.print()
    if wiretap.unread:
        say(f"{wiretap.unread} Produce frames could not be read and were passed on as they were.")


def _security(arguments: argparse.Namespace) -> Security:
    from minikafka.wire.client_security import Security

    return Security(
        security_protocol=arguments.security_protocol,
        ssl_cafile=arguments.ssl_cafile,
        sasl_mechanism=arguments.sasl_mechanism,
        sasl_plain_username=arguments.sasl_plain_username,
        sasl_plain_password=os.environ.get(PASSWORD),
    )


class Printer:
    """Prints rows a moment after they came, so that the application does not wait for the terminal."""

    def __init__(self) -> None:
        self._waiting: deque[Sighting] = deque(maxlen=_MOST_AT_ONCE)
        self._came = 0

    def __call__(self, sighting: Sighting) -> None:
        self._came += 1
        self._waiting.append(sighting)

    def print(self) -> None:
        """Print what came since; of more than a person can read, the newest."""
        from minikafka.wire.watch_rows import row

        rows = [self._waiting.popleft() for _ in range(len(self._waiting))]
        came, self._came = self._came, 0
        if came > len(rows):
            say(f"… {came - len(rows):,} more")
        if rows:
            say("\n".join(map(row, rows)))
