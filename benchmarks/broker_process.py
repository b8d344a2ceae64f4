"""``minikafka broker`` in a process of its own, for measurements."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
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
    """Started on a free port, and stopped as Ctrl-C would."""

    def __init__(self, *, errors: IO[str] | None = None) -> None:
        command = [sys.executable, "-c", _COMMAND, "--port", "0"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)  # noqa: S603 - our own
        assert self._process.stdout is not None
        self.address = self._process.stdout.readline().partition("listens on ")[2].partition(",")[0]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.communicate(timeout=30)

    @property
    def resident_bytes(self) -> int:
        """What the process takes of memory now (Linux)."""
        pages = Path(f"/proc/{self._process.pid}/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    @property
    def cpu_seconds(self) -> float:
        """What the process took of the processors until now (Linux)."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
