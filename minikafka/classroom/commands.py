"""``minikafka class``: a page for the projector, as long as the command runs; and the end of a class."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from minikafka.wire.foreground import end_by_signal, say

if TYPE_CHECKING:
    from minikafka.classroom.class_topics import ClassTopics
    from minikafka.classroom.room_cards import RoomCards

BOOTSTRAP = "MINIKAFKA_BOOTSTRAP"  # as for a lab, whose module every command would have to import


def add_class_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``class`` to the subcommands of ``minikafka``; its ``run`` takes the parsed arguments."""
    command = commands.add_parser(
        "class",
        help="show what a class answers, as it answers",
        description="Show a page for the projector with what a class answers, until Ctrl-C. The learners' notebooks "
        "have MINIKAFKA_CLASS=NAME and MINIKAFKA_BOOTSTRAP=HOST:PORT in their environment. TLS and SASL are settings "
        "in the environment too, as in docs/classroom.md.",
    )
    command.add_argument("name", metavar="NAME", help="of the class: letters, digits and dashes")
    command.add_argument(
        "--bootstrap",
        metavar="HOST:PORT",
        default=os.environ.get(BOOTSTRAP),
        help=f"a broker of the cluster (default: {BOOTSTRAP})",
    )
    command.add_argument("--host", default="127.0.0.1", help="where the page is served (default: %(default)s)")
    command.add_argument("--port", type=int, default=0, help="where the page is served (default: any that is free)")
    command.add_argument("--notebook", default="04-visual", help="the notebook in hand (default: %(default)s)")
    command.add_argument("--end", action="store_true", help="write every answer to a CSV file here, and end the class")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Show the page until Ctrl-C or SIGTERM, or end the class; returns the exit status."""
    from minikafka.classroom.class_topics import ClassTopics
    from minikafka.engine.errors import KafkaError

    try:
        if not arguments.bootstrap:
            raise ValueError(f"which cluster? Name a broker: --bootstrap HOST:PORT, or {BOOTSTRAP}")  # noqa: TRY301
        topics = ClassTopics(arguments.name)
        if arguments.end:
            _end(arguments.bootstrap, topics)
        else:
            _show(arguments, topics)
    except ModuleNotFoundError as missing:
        sys.stderr.write(f"minikafka class: {missing.name} is not installed: pip install 'minikafka[wire]'\n")
        return 1
    except (KafkaError, LookupError, OSError, OverflowError, ValueError) as problem:
        sys.stderr.write(f"minikafka class: {problem}\n")
        return 1
    return 0


def _end(bootstrap: str, topics: ClassTopics) -> None:
    from minikafka.classroom.archive import end
    from minikafka.classroom.courier import cluster

    with cluster(bootstrap, f"{topics.answers}-end")() as remote:
        path, answers = end(remote, topics, Path.cwd())
    say(f"Written: {path.name}, {answers} answers. The class {topics.name!r} is at its end; its topics are deleted.")


def _show(arguments: argparse.Namespace, topics: ClassTopics) -> None:
    import asyncio

    from minikafka.classroom.catalogue import STYLES
    from minikafka.classroom.courier import cluster
    from minikafka.classroom.room import Room
    from minikafka.classroom.room_cards import RoomCards

    if arguments.notebook not in STYLES:
        raise ValueError(f"there is no notebook {arguments.notebook!r}; there are {', '.join(STYLES)}")
    connect = cluster(arguments.bootstrap, f"{topics.answers}-room")
    with connect() as remote:  # says at once if nobody is there, or nobody may make the topics
        was_there = not topics.create(remote)
    room = Room(topics, connect)
    room.was_there = was_there
    asyncio.run(_serve(RoomCards(room, arguments.notebook), arguments.host, arguments.port))


async def _serve(cards: RoomCards, host: str, port: int) -> None:
    import asyncio

    from minikafka.classroom.page_server import Page
    from minikafka.wire.server import LOOPBACK

    end, loop, courier = end_by_signal(), asyncio.get_running_loop(), cards.room.courier
    page = Page(cards, host, port)
    courier.on_look = lambda: loop.call_soon_threadsafe(page.changed)
    courier.start()
    say(f"The class is shown at {page.address}; Ctrl-C ends it, and loses nothing.")
    if host not in LOOPBACK:
        say(f"Warning: whoever reaches {host} and knows it sees the class and can ask it. It is not encrypted.")
    try:
        await asyncio.to_thread(end.wait)
    finally:
        await asyncio.to_thread(courier.close)
        await page.close()
