"""``minikafka explain``: what a line or a log says about the sequence check."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from minikafka.clinic.explanation import Explanation

FOUND, NOTHING_FOUND, UNREADABLE, INTERRUPTED = 0, 1, 2, 130


def add_explain_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``explain`` to the subcommands of ``minikafka``; its ``run`` takes the parsed arguments."""
    command = commands.add_parser(
        "explain",
        help="say what a line of a log means, and show the run that gives it",
        description="Read a line or a log of a Kafka broker or client. Say what the sequence check answered, what "
        "the client does now, what may be lost or stored twice, and what to do. Nothing leaves this machine.",
        epilog="Exit status: 0 if something is known, 1 if nothing is, 2 if the log cannot be read.",
    )
    command.add_argument(
        "what", nargs="*", metavar="LINE|FILE", help="a line, or a log (also .gz); - or nothing: standard input"
    )
    command.add_argument("--file", type=Path, metavar="FILE", help="a log, whatever its name looks like")
    command.add_argument("--json", action="store_true", help="print JSON for other programs")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Explain, print, and return the exit status."""
    from minikafka.clinic.log_file import UnreadableLog

    try:
        explanation = _explained(arguments.what, arguments.file)
        text = json.dumps(explanation.to_json(), indent=1) if arguments.json else str(explanation)
        _print(text)
    except (OSError, UnreadableLog) as problem:
        sys.stderr.write(f"minikafka explain: {_why(problem)}\n")
        return UNREADABLE
    except KeyboardInterrupt:
        return INTERRUPTED
    return FOUND if explanation.found else NOTHING_FOUND


def _explained(what: list[str], file: Path | None) -> Explanation:
    from minikafka.clinic.explanation import explain, explain_log

    if file is not None:
        return explain(file)
    text = "\n".join(what) if all(" " in part for part in what) else " ".join(what)
    if text in {"", "-"}:
        return explain_log(sys.stdin.buffer)
    return explain(Path(text)) if _is_file(text) else explain(text)


def _why(problem: Exception) -> str:
    if not isinstance(problem, OSError):
        return str(problem)
    what = problem.filename or "standard input"
    return f"{what} cannot be read ({problem.strerror}); name a file, or put the line between quotation marks"


def _is_file(text: str) -> bool:
    try:
        return Path(text).exists()
    except (OSError, ValueError):  # too long for a name, or with a zero in it
        return False


def _print(text: str) -> None:
    """Print in whatever coding the terminal has; a reader that has gone away is no failure."""
    try:
        coding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(f"{text.encode(coding, 'backslashreplace').decode(coding)}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
