"""``minikafka broker`` in a process of its own, for measurements."""

from __future__ import annotations

import subprocess
import sys
from types import TracebackType
from typing import IO, Self

_COMMAND = """
import argparse, sys
from minikafka.wire.commands_broker import add_arguments, run

parser = argparse.ArgumentParser()
add_arguments(parser)
sys.exit(run(parser.parse_args()))
"""


class BrokerProcess:
    """Started on a free port, with whatever else its command takes, and stopped as Ctrl-C would."""

    def __init__(self, *arguments: str, errors: IO[str] | None = None) -> None:
        command = [sys.executable, "-c", _COMMAND, "--port", "0", *arguments]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)  # noqa: S603 - our own
        assert self._process.stdout is not None
        self.pid = self._process.pid
        self.address = self._process.stdout.readline().partition("listens on ")[2].partition(",")[0]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.communicate(timeout=30)
