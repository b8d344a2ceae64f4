"""``minikafka proxy``: lose acks between any client and any broker."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from minikafka.wire.foreground import end_by_signal, say

if TYPE_CHECKING:
    from minikafka.wire.proxy import Proxy
    from minikafka.wire.proxy_faults import Plan

_A_SECOND = 1  # a wait without a limit would not hear Ctrl-C on Windows


def add_proxy_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``proxy`` to the subcommands of ``minikafka``; its ``run`` takes the parsed arguments."""
    command = commands.add_parser(
        "proxy",
        help="stand between Kafka clients and a broker, and lose acks",
        description="Stand between Kafka clients and a broker or cluster, and lose some of what passes. "
        "Connect the clients to the address that is printed. Ctrl-C ends it and prints what was lost.",
    )
    add_arguments(command)
    command.set_defaults(run=run)


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what ``run`` wants to know."""
    command.add_argument("--upstream", required=True, metavar="HOST:PORT", help="a broker of the cluster")
    command.add_argument("--host", default="127.0.0.1", help="where to listen (default: %(default)s)")
    command.add_argument("--port", type=int, default=0, help="where to listen (default: any free port)")
    command.add_argument("--lose-acks", type=float, default=0, metavar="P", help="how likely an ack is lost, 0 to 1")
    command.add_argument(
        "--lose-requests", type=float, default=0, metavar="P", help="how likely a batch is lost, 0 to 1"
    )
    command.add_argument("--seed", type=int, default=1, help="the same seed loses the same ones")


def run(arguments: argparse.Namespace) -> int:
    """Run the proxy until Ctrl-C or SIGTERM; returns the exit status."""
    from minikafka.wire.server import LOOPBACK

    end = end_by_signal()
    try:
        proxy = _proxy(arguments)
        with proxy as address:
            say(f"Clients connect to {address}; Ctrl-C ends it.")
            if arguments.host not in LOOPBACK:
                say(f"Warning: whoever reaches {arguments.host} reaches the broker, without a password.")
            while not end.wait(_A_SECOND):
                pass
    except (OSError, OverflowError, ValueError) as problem:
        sys.stderr.write(f"minikafka proxy: {problem}\n")
        return 1
    say(str(proxy.counters))
    return 0


def _proxy(arguments: argparse.Namespace) -> Proxy:
    from minikafka.wire.proxy import Proxy

    return Proxy(arguments.upstream, plans(arguments), host=arguments.host, port=arguments.port)


def plans(arguments: argparse.Namespace) -> tuple[Plan, ...]:
    """The faults that the arguments ask for.

    Raises:
        ValueError: a probability outside 0 .. 1.
    """
    from minikafka.wire.proxy_faults import LoseAcks, LoseRequests

    return (
        LoseAcks(arguments.lose_acks, arguments.seed),
        LoseRequests(arguments.lose_requests, arguments.seed + 1),
    )
