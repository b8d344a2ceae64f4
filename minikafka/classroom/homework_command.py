"""``minikafka homework``: Project as an assignment, for nbgrader or for Otter."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from minikafka.wire.foreground import say

NEXT = {
    "nbgrader": "Next, in that directory: nbgrader generate_assignment 07-project",
    "otter": "Next: otter assign {path} release",
}


def add_homework_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``homework`` to the subcommands of ``minikafka``; its ``run`` takes the parsed arguments."""
    command = commands.add_parser(
        "homework",
        help="write Project as an assignment of nbgrader or Otter",
        description="Write Project, with its solution and a test for each step, as an assignment. The tool makes the "
        "learners' version of it; where it grades, minikafka has to be installed.",
    )
    command.add_argument("tool", choices=sorted(NEXT), help="what grades it")
    command.add_argument("directory", type=Path, metavar="DIR", help="nbgrader: of the course; Otter: where to write")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the assignment into a new file; returns the exit status."""
    try:
        path = write(arguments.tool, arguments.directory)
    except ModuleNotFoundError as missing:
        sys.stderr.write(f"minikafka homework: {missing.name} is not installed: pip install 'minikafka[lab]'\n")
        return 1
    except FileExistsError as problem:
        sys.stderr.write(f"minikafka homework: {problem.filename} is there already; it stays as it is\n")
        return 1
    except OSError as problem:
        sys.stderr.write(f"minikafka homework: {problem}\n")
        return 1
    say(f"Written: {path}\n{NEXT[arguments.tool].format(path=path)}")
    return 0


def write(tool: str, directory: Path) -> Path:
    """Write the assignment for a tool, and return its file.

    Raises:
        OSError: the file is there already, or cannot be written.
    """
    import nbformat

    from minikafka.classroom.homework import ASSIGNMENT, nbgrader_assignment, otter_assignment
    from minikafka.course import shipped_notebooks

    made = nbgrader_assignment if tool == "nbgrader" else otter_assignment
    place = directory / "source" / ASSIGNMENT if tool == "nbgrader" else directory
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{ASSIGNMENT}.ipynb"
    with path.open("x", encoding="utf-8") as file:
        nbformat.write(made(shipped_notebooks()), file)
    return path
