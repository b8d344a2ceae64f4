"""The command `minikafka`.

Each command imports what it needs when it runs, so that `minikafka --version` never waits for JupyterLab.
"""

import argparse
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from minikafka.classroom.commands import add_class_command
from minikafka.classroom.homework_command import add_homework_command
from minikafka.clinic.commands import add_explain_command
from minikafka.course import CourseError, course_directory, notebook_in
from minikafka.engine.trace import Trace
from minikafka.search.commands import add_search_command
from minikafka.site.commands import add_site_command
from minikafka.storage.commands import add_dump_log_command
from minikafka.wire.commands_broker import add_broker_command
from minikafka.wire.commands_proxy import add_proxy_command
from minikafka.wire.commands_watch import add_watch_command

HIGHEST_PORT = 65535


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; without `arguments`, those of the command line."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except CourseError as error:
        print(f"minikafka: {error}", file=sys.stderr)
        return 1
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="minikafka", description="A course on Kafka's idempotent producer.")
    parser.add_argument("--version", action="version", version=f"minikafka {version('minikafka')}")
    commands = parser.add_subparsers(metavar="command", required=True)
    _add_lab(commands.add_parser("lab", help="open the course in JupyterLab"))
    add_broker_command(commands)
    add_class_command(commands)
    add_homework_command(commands)
    add_proxy_command(commands)
    add_watch_command(commands, _write_page)
    add_dump_log_command(commands)
    add_site_command(commands)
    add_explain_command(commands)
    add_search_command(commands, {"html": _write_page, "time_diagram": _write_time_diagram})
    return parser


def _add_lab(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_port, help="listen on this port; without it, on a free one from 8888 on")
    parser.add_argument("--no-browser", action="store_true", help="print the address and open no browser")
    parser.add_argument(
        "--present", metavar="NOTEBOOK", help="show one notebook to a class, as in 04-visual: large type, no code"
    )
    parser.set_defaults(run=_lab)


def _port(text: str) -> int:
    if text.isdecimal() and int(text) <= HIGHEST_PORT:
        return int(text)
    message = f"{text!r} is no port; take one from 1 to {HIGHEST_PORT}, or 0 for any that is free"
    raise argparse.ArgumentTypeError(message)


def _lab(options: argparse.Namespace) -> int:
    try:
        from minikafka.launch import launch
    except ModuleNotFoundError as missing:
        raise CourseError(f"{missing.name} is not installed: pip install 'minikafka[lab]'") from missing

    directory = course_directory()
    presented = notebook_in(directory, options.present) if options.present else None
    launch(directory, port=options.port, open_browser=not options.no_browser, presented=presented)
    return 0


def _write_page(trace: Trace, path: Path, title: str, notes: Sequence[str] = ()) -> None:
    from minikafka.lesson import save_html

    save_html(trace, path, title=title, notes=notes)


def _write_time_diagram(trace: Trace, path: Path, _title: str) -> None:
    from minikafka.lesson import time_diagram

    try:
        path.write_bytes(time_diagram(trace).png)
    except ModuleNotFoundError as missing:
        raise ImportError(f"{missing.name} is not installed: pip install 'minikafka[lab]'") from missing
