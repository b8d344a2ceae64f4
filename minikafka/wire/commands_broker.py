"""``minikafka broker``: a broker for real clients, as long as the command runs."""

from __future__ import annotations

import argparse
import gc
import logging
import sys
import threading
from contextlib import ExitStack
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from minikafka.engine.broker import Broker
from minikafka.engine.errors import KafkaError
from minikafka.engine.sequence_check import Generation
from minikafka.wire.foreground import end_by_signal, say

if TYPE_CHECKING:
    from minikafka.wire.shared_broker import SharedBroker

EXPIRATION_CHECK_SECONDS = 600  # producer.id.expiration.check.interval.ms
RETENTION_CHECK_SECONDS = 300  # log.retention.check.interval.ms
_KAFKAS_PORT = 9092


def add_broker_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``broker`` to the subcommands of ``minikafka``; its ``run`` takes the parsed arguments."""
    command = commands.add_parser(
        "broker",
        help="run a broker for real Kafka clients",
        description="Run a broker for real Kafka clients until Ctrl-C. Any client of Kafka can write to it "
        "and read from it; topics are created when they are first used.",
    )
    add_arguments(command)
    command.set_defaults(run=run)


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what ``run`` wants to know."""
    command.add_argument("--host", default="127.0.0.1", help="where to listen (default: %(default)s)")
    command.add_argument("--port", type=int, default=_KAFKAS_PORT, help="where to listen (default: %(default)s)")
    command.add_argument("--data-dir", metavar="DIR", help="keep Kafka's files there (default: in memory only)")
    command.add_argument("--partitions", type=int, default=1, help="of a topic that is created by its first use")
    _add_kafkas_settings(command)
    generations = [generation.value for generation in Generation]
    command.add_argument("--generation", choices=generations, default=generations[0], help="which Kafka to answer like")


def _add_kafkas_settings(command: argparse.ArgumentParser) -> None:
    """Kafka's settings, by Kafka's names with dashes; ``serve`` and ``Broker`` take them by keyword."""
    command.add_argument("--node-id", type=int, default=1, metavar="ID", help="node.id (default: %(default)s)")
    command.add_argument(
        "--advertised-listeners", metavar="HOST:PORT", help="where clients are sent (default: where they connect to)"
    )
    command.add_argument(
        "--auto-create-topics-enable", choices=("true", "false"), default="true", help="create topics that clients name"
    )
    command.add_argument(
        "--group-min-session-timeout-ms", type=int, default=6000, metavar="MS", help="(default: %(default)s)"
    )
    command.add_argument(
        "--group-max-session-timeout-ms", type=int, default=1_800_000, metavar="MS", help="(default: %(default)s)"
    )
    command.add_argument(
        "--group-initial-rebalance-delay-ms", type=int, default=0, metavar="MS", help="(default: %(default)s)"
    )
    command.add_argument(
        "--message-max-bytes", type=int, default=1_048_588, metavar="BYTES", help="the largest batch of any topic"
    )
    command.add_argument(
        "--max-message-bytes",
        type=_topic_and_bytes,
        action="append",
        default=[],
        metavar="TOPIC=BYTES",
        help="the largest batch of one topic; may be given for several",
    )


def _topic_and_bytes(text: str) -> tuple[str, int]:
    topic, _, number = text.rpartition("=")
    if not topic or not (number.isascii() and number.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r}: write TOPIC=BYTES, like orders=2000000")
    return topic, int(number)


def run(arguments: argparse.Namespace) -> int:
    """Run the broker until Ctrl-C or SIGTERM; returns the exit status."""
    from minikafka.wire.server import serve
    from minikafka.wire.shared_broker import SharedBroker

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")
    end = end_by_signal()
    try:
        with ExitStack() as closing:
            broker = _broker(arguments, closing)
            shared = SharedBroker(broker)
            serving = serve(shared, arguments.host, arguments.port, **_node_settings(arguments))
            address = closing.enter_context(serving)
            gc.freeze()  # what was imported stays, so the collector need not look through it during the requests
            where = arguments.data_dir or "memory"
            say(f"minikafka listens on {address}, generation {arguments.generation}, log in {where}; Ctrl-C ends it.")
            _work_until(end, broker, shared)
    except (OSError, OverflowError, ValueError, KafkaError) as problem:
        sys.stderr.write(f"minikafka broker: {problem}\n")
        return 1
    return 0


def _node_settings(arguments: argparse.Namespace) -> dict[str, Any]:
    from minikafka.wire.node_settings import NodeSettings

    told = {field.name: getattr(arguments, field.name) for field in fields(NodeSettings)}
    return {**told, "auto_create_topics_enable": arguments.auto_create_topics_enable == "true"}


def _broker(arguments: argparse.Namespace, closing: ExitStack) -> Broker:
    """A broker in memory, or one with a data directory, which ``closing`` closes at the end."""
    from minikafka.storage.broker import open_broker
    from minikafka.storage.clock import SystemClock

    settings: dict[str, Any] = {
        "generation": arguments.generation,
        "num_partitions": arguments.partitions,
        "clock": SystemClock(),
        "message_max_bytes": arguments.message_max_bytes,
        "max_message_bytes": dict(arguments.max_message_bytes),
    }
    if arguments.data_dir is None:
        return Broker(**settings)
    return closing.enter_context(open_broker(arguments.data_dir, **settings))


def _work_until(end: threading.Event, broker: Broker, shared: SharedBroker) -> None:
    """Do now and then what Kafka's background threads do: forget old producers, delete old segments."""
    from minikafka.storage.broker import DiskBroker

    seconds = 0
    while not end.wait(1):  # a wait without a limit would not hear Ctrl-C on Windows
        seconds += 1
        if seconds % EXPIRATION_CHECK_SECONDS == 0:
            shared.expire_producers()
        if seconds % RETENTION_CHECK_SECONDS == 0 and isinstance(broker, DiskBroker):
            with shared.locked():
                broker.delete_old_segments()
